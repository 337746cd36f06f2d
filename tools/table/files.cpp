#include "tools/table/files.hpp"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

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

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw error("cannot write " + file.string() + ": " + std::strerror(errno));
}

void write_texts(const std::filesystem::path& folder,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) throw error("cannot make " + folder.string() + ": " + problem.message());
    for (const auto& [name, text] : files) write_text(folder / name, text);
}

}  // namespace memglia
