#include "tools/table/npy_file.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/error.hpp"

namespace memglia {

static_assert(std::endian::native == std::endian::little);

namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x93NUMPY"sv;
constexpr std::size_t most_cells = std::size_t{1} << 40;

struct npy_header {
    std::string_view type;
    bool is_fortran = false;
    std::size_t rows = 1;
    std::size_t columns = 0;
    bool is_row = false;  // one dimension
};

class header_reader {
  public:
    header_reader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    npy_header read() const {
        npy_header header;
        header.type = quoted(value_of("descr"));
        const std::string_view order = value_of("fortran_order");
        header.is_fortran = order.starts_with("True");
        if (!header.is_fortran && !order.starts_with("False")) {
            fail("found no True or False for 'fortran_order'");
        }
        read_shape(header);
        return header;
    }

    [[noreturn]] void fail(const std::string& found,
                           const std::string& expected = "a header as numpy.save writes it") const {
        throw input_error({.file = file_, .found = found, .expected = expected});
    }

  private:
    // What follows 'key': in the header's dictionary.
    std::string_view value_of(std::string_view key) const {
        for (const char quote : {'\'', '"'}) {
            const std::string name = fmt::format("{0}{1}{0}", quote, key);
            auto at = text_.find(name);
            if (at == std::string_view::npos) continue;
            at = text_.find_first_not_of(' ', at + name.size());
            if (at == std::string_view::npos || text_[at] != ':') break;
            at = text_.find_first_not_of(' ', at + 1);
            if (at == std::string_view::npos) break;
            return text_.substr(at);
        }
        fail(fmt::format("found no '{}' in the .npy header", key));
    }

    std::string_view quoted(std::string_view value) const {
        const auto end = value.size() > 1 ? value.find(value.front(), 1) : std::string_view::npos;
        if ((value.front() != '\'' && value.front() != '"') || end == std::string_view::npos) {
            fail("found an array of records", "one number per element");
        }
        return value.substr(1, end - 1);
    }

    void read_shape(npy_header& header) const {
        std::string_view value = value_of("shape");
        const auto close = value.find(')');
        if (value.front() != '(' || close == std::string_view::npos) {
            fail("found no tuple for 'shape'");
        }
        value = value.substr(1, close - 1);
        std::vector<std::size_t> shape;
        while (!value.empty()) {
            const auto begin = value.find_first_not_of(" ,");
            if (begin == std::string_view::npos) break;
            value.remove_prefix(begin);
            std::size_t n = 0;
            const auto [end, problem] =
                std::from_chars(value.data(), value.data() + value.size(), n);
            if (problem != std::errc() || n > most_cells) fail("found a bad number in 'shape'");
            shape.push_back(n);
            value.remove_prefix(static_cast<std::size_t>(end - value.data()));
        }
        if (shape.empty() || shape.size() > 2) {
            fail(fmt::format("found an array of {} dimensions", shape.size()), "one or two");
        }
        header.is_row = shape.size() == 1;
        header.rows = header.is_row ? 1 : shape[0];
        header.columns = shape.back();
        if (header.rows == 0 || header.columns == 0) fail("found an empty array", "numbers");
        if (header.rows > most_cells / header.columns) fail("found an array too large to hold");
    }

    std::string_view text_;
    const std::string& file_;
};

template <typename T>
double number_at(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<double>(value);
}

struct element_type {
    std::string_view name;
    std::size_t bytes;
    double (*number)(const char*);
};

constexpr element_type element_types[] = {
    {"<f8", 8, number_at<double>},       {"<f4", 4, number_at<float>},
    {"|i1", 1, number_at<std::int8_t>},  {"|u1", 1, number_at<std::uint8_t>},
    {"<i2", 2, number_at<std::int16_t>}, {"<u2", 2, number_at<std::uint16_t>},
    {"<i4", 4, number_at<std::int32_t>}, {"<u4", 4, number_at<std::uint32_t>},
    {"<i8", 8, number_at<std::int64_t>}, {"<u8", 8, number_at<std::uint64_t>},
};

const element_type& type_of(const npy_header& header, const header_reader& reader) {
    for (const element_type& type : element_types) {
        if (type.name == header.type) return type;
    }
    reader.fail(fmt::format("found elements of type '{}'", header.type),
                "little-endian floats of 32 or 64 bits, or integers");
}

}  // namespace

bool is_npy(std::string_view bytes) {
    return bytes.starts_with(magic);
}

matrix parse_npy(std::string_view bytes, const std::string& file) {
    const auto cut = [&file](const char* what) {
        return input_error({.file = file,
                            .found = std::string("found the end of the file ") + what,
                            .expected = "a whole .npy file"});
    };
    if (!is_npy(bytes)) {
        throw input_error({.file = file, .found = "found other bytes", .expected = "a .npy file"});
    }
    if (bytes.size() < 8) throw cut("in its header");
    const unsigned version = static_cast<unsigned char>(bytes[6]);
    if (version < 1 || version > 3) {
        throw input_error({.file = file,
                           .found = fmt::format("found .npy format version {}", version),
                           .expected = "1, 2 or 3"});
    }
    const std::size_t length_bytes = version == 1 ? 2 : 4;
    if (bytes.size() < 8 + length_bytes) throw cut("in its header");
    std::size_t length = 0;
    for (std::size_t b = 0; b < length_bytes; ++b) {
        length |= std::size_t{static_cast<unsigned char>(bytes[8 + b])} << (8 * b);
    }
    std::string_view data = bytes.substr(8 + length_bytes);
    if (data.size() < length) throw cut("in its header");
    const header_reader reader(data.substr(0, length), file);
    const npy_header header = reader.read();
    data.remove_prefix(length);
    const element_type& type = type_of(header, reader);
    const std::size_t cells = header.rows * header.columns;
    if (data.size() != cells * type.bytes) {
        throw input_error(
            {.file = file,
             .found = fmt::format("found {} bytes of numbers", data.size()),
             .expected = fmt::format("{} for {} x {} elements of type '{}'", cells * type.bytes,
                                     header.rows, header.columns, header.type)});
    }
    matrix table{header.rows, header.columns, std::vector<double>(cells)};
    for (std::size_t i = 0; i < table.rows; ++i) {
        for (std::size_t j = 0; j < table.columns; ++j) {
            const std::size_t from =
                header.is_fortran && !header.is_row ? j * table.rows + i : i * table.columns + j;
            table.values[i * table.columns + j] = type.number(data.data() + from * type.bytes);
        }
    }
    return table;
}

std::string format_npy(const matrix& table) {
    constexpr std::size_t alignment = 64;
    std::string header =
        fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", table.rows,
                    table.columns);
    const std::size_t before = magic.size() + 4;
    header.append(alignment - 1 - (before + header.size()) % alignment, ' ');
    header += '\n';
    std::string bytes(magic);
    bytes += '\x01';
    bytes += '\0';
    bytes += static_cast<char>(header.size() & 0xff);
    bytes += static_cast<char>(header.size() >> 8);
    bytes += header;
    const std::size_t start = bytes.size();
    bytes.resize(start + table.values.size() * sizeof(double));
    std::memcpy(bytes.data() + start, table.values.data(), table.values.size() * sizeof(double));
    return bytes;
}

}  // namespace memglia
