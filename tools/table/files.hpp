#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace memglia {

/// More than any map, waveform or measurement needs; less than hurts.
inline constexpr std::size_t most_text_bytes = std::size_t{64} << 20;

/// The whole file without a UTF-8 byte order mark; one that ends in .gz unpacked. Throws
/// input_error when input_file does, and above `most_bytes`, of which no more are read.
std::string read_text(const std::filesystem::path& file, std::size_t most_bytes = most_text_bytes);

/// The same for JSON, whose readers call themselves for every level: throws input_error for a text
/// that is nested too deeply, too.
std::string read_json_text(const std::filesystem::path& file);

/// Writes the whole file. Throws error with the path and the system's reason.
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace memglia
