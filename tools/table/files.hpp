#pragma once

#include <filesystem>
#include <string>

namespace memglia {

/// The whole file without a UTF-8 byte order mark; one that ends in .gz unpacked. Throws
/// input_error when it is missing or cannot be read.
std::string read_text(const std::filesystem::path& file);

/// Writes the whole file. Throws error with the path and the system's reason.
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace memglia
