#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace memglia {

/// A file that somebody else wrote, read in pieces; one that ends in .gz unpacked. A pipe is as
/// good as a file, as long as somebody writes into it. Folders, devices and sockets are refused:
/// what never ends must not be waited for. Nothing is read beyond what is asked for and one piece.
class input_file {
  public:
    /// Throws input_error when it is missing, unreadable or of another kind.
    explicit input_file(const std::filesystem::path& file);

    /// Bytes that came out of another file.
    input_file(std::string name, std::string bytes);
    ~input_file();
    input_file(const input_file&) = delete;
    input_file& operator=(const input_file&) = delete;

    /// As many bytes as asked for, fewer at the end only. Throws input_error for bytes that gzip
    /// did not write.
    std::size_t read(char* to, std::size_t size);

    /// The next line without its end; false when there is none left. Throws input_error for one of
    /// more than `most` bytes.
    bool read_line(std::string& line, std::size_t most);

    /// The `size` bytes that read() will give first, fewer if the file ends before.
    std::string_view peek(std::size_t size);

    /// Where it stands, as errors name it.
    const std::string& name() const { return name_; }

  private:
    class source;
    bool fill();

    std::string name_;
    std::unique_ptr<source> source_;
    std::string piece_;
    std::size_t at_ = 0;
};

}  // namespace memglia
