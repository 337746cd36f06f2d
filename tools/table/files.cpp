#include "tools/table/files.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

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

std::string read_json_text(const std::filesystem::path& file) {
    constexpr std::size_t most_bytes = std::size_t{16} << 20;
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

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw error("cannot write " + file.string() + ": " + std::strerror(errno));
}

}  // namespace memglia
