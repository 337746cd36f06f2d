#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/table/matrix_file.hpp"
#include "tools/table/npy_file.hpp"

// Any bytes as a CSV table, a .npy file, one of them packed, or named columns. What is accepted
// reads back as the same numbers.
using namespace memglia;

namespace {

bool same(double a, double b) {
    return (a != a && b != b) || std::memcmp(&a, &b, sizeof a) == 0;
}

void check(const matrix& table, const matrix& again) {
    if (table.rows * table.columns != table.values.size()) std::abort();
    if (again.rows != table.rows || again.columns != table.columns) std::abort();
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        if (!same(table.values[i], again.values[i])) std::abort();
    }
}

void check_matrix(const matrix& table) {
    check(table, parse_csv(format_csv(table), "again"));
    static fuzz::scratch_file array(".npy");
    check(table, read_matrix(array.hold(format_npy(table))));
}

template <class Read>
void attempt(const Read& read) {
    try {
        read();
    } catch (const input_error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::scratch_file packed(".csv.gz");
    static fuzz::scratch_file array(".npy");
    const std::string_view bytes = fuzz::text_of(data, size);
    if (is_npy(bytes)) {
        attempt([&] { check_matrix(read_matrix(array.hold(bytes))); });
    } else if (bytes.starts_with("\x1f\x8b")) {
        attempt([&] { check_matrix(read_matrix(packed.hold(bytes))); });
    } else {
        attempt([&] { check_matrix(parse_csv(bytes, "fuzz")); });
        attempt([&] {
            const named_columns table = parse_named_columns(bytes, "fuzz");
            for (const auto& column : table.values) {
                if (column.size() != table.values.front().size()) std::abort();
            }
        });
    }
    return 0;
}
