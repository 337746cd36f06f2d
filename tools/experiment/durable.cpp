#include "tools/experiment/durable.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.hpp"
#include "tools/table/files.hpp"
#include "tools/table/input_file.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

void sync_one(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    // A file system that cannot sync a folder says EINVAL and keeps it safe in its own way.
    const bool failed = file < 0 || (::fsync(file) != 0 && errno != EINVAL);
    const int why = errno;
    if (file >= 0) ::close(file);
    if (failed) throw error(fmt::format("cannot write {}: {}", path.string(), std::strerror(why)));
}

}  // namespace

std::string digest(const std::string& bytes) {
    boost::uuids::name_generator_sha1 name(boost::uuids::ns::oid());
    return boost::uuids::to_string(name(bytes));
}

std::string digest_of_file(const fs::path& file) {
    constexpr std::size_t most = std::size_t{64} << 20;
    std::array<char, 1 << 16> buffer;
    input_file in(file);
    std::string piece;
    std::string names;
    while (const std::size_t got = in.read(buffer.data(), buffer.size())) {
        if (piece.size() == most) {
            names += digest(piece);
            piece.clear();
        }
        piece.append(buffer.data(), got);
    }
    return names.empty() ? digest(piece) : digest(names + digest(piece));
}

void write_durably(const fs::path& file, const std::string& text) {
    const fs::path draft = file.string() + ".new";
    write_text(draft, text);
    sync_one(draft);
    std::error_code problem;
    fs::rename(draft, file, problem);
    if (problem) throw error("cannot write " + file.string() + ": " + problem.message());
    sync_one(file.parent_path());
}

void drop_drafts(const fs::path& folder) {
    std::vector<fs::path> drafts;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path ending = entry.path().extension();
        if (ending == ".new" || ending == file_writer::partial_ending) {
            drafts.push_back(entry.path());
        }
    }
    for (const fs::path& draft : drafts) fs::remove(draft);
}

void sync_folder(const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) sync_one(entry.path());
    sync_one(folder);
}

}  // namespace memglia
