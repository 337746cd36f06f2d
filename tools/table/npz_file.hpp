#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/table/matrix_file.hpp"

namespace memglia {

/// The arrays of an .npz file, as numpy.savez and savez_compressed write it: a zip archive of .npy
/// files (PKWARE APPNOTE 6.3), of which only what its central directory lists is read.
class npz_file {
  public:
    /// Throws input_error for what is no such archive, or larger than 512 MiB.
    explicit npz_file(const std::filesystem::path& file);

    /// Without .npy, in the order of the archive.
    const std::vector<std::string>& names() const { return names_; }
    bool has(std::string_view name) const;

    /// One dimension is a row. Throws input_error for a name that is not there, and for bytes that
    /// are not what the archive says.
    matrix read(std::string_view name) const;

  private:
    struct entry {
        std::size_t header = 0;  ///< where its own header begins
        std::size_t packed_bytes = 0;
        std::size_t bytes = 0;
        std::uint32_t crc = 0;
        unsigned method = 0;
    };

    [[noreturn]] void refuse(const std::string& found) const;
    std::uint32_t number(std::size_t at, std::size_t width) const;
    void read_directory();
    std::string unpacked(const entry& e, std::string_view packed) const;

    std::string file_;
    std::string bytes_;
    std::vector<std::string> names_;
    std::vector<entry> entries_;
};

/// Whether a file that begins like this is a zip archive.
bool is_zip(std::string_view bytes);

}  // namespace memglia
