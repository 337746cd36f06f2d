#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace memglia {

/// The whole file without a UTF-8 byte order mark; one that ends in .gz unpacked. Throws
/// input_error when it is missing or cannot be read.
std::string read_text(const std::filesystem::path& file);

/// Writes the whole file. Throws error with the path and the system's reason.
void write_text(const std::filesystem::path& file, const std::string& text);

/// Names and texts, into a folder that is made where it is missing.
void write_texts(const std::filesystem::path& folder,
                 const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace memglia
