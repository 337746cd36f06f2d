#include "tools/table/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {

// zlib reads a file that is not compressed as it is.
std::string unpack(const std::filesystem::path& file) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
    std::string text;
    std::array<char, 1 << 16> chunk;
    for (;;) {
        const int got = in ? gzread(in.get(), chunk.data(), chunk.size()) : -1;
        int state = Z_OK;
        if (got == 0) gzerror(in.get(), &state);
        if (got < 0 || state != Z_OK) {
            throw input_error({.file = file.string(),
                               .found = "cannot be unpacked",
                               .expected = "a file that gzip wrote"});
        }
        if (got == 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

std::string read_text(const std::filesystem::path& file) {
    const auto unreadable = [&file](const std::string& why) {
        return input_error({.file = file.string(), .found = why, .expected = "a readable file"});
    };
    std::error_code problem;
    if (!std::filesystem::exists(file, problem)) throw unreadable("no such file");
    // A pipe is as good as a file.
    if (std::filesystem::is_directory(file, problem)) throw unreadable("found a folder");
    if (file.extension() == ".gz") return unpack(file);
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    // An empty file sets failbit on `text`, which is no problem; a bad stream is.
    if (!in.is_open() || in.bad()) throw unreadable(std::strerror(errno));
    std::string bytes = text.str();
    // Spreadsheets write one before their CSV.
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
    return bytes;
}

file_writer::file_writer(const std::filesystem::path& file) : file_(file) {
    namespace fs = std::filesystem;
    std::error_code problem;
    // Behind a symbolic link the file is replaced, not the link.
    fs::path real = fs::weakly_canonical(file, problem);
    if (problem) real = file;
    const fs::file_status state = fs::status(real, problem);
    // A device or a pipe cannot be replaced.
    if (fs::exists(state) && !fs::is_regular_file(state)) {
        descriptor_ = ::open(real.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
        static std::atomic<unsigned> made{0};
        partial_ = real.parent_path() /
                   fmt::format(".{}.{}-{}.partial", real.filename().string(), ::getpid(), made++);
        target_ = real;
        descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                             S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH);
        if (descriptor_ < 0) partial_.clear();
        if (descriptor_ >= 0 && fs::exists(state)) {
            fs::permissions(partial_, state.permissions(), problem);
        }
    }
    if (descriptor_ < 0) fail();
}

file_writer::~file_writer() {
    if (descriptor_ >= 0) ::close(descriptor_);
    std::error_code ignored;
    if (!partial_.empty()) std::filesystem::remove(partial_, ignored);
}

void file_writer::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t done = ::write(descriptor_, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail();
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

void file_writer::commit() {
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0) fail();
    if (partial_.empty()) return;
    if (::rename(partial_.c_str(), target_.c_str()) != 0) fail();
    partial_.clear();
}

void file_writer::fail() const {
    throw error("cannot write " + file_.string() + ": " + std::strerror(errno));
}

void write_text(const std::filesystem::path& file, const std::string& text) {
    file_writer out(file);
    out.write(text);
    out.commit();
}

bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
    namespace fs = std::filesystem;
    std::error_code problem;
    if (fs::equivalent(a, b, problem) && !problem) return true;
    // A relative name of nothing stays relative, so that "x" and "./x" would differ.
    const fs::path real_a = fs::weakly_canonical(fs::absolute(a), problem);
    if (problem) return false;
    const fs::path real_b = fs::weakly_canonical(fs::absolute(b), problem);
    return !problem && real_a == real_b;
}

void refuse_to_overwrite(const std::filesystem::path& output, std::string_view option,
                         const std::vector<std::filesystem::path>& others) {
    // A device or a pipe may be read and written.
    std::error_code problem;
    const auto state = std::filesystem::status(output, problem);
    if (std::filesystem::exists(state) && !std::filesystem::is_regular_file(state)) return;
    for (const std::filesystem::path& other : others) {
        if (!same_file(output, other)) continue;
        throw input_error({.file = output.string(),
                           .found = fmt::format("--{} names a file that this command reads or "
                                                "writes already ({})",
                                                option, other.string()),
                           .expected = "a file of its own"});
    }
}

}  // namespace memglia
