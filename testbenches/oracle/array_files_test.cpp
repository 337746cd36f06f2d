#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "testbenches/support/array_oracle.hpp"
#include "testbenches/support/array_under_test.hpp"

// Operating points found by other programs, kept in files.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr double tolerance = 1e-9;

// Max norm over the numbers of `expected`; nan there stands for a line without a driver.
double relative_error(const std::vector<double>& found, const matrix& expected, double largest) {
    REQUIRE(found.size() == expected.values.size());
    double worst = 0;
    for (std::size_t k = 0; k < found.size(); ++k) {
        if (std::isnan(expected.values[k])) {
            CHECK(found[k] == 0);
        } else {
            worst = std::max(worst, std::abs(found[k] - expected.values[k]));
        }
    }
    return worst / largest;
}

double largest_of(const matrix& table) {
    double largest = 0;
    for (const double v : table.values) {
        if (!std::isnan(v)) largest = std::max(largest, std::abs(v));
    }
    return largest;
}

std::vector<double> conductances_of(const matrix& r_ohm) {
    std::vector<double> g;
    for (const double r : r_ohm.values) g.push_back(1 / r);
    return g;
}

bool have_files() {
    if (!oracle_folder().empty()) return true;
    WARN("MEMGLIA_SHARED is not set: operating points of other programs not tested");
    return false;
}

template <class Solver>
void check_read(const std::filesystem::path& folder, const line_resistances& lines,
                const cell_iv_config& cell) {
    INFO(folder);
    const matrix r = table_of(folder, "R_ohm.csv");
    const matrix v = table_of(folder, "V_in.csv");
    const matrix i = table_of(folder, "I_out.csv");
    const line_drives drives{v.values, std::vector<double>(r.columns, 0.0)};
    const auto s = solve_with<Solver>(r.rows, r.columns, lines, conductances_of(r), drives, cell);
    CHECK(relative_error(s.bit_current_a, i, largest_of(i)) < tolerance);
    CHECK(relative_error(s.word_v, table_of(folder, "V_wl.csv"), largest_of(v)) < tolerance);
    CHECK(relative_error(s.bit_v, table_of(folder, "V_bl.csv"), largest_of(v)) < tolerance);
    CHECK(s.residual < tolerance);
}

}  // namespace

TEMPLATE_TEST_CASE("array files: linear reads", "", array_solver, direct_solver) {
    if (!have_files()) return;
    std::size_t cases = 0;
    for (const auto& folder : cases_in(oracle_folder() / "read")) {
        const auto meta = meta_of(folder);
        check_read<TestType>(folder, {meta["r_wl"], meta["r_bl"], 0, 0}, {});
        ++cases;
    }
    CHECK(cases >= 6);
}

TEMPLATE_TEST_CASE("array files: reads of sinh cells", "", array_solver, direct_solver) {
    if (!have_files()) return;
    std::size_t cases = 0;
    for (const auto& folder : cases_in(oracle_folder() / "nonlinear")) {
        const auto meta = meta_of(folder);
        const double r = meta["r_line"];
        check_read<TestType>(folder, {r, r, 0, 0},
                             {.law = cell_law::sinh, .sinh_per_v = meta["b"]});
        ++cases;
    }
    CHECK(cases >= 2);
}

TEMPLATE_TEST_CASE("array files: both sides driven or floating", "", array_solver, direct_solver) {
    if (!have_files()) return;
    std::size_t cases = 0;
    for (const auto& folder : cases_in(oracle_folder() / "drive")) {
        INFO(folder);
        const double line_ohm = meta_of(folder)["r_line"];
        const matrix r = table_of(folder, "R_ohm.csv");
        const matrix word = table_of(folder, "wl_drive.csv");
        const matrix bit = table_of(folder, "bl_drive.csv");
        const auto s = solve_with<TestType>(r.rows, r.columns, {line_ohm, line_ohm, 0, 0},
                                            conductances_of(r), {word.values, bit.values});
        const matrix into = table_of(folder, "I_into_wl_drivers.csv");
        const matrix out = table_of(folder, "I_out_bl_drivers.csv");
        const double largest_a = std::max(largest_of(into), largest_of(out));
        const double largest_v = std::max(largest_of(word), largest_of(bit));
        CHECK(relative_error(s.word_current_a, into, largest_a) < tolerance);
        CHECK(relative_error(s.bit_current_a, out, largest_a) < tolerance);
        CHECK(relative_error(s.word_v, table_of(folder, "V_wl_nodes.csv"), largest_v) < tolerance);
        CHECK(relative_error(s.bit_v, table_of(folder, "V_bl_nodes.csv"), largest_v) < tolerance);
        ++cases;
    }
    CHECK(cases >= 5);
}
