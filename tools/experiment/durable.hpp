#pragma once

#include <filesystem>
#include <string>

// Files that are there in whole or not at all, also after kill -9, a full disk or a power cut.
namespace memglia {

/// Name of some bytes: their SHA-1 as a UUID of version 5. Equal names, equal bytes.
std::string digest(const std::string& bytes);

/// The same of a file, which may be longer than memory: beyond 64 MiB the name of its pieces'
/// names. Throws input_error when input_file does.
std::string digest_of_file(const std::filesystem::path& file);

/// Writes beside `file` under another name, sends it to the disk and renames it. Throws error with
/// the path and the system's reason; `file` is then what it was.
void write_durably(const std::filesystem::path& file, const std::string& text);

/// Removes from a folder what a killed process left of files that it was writing.
void drop_drafts(const std::filesystem::path& folder);

/// Sends every file in a folder, and the folder, to the disk. Throws error.
void sync_folder(const std::filesystem::path& folder);

}  // namespace memglia
