#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memglia {

/// More than any map, waveform or measurement needs; less than hurts.
inline constexpr std::size_t most_text_bytes = std::size_t{64} << 20;

/// The whole file without a UTF-8 byte order mark; one that ends in .gz unpacked. Throws
/// input_error when input_file does, and above `most_bytes`, of which no more are read.
std::string read_text(const std::filesystem::path& file, std::size_t most_bytes = most_text_bytes);

/// The same for JSON, whose readers call themselves for every level: throws input_error for a text
/// that is nested too deeply, too. A case by hand is small; a result of many mazes is not.
std::string read_json_text(const std::filesystem::path& file,
                           std::size_t most_bytes = std::size_t{16} << 20);

/// Writes a file whole or not at all: into a hidden file beside it that takes its name at commit.
/// Without commit, or after an error, the hidden file is removed and what stood there before
/// stays. Through a symbolic link the file behind it is replaced; a device or a pipe is written
/// directly. Every failure throws error with the path and the system's reason.
class file_writer {
  public:
    /// Of the name under which a file is written until commit().
    static constexpr const char* partial_ending = ".partial";

    explicit file_writer(const std::filesystem::path& file);
    ~file_writer();
    file_writer(const file_writer&) = delete;
    file_writer& operator=(const file_writer&) = delete;

    void write(std::string_view text);
    void commit();

  private:
    [[noreturn]] void fail() const;

    std::filesystem::path file_;
    std::filesystem::path target_;
    std::filesystem::path partial_;
    int descriptor_ = -1;
};

/// Writes the whole file or leaves it as it was. Throws error with the path and the system's
/// reason.
void write_text(const std::filesystem::path& file, const std::string& text);

/// One file under two names: links of both kinds are seen through, and a file need not exist yet.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// Throws input_error if the file of `option` is one of `others`: what the command reads, or writes
/// for another option. Call it before anything is read.
void refuse_to_overwrite(const std::filesystem::path& output, std::string_view option,
                         const std::vector<std::filesystem::path>& others);
/// Names and texts, into a folder that is made where it is missing.
void write_texts(const std::filesystem::path& folder,
                 const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace memglia
