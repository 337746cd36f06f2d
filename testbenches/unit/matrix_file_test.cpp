#include "tools/table/matrix_file.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "tools/table/files.hpp"

using namespace memglia;

TEST_CASE("matrix file: CSV comes back as the same doubles") {
    const matrix table{2, 3, {0.1, -1.0 / 3, 5e-324, INFINITY, 1e300, 2}};
    const matrix again = parse_csv(format_csv(table), "x");
    CHECK(again.rows == 2);
    CHECK(again.columns == 3);
    CHECK(again.values == table.values);
    CHECK(std::isnan(parse_csv(" nan , 1\r\n", "x").at(0, 0)));
}

TEST_CASE("matrix file: bad cells and ragged rows are named by line") {
    const auto line_of = [](const char* text) {
        try {
            parse_csv(text, "x");
        } catch (const input_error& problem) {
            return problem.data.line;
        }
        return std::size_t{99};
    };
    CHECK(line_of("1,2\n3,4k\n") == 2);
    CHECK(line_of("1,2\n\n# a comment\n3\n") == 4);
    CHECK(line_of("1,\n") == 1);
    CHECK(line_of("\n") == 0);
}

TEST_CASE("matrix file: columns by name") {
    const auto table = parse_named_columns("# measured\ntime_s, voltage_v\n0,1\n1e-9,-1\n", "m");
    CHECK(table.column("voltage_v", "m")[1] == -1);
    CHECK_THROWS_AS(table.column("current_a", "m"), input_error);
    CHECK(parse_named_columns(format_named_columns(table), "m").values == table.values);
    CHECK_THROWS_AS(parse_named_columns("time_s\n", "m"), input_error);
}

TEST_CASE("matrix file: a packed file reads as what was packed, a broken one not at all") {
    const auto file = std::filesystem::temp_directory_path() / "memglia_matrix_file_test.csv.gz";
    const gzFile out = gzopen(file.c_str(), "wb");
    gzputs(out, "1,2\n3,4\n");
    gzclose(out);
    CHECK(read_matrix(file).values == std::vector<double>{1, 2, 3, 4});
    const auto size = std::filesystem::file_size(file);
    std::filesystem::resize_file(file, size - 6);
    CHECK_THROWS_AS(read_matrix(file), input_error);
    std::filesystem::remove(file);
}

TEST_CASE("matrix file: a byte order mark is no part of the first number") {
    const auto file = std::filesystem::temp_directory_path() / "memglia_matrix_file_test.csv";
    write_text(file,
               "\xef\xbb\xbf"
               "1,2\r\n");
    CHECK(read_matrix(file).values == std::vector<double>{1, 2});
    std::filesystem::remove(file);
}
