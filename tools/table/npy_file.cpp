#include "tools/table/npy_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "base/error.hpp"

namespace memglia {

static_assert(std::endian::native == std::endian::little);

namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x93NUMPY"sv;
constexpr std::size_t most_header_bytes = 65536;

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
                           const std::string& expected = "a header as numpy.save writes it",
                           const std::string& hint = "") const {
        throw input_error({.file = file_, .found = found, .expected = expected, .hint = hint});
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
        const std::string_view shape_text = value;
        std::vector<std::size_t> shape;
        while (!value.empty()) {
            const auto begin = value.find_first_not_of(" ,");
            if (begin == std::string_view::npos) break;
            value.remove_prefix(begin);
            std::size_t n = 0;
            const auto [end, problem] =
                std::from_chars(value.data(), value.data() + value.size(), n);
            if (problem == std::errc::result_out_of_range) n = SIZE_MAX;
            if (problem == std::errc::invalid_argument) {
                fail(fmt::format("found 'shape': ({})", shape_text), "numbers of 0 or more");
            }
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
        if (header.rows > most_table_cells / header.columns) {
            fail(fmt::format("found an array of ({}) numbers", shape_text),
                 fmt::format("at most {}", most_table_cells));
        }
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

double truth_at(const char* at) {
    return *at != 0 ? 1 : 0;
}

// IEEE 754 binary16; every one is a double.
double half_at(const char* at) {
    std::uint16_t bits;
    std::memcpy(&bits, at, sizeof bits);
    const int exponent = bits >> 10 & 0x1f;
    const int fraction = bits & 0x3ff;
    double size = 0;
    if (exponent == 0x1f) {
        size = fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : std::numeric_limits<double>::infinity();
    } else {
        size =
            exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(0x400 | fraction, exponent - 25);
    }
    return (bits & 0x8000) != 0 ? -size : size;
}

struct element_type {
    std::string_view name;
    std::size_t bytes;
    double (*number)(const char*);
};

constexpr element_type element_types[] = {
    {"<f8", 8, number_at<double>},
    {"<f4", 4, number_at<float>},
    {"<f2", 2, half_at},
    {"|b1", 1, truth_at},
    {"|i1", 1, number_at<std::int8_t>},
    {"|u1", 1, number_at<std::uint8_t>},
    {"<i2", 2, number_at<std::int16_t>},
    {"<u2", 2, number_at<std::uint16_t>},
    {"<i4", 4, number_at<std::int32_t>},
    {"<u4", 4, number_at<std::uint32_t>},
    {"<i8", 8, number_at<std::int64_t>},
    {"<u8", 8, number_at<std::uint64_t>},
};

const element_type& type_of(const npy_header& header, const header_reader& reader) {
    for (const element_type& type : element_types) {
        if (type.name == header.type) return type;
    }
    const bool holds_objects = header.type.find('O') != std::string_view::npos;
    reader.fail(fmt::format("found elements of type '{}'{}", header.type,
                            holds_objects                  ? " (Python objects)"
                            : header.type.starts_with('>') ? " (big-endian)"
                                                           : ""),
                "little-endian floats of 16, 32 or 64 bits, integers or truth values",
                "numpy.save(file, array.astype('<f8'))");
}

// Element by element: a header that promises more than the file holds costs no memory.
std::vector<double> read_elements(input_file& file, const npy_header& header,
                                  const element_type& type) {
    constexpr std::size_t piece_elements = 8192;
    const std::size_t count = header.rows * header.columns;
    const auto wrong_size = [&](const std::string& found) {
        return input_error(
            {.file = file.name(),
             .found = fmt::format("found {} bytes of numbers", found),
             .expected = fmt::format("{} for {} x {} elements of type '{}'", count * type.bytes,
                                     header.rows, header.columns, header.type)});
    };
    std::vector<double> values;
    std::string piece;
    while (values.size() < count) {
        piece.resize(std::min(piece_elements, count - values.size()) * type.bytes);
        const std::size_t got = file.read(piece.data(), piece.size());
        if (got < piece.size()) {
            throw wrong_size(std::to_string(values.size() * type.bytes + got));
        }
        for (std::size_t at = 0; at < got; at += type.bytes) {
            values.push_back(type.number(piece.data() + at));
        }
    }
    if (!file.peek(1).empty()) {
        throw wrong_size(fmt::format("more than {}", count * type.bytes));
    }
    return values;
}

// Rows of what was read column by column.
std::vector<double> transposed(const matrix& table) {
    std::vector<double> values(table.values.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = table.values[k % table.columns * table.rows + k / table.columns];
    }
    return values;
}

std::string npy_bytes(const std::string& shape, std::span<const double> values) {
    constexpr std::size_t alignment = 64;
    std::string header =
        fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}), }}", shape);
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
    bytes.resize(start + values.size_bytes());
    if (!values.empty()) std::memcpy(bytes.data() + start, values.data(), values.size_bytes());
    return bytes;
}

}  // namespace

bool is_npy(std::string_view bytes) {
    return bytes.starts_with(magic);
}

matrix read_npy(input_file& file) {
    const std::string& name = file.name();
    const auto cut = [&name] {
        return input_error({.file = name,
                            .found = "found the end of the file in its header",
                            .expected = "a whole .npy file"});
    };
    if (!is_npy(file.peek(magic.size()))) {
        throw input_error({.file = name, .found = "found other bytes", .expected = "a .npy file"});
    }
    std::array<char, 8> start;
    if (file.read(start.data(), start.size()) < start.size()) throw cut();
    const unsigned version = static_cast<unsigned char>(start[6]);
    if (version < 1 || version > 3) {
        throw input_error({.file = name,
                           .found = fmt::format("found .npy format version {}", version),
                           .expected = "1, 2 or 3"});
    }
    std::array<char, 4> length_bytes;
    const std::size_t length_size = version == 1 ? 2 : 4;
    if (file.read(length_bytes.data(), length_size) < length_size) throw cut();
    std::size_t length = 0;
    for (std::size_t b = 0; b < length_size; ++b) {
        length |= std::size_t{static_cast<unsigned char>(length_bytes[b])} << (8 * b);
    }
    if (length > most_header_bytes) {
        throw input_error({.file = name,
                           .found = fmt::format("found a header of {} bytes", length),
                           .expected = fmt::format("at most {}", most_header_bytes)});
    }
    std::string text(length, '\0');
    if (file.read(text.data(), length) < length) throw cut();
    const header_reader reader(text, name);
    const npy_header header = reader.read();
    matrix table{header.rows, header.columns, read_elements(file, header, type_of(header, reader))};
    if (header.is_fortran && !header.is_row) table.values = transposed(table);
    return table;
}

std::string format_npy(const matrix& table) {
    return npy_bytes(fmt::format("{}, {}", table.rows, table.columns), table.values);
}

std::string format_npy(std::span<const double> values) {
    return npy_bytes(fmt::format("{},", values.size()), values);
}

}  // namespace memglia
