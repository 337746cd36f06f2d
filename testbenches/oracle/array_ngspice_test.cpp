#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/random.hpp"
#include "crossbar/array/netlist.hpp"
#include "testbenches/support/array_under_test.hpp"
#include "testbenches/support/ngspice.hpp"

// The netlists that memglia writes, solved by the installed ngspice.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr double off = floating_line;
constexpr double inf = std::numeric_limits<double>::infinity();

struct array_case {
    std::size_t rows = 0;
    std::size_t columns = 0;
    line_resistances lines;
    line_drives drives;
    cell_iv_config cell = {};
    double r_on_ohm = 1e4;
    double r_off_ohm = 1e6;
    bool has_open_cells = false;
};

// Resistances log-uniform from r_on to r_off.
std::vector<double> cells_of(const array_case& c) {
    random_stream draws(7, "array_ngspice_test", "cells", c.rows * 1000 + c.columns);
    std::vector<double> g(c.rows * c.columns);
    for (double& s : g) {
        const double share = draws.uniform();
        s = pow_exact_bits(c.r_off_ohm / c.r_on_ohm, share) / c.r_off_ohm;
        const double chance = draws.uniform();
        if (c.has_open_cells && chance < 0.2) s = 0;
    }
    return g;
}

std::vector<double> random_voltages(std::size_t n, double v_max) {
    random_stream draws(8, "array_ngspice_test", "voltages", n);
    std::vector<double> v(n);
    for (double& x : v) x = v_max * draws.uniform();
    return v;
}

bool installed() {
    if (have_ngspice()) return true;
    WARN("ngspice is not installed: nothing compared");
    return false;
}

using printed = std::map<std::string, double>;

void compare(const array_case& c, const array_solution& ours, const printed& theirs,
             double tolerance) {
    double largest_a = 0;
    double largest_v = 0;
    for (const auto& [name, value] : theirs) {
        double& largest = name.starts_with("i_") ? largest_a : largest_v;
        if (name.find('#') == std::string::npos) largest = std::max(largest, std::abs(value));
    }
    double worst_v = 0;
    double worst_a = 0;
    for (std::size_t k = 0; k < ours.word_v.size(); ++k) {
        const std::string at = std::to_string(k / c.columns) + '_' + std::to_string(k % c.columns);
        worst_v = std::max(worst_v, std::abs(ours.word_v[k] - theirs.at("w" + at)));
        worst_v = std::max(worst_v, std::abs(ours.bit_v[k] - theirs.at("b" + at)));
    }
    const auto against = [&](const char* kind, const std::vector<double>& current_a,
                             const std::vector<double>& drive_v) {
        for (std::size_t n = 0; n < current_a.size(); ++n) {
            if (std::isnan(drive_v[n])) continue;
            const double found = theirs.at(kind + std::to_string(n));
            worst_a = std::max(worst_a, std::abs(current_a[n] - found));
        }
    };
    against("i_word_", ours.word_current_a, c.drives.word_v);
    against("i_bit_", ours.bit_current_a, c.drives.bit_v);
    INFO(c.rows << " x " << c.columns << ", " << word_of(c.cell.law));
    REQUIRE(largest_a > 0);
    CHECK(worst_v / largest_v < tolerance);
    CHECK(worst_a / largest_a < tolerance);
}

void agree(const array_case& c, double tolerance) {
    const auto g = cells_of(c);
    const printed theirs =
        run_ngspice(ngspice_netlist(c.rows, c.columns, c.lines, g, c.drives, c.cell));
    const bool is_cut = std::isinf(c.lines.r_bit_driver_ohm);  // array_solver takes floating lines
    compare(c, solve_with<direct_solver>(c.rows, c.columns, c.lines, g, c.drives, c.cell), theirs,
            tolerance);
    if (is_cut) return;
    compare(c, solve_with<array_solver>(c.rows, c.columns, c.lines, g, c.drives, c.cell), theirs,
            tolerance);
}

array_case read_case(std::size_t rows, std::size_t columns) {
    return {.rows = rows,
            .columns = columns,
            .lines = {1, 1, 0, 0},
            .drives = {random_voltages(rows, 0.3), std::vector<double>(columns, 0.0)}};
}

// Cell (row, column) selected; the other lines at the given voltages, or floating.
array_case select_case(std::size_t n, double word_v, double bit_v) {
    array_case c{.rows = n,
                 .columns = n,
                 .lines = {2, 2, 0, 0},
                 .drives = {std::vector<double>(n, word_v), std::vector<double>(n, bit_v)},
                 .r_on_ohm = 1e3,
                 .r_off_ohm = 1e5};
    c.drives.word_v[n / 3] = 0.7;
    c.drives.bit_v[n - 2] = 0;
    return c;
}

}  // namespace

TEST_CASE("ngspice: linear reads up to 64 x 64") {
    if (!installed()) return;
    agree(read_case(1, 1), 1e-9);
    agree(read_case(8, 8), 1e-9);
    agree(read_case(16, 48), 1e-9);
    agree(read_case(64, 64), 1e-9);
}

TEST_CASE("ngspice: a read with heavy IR drop and driver resistances") {
    if (!installed()) return;
    array_case c = read_case(32, 24);
    c.lines = {2, 3, 50, 100};
    c.r_on_ohm = 100;
    c.r_off_ohm = 1e4;
    agree(c, 1e-9);
}

TEST_CASE("ngspice: half select, third select, grounded and floating lines") {
    if (!installed()) return;
    agree(select_case(32, 0.35, 0.35), 1e-9);
    agree(select_case(16, 0.7 / 3, 1.4 / 3), 1e-9);
    agree(select_case(16, 0, 0), 1e-9);
    agree(select_case(16, off, off), 1e-9);
}

TEST_CASE("ngspice: lines without resistance and open cells") {
    if (!installed()) return;
    for (const line_resistances lines : {line_resistances{0, 0, 0, 0}, line_resistances{0, 2, 5, 0},
                                         line_resistances{1, 0, 0, 3}}) {
        array_case c = select_case(8, off, off);
        c.lines = lines;
        c.has_open_cells = true;
        agree(c, 1e-9);
    }
    array_case cut = read_case(6, 5);
    cut.lines.r_bit_driver_ohm = inf;
    agree(cut, 1e-9);
}

TEST_CASE("ngspice: sinh cells and selectors") {
    if (!installed()) return;
    array_case c = read_case(16, 16);
    c.cell = {.law = cell_law::sinh, .sinh_per_v = 4};
    c.r_on_ohm = 1e3;
    c.r_off_ohm = 1e5;
    agree(c, 1e-8);
    c = select_case(16, 0.35, 0.35);
    c.cell = {.law = cell_law::sinh, .sinh_per_v = 6};
    agree(c, 1e-8);
    c.cell = {.law = cell_law::selector, .selector_current_a = 1e-9, .selector_voltage_v = 0.05};
    agree(c, 1e-8);
}

TEST_CASE("ngspice: cells that rectify, read and half selected") {
    if (!installed()) return;
    array_case c = read_case(16, 12);
    c.cell = {
        .law = cell_law::rectifying, .rectifying_plus_per_v = 3, .rectifying_minus_per_v = 1.5};
    c.r_on_ohm = 1e3;
    c.r_off_ohm = 1e5;
    agree(c, 1e-8);
    // Cells between floating lines see either sign.
    c = select_case(16, off, off);
    c.cell = {.law = cell_law::rectifying, .rectifying_plus_per_v = 7, .rectifying_minus_per_v = 2};
    agree(c, 1e-8);
    c = select_case(16, 0.35, 0.35);
    c.cell = {
        .law = cell_law::rectifying, .rectifying_plus_per_v = 0.5, .rectifying_minus_per_v = 9};
    agree(c, 1e-8);
}
