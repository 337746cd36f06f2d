#include "tools/table/npz_writer.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "testbenches/support/command.hpp"
#include "tools/table/npy_file.hpp"
#include "tools/table/npz_file.hpp"

using namespace memglia;

TEST_CASE("npz: what is written comes back, lists with one dimension") {
    const test::scratch_folder here;
    const matrix table{2, 3, {0.1, -1.0 / 3, 5e-324, 7, 1e300, 2}};
    const std::string bytes =
        format_npz({{"ticks", {1, 2, {5, 10}}, true}, {"values", table, false}});
    CHECK(bytes == format_npz({{"ticks", {1, 2, {5, 10}}, true}, {"values", table, false}}));
    const npz_file file(here.write("t.npz", bytes));
    CHECK(file.names() == std::vector<std::string>{"ticks", "values"});
    CHECK(file.read("values").rows == 2);
    CHECK(file.read("values").values == table.values);
    CHECK(file.read("ticks").values == std::vector<double>{5, 10});
    CHECK(bytes.find("'shape': (2,), }") != std::string::npos);
    CHECK(bytes.find("'shape': (2, 3), }") != std::string::npos);
}

TEST_CASE("npy: halves and truth values") {
    const test::scratch_folder here;
    const auto read = [&here](const std::string& type, const std::string& data, int n) {
        std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" +
                             std::to_string(n) + ",), }";
        header.resize(117, ' ');
        header += '\n';
        const std::string bytes = std::string("\x93NUMPY\x01\0", 8) +
                                  static_cast<char>(header.size()) + std::string("\0", 1) + header +
                                  data;
        return read_matrix(here.write("x.npy", bytes)).values;
    };
    CHECK(read("|b1", std::string("\x01\x00\x01", 3), 3) == std::vector<double>{1, 0, 1});
    // IEEE 754: 1, -2, the largest, the smallest above 0, the smallest normal one, 1/3 to 11 bits.
    const auto halves =
        read("<f2", std::string("\x00\x3c\x00\xc0\xff\x7b\x01\x00\x00\x04\x55\x35", 12), 6);
    CHECK(halves == std::vector<double>{1, -2, 65504, std::ldexp(1, -24), std::ldexp(1, -14),
                                        std::ldexp(1365, -12)});
    const auto ends = read("<f2", std::string("\x00\xfc\x00\x7e\x00\x80", 6), 3);
    CHECK(ends[0] == -INFINITY);
    CHECK(std::isnan(ends[1]));
    CHECK(ends[2] == 0);
    CHECK(std::signbit(ends[2]));
}
