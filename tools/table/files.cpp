#include "tools/table/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "tools/table/input_file.hpp"

namespace memglia {

std::string read_text(const std::filesystem::path& file, std::size_t most_bytes) {
    input_file in(file);
    // Spreadsheets write one before their CSV.
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (in.peek(byte_order_mark.size()) == byte_order_mark) {
        std::array<char, byte_order_mark.size()> mark;
        in.read(mark.data(), mark.size());
    }
    std::string text;
    std::array<char, 1 << 16> piece;
    while (const std::size_t got = in.read(piece.data(), piece.size())) {
        if (got > most_bytes - text.size()) {
            throw input_error({.file = file.string(),
                               .found = fmt::format("found more than {} bytes", most_bytes),
                               .expected = "a smaller file"});
        }
        text.append(piece.data(), got);
    }
    return text;
}

std::string read_json_text(const std::filesystem::path& file, std::size_t most_bytes) {
    constexpr std::size_t most_depth = 64;
    std::string text = read_text(file, most_bytes);
    std::size_t depth = 0;
    std::size_t line = 1;
    bool in_string = false;
    for (std::size_t k = 0; k < text.size(); ++k) {
        const char letter = text[k];
        if (letter == '\n') ++line;
        if (in_string) {
            if (letter == '\\') ++k;
            if (letter == '"') in_string = false;
            continue;
        }
        in_string = letter == '"';
        if (letter == '[' || letter == '{') ++depth;
        if ((letter == ']' || letter == '}') && depth > 0) --depth;
        if (depth > most_depth) {
            throw input_error({.file = file.string(),
                               .line = line,
                               .found = fmt::format("found more than {} levels", most_depth),
                               .expected = "JSON that is nested less deeply"});
        }
    }
    return text;
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
                   fmt::format(".{}.{}-{}{}", real.filename().string(), ::getpid(), made++, partial_ending);
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
    // A relative name of nothing stays relative, so that "x" and "./x" would differ; an empty one is
    // the folder of a name without one.
    const fs::path here = fs::current_path();
    const fs::path real_a = fs::weakly_canonical(here / a / "", problem);
    if (problem) return false;
    const fs::path real_b = fs::weakly_canonical(here / b / "", problem);
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

void write_texts(const std::filesystem::path& folder,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) throw error("cannot make " + folder.string() + ": " + problem.message());
    for (const auto& [name, text] : files) write_text(folder / name, text);
}

}  // namespace memglia
