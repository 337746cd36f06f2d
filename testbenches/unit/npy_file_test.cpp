#include "tools/table/npy_file.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"

using namespace memglia;

namespace {

// A file as the format's description has it: magic, version, length of the header, header, numbers.
template <typename T>
std::string npy(const std::string& header, const std::vector<T>& numbers, char version = 1) {
    std::string bytes = "\x93NUMPY";
    bytes += version;
    bytes += '\0';
    const std::size_t n = header.size() + 1;
    bytes += static_cast<char>(n & 0xff);
    bytes += static_cast<char>(n >> 8);
    if (version > 1) bytes.append(2, '\0');
    bytes += header + '\n';
    std::string data(numbers.size() * sizeof(T), '\0');
    std::memcpy(data.data(), numbers.data(), data.size());
    return bytes + data;
}

matrix read_bytes(const std::string& bytes) {
    const test::scratch_folder here;
    return read_matrix(here.write("x.npy", bytes));
}

std::string refusal(const std::string& bytes) {
    try {
        const test::scratch_folder here;
        input_file file(here.write("x.npy", bytes));
        read_npy(file);
    } catch (const input_error& problem) {
        return problem.what();
    }
    return "";
}

}  // namespace

TEST_CASE("npy: comes back as the same doubles, on 64-byte bounds") {
    const matrix table{2, 3, {0.1, -1.0 / 3, 5e-324, INFINITY, 1e300, 2}};
    const std::string bytes = format_npy(table);
    CHECK(is_npy(bytes));
    CHECK((bytes.size() - 6 * sizeof(double)) % 64 == 0);
    const matrix again = read_bytes(bytes);
    CHECK(again.rows == 2);
    CHECK(again.columns == 3);
    CHECK(again.values == table.values);
}

TEST_CASE("npy: orders, types, versions and one dimension") {
    const std::string c = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    CHECK(read_bytes(npy<float>(c, {1, 2, 3, 4, 5, 6})).at(1, 0) == 4);
    const std::string fortran = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }";
    const matrix f = read_bytes(npy<double>(fortran, {1, 2, 3, 4, 5, 6}, 2));
    CHECK(f.at(0, 1) == 3);
    CHECK(f.at(1, 0) == 2);
    const std::string row = "{'descr': '<i8', 'fortran_order': True, 'shape': (3,), }";
    const matrix i = read_bytes(npy<std::int64_t>(row, {-1, 7, 1 << 30}, 3));
    CHECK(i.rows == 1);
    CHECK(i.values == std::vector<double>{-1, 7, 1 << 30});
    const std::string bytes = "{\"shape\": (1, 2), \"fortran_order\": False, \"descr\": \"|u1\"}";
    CHECK(read_bytes(npy<std::uint8_t>(bytes, {200, 3})).values == std::vector<double>{200, 3});
}

TEST_CASE("npy: what it cannot read it names") {
    using Catch::Contains;
    const auto header = [](const char* type, const char* shape) {
        return std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': " + shape +
               ", }";
    };
    const std::vector<double> two{1, 2};
    CHECK_THAT(refusal(npy(header(">f8", "(2,)"), two)), Contains("type '>f8'"));
    CHECK_THAT(refusal(npy(header("<c16", "(1,)"), two)), Contains("'<c16'"));
    CHECK_THAT(refusal(npy(header("|O", "(2,)"), two)), Contains("'|O'"));
    CHECK_THAT(refusal(npy(header("<f8", "()"), two)), Contains("0 dimensions"));
    CHECK_THAT(refusal(npy(header("<f8", "(1, 2, 1)"), two)), Contains("3 dimensions"));
    CHECK_THAT(refusal(npy(header("<f8", "(0, 2)"), two)), Contains("empty"));
    CHECK_THAT(refusal(npy(header("<f8", "(3,)"), two)), Contains("found 16 bytes"));
    CHECK_THAT(refusal(npy(header("<f8", "(1,)"), two)), Contains("expected 8 for 1 x 1"));
    CHECK_THAT(refusal(npy(header("<f8", "(4000000000, 4000000000)"), two)),
               Contains("(4000000000, 4000000000)"));
    CHECK_THAT(refusal(npy(header("<f8", "(-1,)"), two)), Contains("'shape'"));
    CHECK_THAT(refusal(npy<double>("{'shape': (2,)}", two)), Contains("no 'descr'"));
    CHECK_THAT(refusal(npy<double>("{'descr': [('a', '<f8')], 'fortran_order': False}", two)),
               Contains("records"));
    CHECK_THAT(refusal(npy(header("<f8", "(2,)"), two, 9)), Contains("version 9"));
    CHECK_THAT(refusal("\x93NUMPY\x01"), Contains("end of the file"));
    CHECK_THAT(refusal(npy(header("<f8", "(2,)"), two).substr(0, 30)), Contains("in its header"));
    CHECK_THAT(refusal("1,2\n"), Contains("x.npy"));
}

TEST_CASE("matrix file: the kind of a file is told by what it holds") {
    const test::scratch_folder here;
    const matrix table{1, 2, {0.25, 3}};
    for (const char* name : {"t.npy", "t.csv"}) {
        write_matrix(here.path() / name, table);
        std::vector<std::size_t> lines{9};
        CHECK(read_matrix(here.path() / name, lines).values == table.values);
        CHECK(lines == (std::string(name) == "t.csv" ? std::vector<std::size_t>{1}
                                                     : std::vector<std::size_t>{}));
    }
    CHECK(is_npy(test::slurp(here.path() / "t.npy")));
    here.write("packed.csv", "\x1f\x8b\x08");
    CHECK_THROWS_WITH(read_matrix(here.path() / "packed.csv"), Catch::Contains("gzip"));
    CHECK_THROWS_WITH(read_matrix(here.path()), Catch::Contains("folder"));
    std::vector<std::size_t> lines;
    parse_csv("# head\n\n1,2\n\n3,4\n", "x", lines);
    CHECK(lines == std::vector<std::size_t>{3, 5});
}
