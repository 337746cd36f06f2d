#include "tools/table/npz_file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"
#include "tools/table/input_file.hpp"
#include "tools/table/npy_file.hpp"

namespace memglia {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view local_magic = "PK\x03\x04"sv;
constexpr std::string_view central_magic = "PK\x01\x02"sv;
constexpr std::string_view end_magic = "PK\x05\x06"sv;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t most_file_bytes = std::size_t{512} << 20;
constexpr std::size_t most_array_bytes = 8 * most_table_cells + 65'536;
constexpr unsigned stored = 0;
constexpr unsigned deflated = 8;

}  // namespace

bool is_zip(std::string_view bytes) {
    return bytes.starts_with(local_magic) || bytes.starts_with(end_magic);
}

npz_file::npz_file(const std::filesystem::path& file)
    : file_(file.string()), bytes_(read_text(file, most_file_bytes)) {
    read_directory();
}

void npz_file::refuse(const std::string& found) const {
    throw input_error(
        {.file = file_, .found = found, .expected = "an .npz file as numpy.savez writes it"});
}

// Little-endian; throws where the file ends before.
std::uint32_t npz_file::number(std::size_t at, std::size_t width) const {
    if (at + width > bytes_.size()) refuse("found the end of the file in a header");
    std::uint32_t value = 0;
    for (std::size_t b = 0; b < width; ++b) {
        value |= std::uint32_t{static_cast<unsigned char>(bytes_[at + b])} << (8 * b);
    }
    return value;
}

void npz_file::read_directory() {
    const std::size_t end = bytes_.rfind(end_magic);
    if (!is_zip(bytes_) || end == std::string::npos || end + end_bytes > bytes_.size()) {
        refuse("found no zip archive");
    }
    const std::size_t count = number(end + 10, 2);
    std::size_t at = number(end + 16, 4);
    for (std::size_t k = 0; k < count; ++k) {
        if (std::string_view(bytes_).substr(std::min(at, bytes_.size()), 4) != central_magic) {
            refuse(fmt::format("found no entry {} in the archive's directory", k + 1));
        }
        entry e;
        e.method = number(at + 10, 2);
        e.crc = number(at + 16, 4);
        e.packed_bytes = number(at + 20, 4);
        e.bytes = number(at + 24, 4);
        e.header = number(at + 42, 4);
        const std::size_t name_bytes = number(at + 28, 2);
        std::string name = bytes_.substr(std::min(at + central_bytes, bytes_.size()), name_bytes);
        if (name.ends_with(".npy")) name.resize(name.size() - 4);
        names_.push_back(std::move(name));
        entries_.push_back(e);
        at += central_bytes + name_bytes + number(at + 30, 2) + number(at + 32, 2);
    }
}

bool npz_file::has(std::string_view name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
}

matrix npz_file::read(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        throw input_error({.file = file_,
                           .found = fmt::format("found no array '{}'", name),
                           .expected = names_.empty() ? "it" : "it among " + one_of(names_)});
    }
    const entry& e = entries_[static_cast<std::size_t>(found - names_.begin())];
    if (std::string_view(bytes_).substr(std::min(e.header, bytes_.size()), 4) != local_magic) {
        refuse(fmt::format("found no array where '{}' should be", name));
    }
    const std::size_t begin =
        e.header + local_bytes + number(e.header + 26, 2) + number(e.header + 28, 2);
    if (begin > bytes_.size() || e.packed_bytes > bytes_.size() - begin) {
        refuse(fmt::format("found the end of the file in '{}'", name));
    }
    if (e.bytes > most_array_bytes) {
        throw input_error({.file = file_,
                           .found = fmt::format("found {} bytes in '{}'", e.bytes, name),
                           .expected = fmt::format("at most {}", most_array_bytes)});
    }
    input_file array(file_ + ":" + std::string(name),
                     unpacked(e, std::string_view(bytes_).substr(begin, e.packed_bytes)));
    return read_npy(array);
}

std::string npz_file::unpacked(const entry& e, std::string_view packed) const {
    std::string all;
    if (e.method == stored) {
        all = packed;
    } else if (e.method == deflated) {
        all.resize(e.bytes + 1);  // one more, to see bytes beyond those promised
        z_stream stream{};
        // A negative window: no header of zlib's own.
        if (inflateInit2(&stream, -15) != Z_OK) throw error("zlib does not start");
        std::string copy(packed);
        stream.next_in = reinterpret_cast<Bytef*>(copy.data());
        stream.avail_in = static_cast<uInt>(copy.size());
        stream.next_out = reinterpret_cast<Bytef*>(all.data());
        stream.avail_out = static_cast<uInt>(all.size());
        const int state = inflate(&stream, Z_FINISH);
        all.resize(stream.total_out);
        inflateEnd(&stream);
        if (state != Z_STREAM_END) refuse("found bytes that cannot be unpacked");
    } else {
        refuse(fmt::format("found packing method {}", e.method));
    }
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(all.data()), static_cast<uInt>(all.size()));
    if (all.size() != e.bytes || crc != e.crc)
        refuse("found bytes that differ from their checksum");
    return all;
}

}  // namespace memglia
