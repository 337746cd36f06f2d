#include "tools/table/files.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/error.hpp"

namespace memglia {

std::string read_text(const std::filesystem::path& file) {
    const auto unreadable = [&file](const std::string& why) {
        return input_error({.file = file.string(), .found = why, .expected = "a readable file"});
    };
    std::error_code problem;
    if (!std::filesystem::exists(file, problem)) throw unreadable("no such file");
    // A pipe is as good as a file.
    if (std::filesystem::is_directory(file, problem)) throw unreadable("found a folder");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    // An empty file sets failbit on `text`, which is no problem; a bad stream is.
    if (!in.is_open() || in.bad()) throw unreadable(std::strerror(errno));
    return text.str();
}

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw error("cannot write " + file.string() + ": " + std::strerror(errno));
}

}  // namespace memglia
