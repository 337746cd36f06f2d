#include "tools/table/npz_writer.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "base/error.hpp"
#include "tools/table/npy_file.hpp"

namespace memglia {

namespace {

// PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr std::uint32_t local_header = 0x04034b50;
constexpr std::uint32_t central_header = 0x02014b50;
constexpr std::uint32_t end_of_directory = 0x06054b50;
constexpr std::uint64_t version = 20;
constexpr std::uint64_t first_day = 0x21;  // 1980-01-01
constexpr std::uint64_t most_bytes = 0xffffffff;

void put(std::string& bytes, std::uint64_t number, int width) {
    for (int b = 0; b < width; ++b) bytes += static_cast<char>(number >> (8 * b) & 0xff);
}

std::uint32_t checksum(const std::string& data) {
    constexpr std::size_t piece = std::size_t{1} << 30;
    uLong crc = crc32(0, nullptr, 0);
    for (std::size_t at = 0; at < data.size(); at += piece) {
        crc = crc32(crc, reinterpret_cast<const Bytef*>(data.data() + at),
                    static_cast<uInt>(std::min(piece, data.size() - at)));
    }
    return static_cast<std::uint32_t>(crc);
}

// What both headers of a file say of it: from its flags to the length of its name.
std::string facts_of(const std::string& name, const std::string& data) {
    std::string facts;
    put(facts, 0, 2);  // flags
    put(facts, 0, 2);  // not compressed
    put(facts, 0, 2);  // midnight
    put(facts, first_day, 2);
    put(facts, checksum(data), 4);
    put(facts, data.size(), 4);
    put(facts, data.size(), 4);
    put(facts, name.size(), 2);
    return facts;
}

}  // namespace

std::string format_npz(const std::vector<named_array>& arrays) {
    std::string bytes;
    std::string directory;
    for (const named_array& array : arrays) {
        const std::string name = array.name + ".npy";
        const std::string data =
            array.is_list ? format_npy(array.table.values) : format_npy(array.table);
        const std::string facts = facts_of(name, data);
        put(directory, central_header, 4);
        put(directory, version, 2);
        put(directory, version, 2);
        directory += facts;
        put(directory, 0, 2);  // extra field
        put(directory, 0, 2);  // comment
        put(directory, 0, 2);  // disk
        put(directory, 0, 2);  // internal attributes
        put(directory, 0, 4);  // external ones
        put(directory, bytes.size(), 4);
        directory += name;
        put(bytes, local_header, 4);
        put(bytes, version, 2);
        bytes += facts;
        put(bytes, 0, 2);  // extra field
        bytes += name;
        bytes += data;
        if (bytes.size() + directory.size() > most_bytes) {
            throw error("an .npz file of more than 4 GiB, at array " + array.name);
        }
    }
    const std::size_t start = bytes.size();
    bytes += directory;
    put(bytes, end_of_directory, 4);
    put(bytes, 0, 2);  // this disk
    put(bytes, 0, 2);  // that of the directory
    put(bytes, arrays.size(), 2);
    put(bytes, arrays.size(), 2);
    put(bytes, directory.size(), 4);
    put(bytes, start, 4);
    put(bytes, 0, 2);  // comment
    return bytes;
}

}  // namespace memglia
