#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crossbar/array/direct_solver.hpp"

using namespace memglia;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double off = floating_line;

std::vector<double> random_cells(std::size_t n, double g_low, double g_high) {
    random_stream draws(11, "direct_solver_test", "cells");
    std::vector<double> g(n);
    for (double& s : g) {
        const double u = draws.uniform();
        s = g_low + (g_high - g_low) * u * u;
    }
    return g;
}

array_solution solve(std::size_t rows, std::size_t columns, const line_resistances& lines,
                     const std::vector<double>& g, const line_drives& drives,
                     const cell_iv_config& cell = {}) {
    direct_solver solver(rows, columns, lines);
    solver.set_conductances(g);
    return solver.solve(drives, cell_iv(cell));
}

double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

std::string refusal(std::size_t rows, std::size_t columns, const line_resistances& lines,
                    const std::vector<double>& g, const line_drives& drives) {
    try {
        solve(rows, columns, lines, g, drives);
    } catch (const input_error& problem) {
        return problem.what();
    }
    return "";
}

}  // namespace

TEST_CASE("direct solver: one cell is a series of resistances") {
    const auto s = solve(1, 1, {2, 3, 5, 7}, {0.01}, {{1.7}, {0.0}});
    const double i = 1.7 / (2 + 3 + 5 + 7 + 100);
    CHECK(s.word_current_a[0] == Approx(i).epsilon(1e-14));
    CHECK(s.bit_current_a[0] == Approx(i).epsilon(1e-14));
    CHECK(s.word_v[0] == Approx(1.7 - 7 * i).epsilon(1e-14));
    CHECK(s.bit_v[0] == Approx(10 * i).epsilon(1e-13));
    CHECK(s.residual < 1e-13);
}

TEST_CASE("direct solver: without wires it is the matrix product, exactly at the drivers") {
    const auto g = random_cells(35, 1e-6, 1e-4);
    line_drives drives{{0.1, 0.2, -0.3, 0.25, 0}, {0, 0.05, 0, 0, 0, 0, -0.1}};
    const auto s = solve(5, 7, {0, 0, 0, 0}, g, drives);
    for (std::size_t j = 0; j < 7; ++j) {
        double i_a = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            i_a += g[i * 7 + j] * (drives.word_v[i] - drives.bit_v[j]);
            CHECK(s.word_v[i * 7 + j] == drives.word_v[i]);
            CHECK(s.bit_v[i * 7 + j] == drives.bit_v[j]);
        }
        CHECK(s.bit_current_a[j] == Approx(i_a).epsilon(1e-13));
    }
    CHECK(s.residual == 0);
}

TEST_CASE("direct solver: the sneak path of a 2 x 2 array") {
    // Word 0 at 1 V, bit 0 at 0 V, the rest floats: R00 beside R01 + R11 + R10.
    const auto s = solve(2, 2, {0, 0, 0, 0}, {1e-3, 2e-3, 4e-3, 5e-3}, {{1, off}, {0, off}});
    const double i = 1e-3 + 1 / (500.0 + 200 + 250);
    CHECK(s.word_current_a[0] == Approx(i).epsilon(1e-13));
    CHECK(s.bit_current_a[0] == Approx(i).epsilon(1e-13));
    CHECK(s.word_current_a[1] == 0);
    CHECK(s.bit_current_a[1] == 0);
    CHECK(s.word_v[2] == Approx(250.0 / 950).epsilon(1e-13));
}

TEST_CASE("direct solver: what goes in comes out, whatever drives it") {
    const auto g = random_cells(12 * 9, 1e-5, 1e-2);
    line_drives drives;
    for (int i = 0; i < 12; ++i) drives.word_v.push_back(i % 3 == 0 ? off : 0.1 * i - 0.4);
    for (int j = 0; j < 9; ++j) drives.bit_v.push_back(j % 4 == 1 ? off : -0.02 * j);
    for (const cell_law law : {cell_law::linear, cell_law::sinh, cell_law::selector}) {
        INFO(word_of(law));
        const auto s = solve(12, 9, {2, 1, 30, 20}, g, drives, {.law = law});
        CHECK(sum(s.word_current_a) == Approx(sum(s.bit_current_a)).epsilon(1e-10));
        CHECK(std::abs(s.word_current_a[11]) > 1e-6);
        CHECK(s.residual < 1e-10);
        CHECK((s.newton_steps > 0) == (law != cell_law::linear));
        // Ohm's law at a driver, which the solver does not use for its current.
        CHECK(s.word_current_a[1] == Approx((drives.word_v[1] - s.word_v[9]) / 32).epsilon(1e-9));
    }
}

TEST_CASE("direct solver: small line resistances go over into none") {
    const auto g = random_cells(64, 1e-6, 1e-4);
    line_drives drives{std::vector<double>(8, off), std::vector<double>(8, off)};
    drives.word_v[2] = 0.7;
    drives.word_v[5] = 0.2;
    drives.bit_v[6] = 0;
    const auto ideal = solve(8, 8, {0, 0, 0, 0}, g, drives);
    for (const double r : {1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-30, 1e-300, 5e-324}) {
        for (const double driver : {0.0, 1e-9}) {
            INFO(r << " ohm, driver " << driver);
            const auto s = solve(8, 8, {r, r, driver, 0}, g, drives);
            const double bound = 100 * (r + driver) * sum(g) + 1e-11;
            CHECK(std::abs(s.bit_current_a[6] / ideal.bit_current_a[6] - 1) < bound);
            for (std::size_t k = 0; k < 64; ++k) {
                CHECK(std::abs(s.word_v[k] - ideal.word_v[k]) < bound);
                CHECK(std::abs(s.bit_v[k] - ideal.bit_v[k]) < bound);
            }
        }
    }
}

TEST_CASE("direct solver: open lines and open cells carry nothing") {
    const auto cut = solve(2, 2, {inf, 0, 0, 0}, {1e-3, 1e-3, 1e-3, 1e-3}, {{1, 1}, {0, 0.5}});
    CHECK(sum(cut.word_current_a) == 0);
    CHECK(cut.bit_current_a[1] == 0);
    CHECK(cut.word_v[1] == Approx(0.5));
    CHECK(cut.residual == 0);
    const auto open =
        solve(2, 2, {1, 1, 0, 0}, {0, 1e-3, 0, 1e-3}, {{1, off}, {0, 0}}).word_current_a;
    CHECK(open[0] == Approx(1 / 1004.0).epsilon(1e-13));
}

TEST_CASE("direct solver: what rests, rests exactly") {
    const auto g = random_cells(36, 1e-6, 1e-3);
    const auto s =
        solve(6, 6, {1, 1, 0, 0}, g, {std::vector<double>(6, 0.3), std::vector<double>(6, off)});
    for (const double a : s.word_current_a) CHECK(a == 0);
    for (const double v : s.bit_v) CHECK(v == 0.3);
    CHECK(s.residual == 0);
    // Two parts that do not touch, each at rest.
    const auto apart = solve(2, 2, {1, 1, 0, 0}, {1e-3, 0, 0, 1e-3}, {{0.3, 0.1}, {off, off}});
    CHECK(std::abs(apart.word_current_a[0]) < 1e-17);
    CHECK(apart.residual == 0);
}

TEST_CASE("direct solver: steep cells at high voltage") {
    const cell_iv_config steep{.law = cell_law::sinh, .sinh_per_v = 20};
    const auto s = solve(1, 1, {50, 50, 0, 0}, {1e-4}, {{2}, {0}}, steep);
    const double across = s.word_v[0] - s.bit_v[0];
    CHECK(s.word_current_a[0] == Approx(1e-4 * std::sinh(20 * across) / 20).epsilon(1e-9));
    CHECK(s.word_current_a[0] == Approx((2 - across) / 100).epsilon(1e-9));
    const cell_iv_config selector{
        .law = cell_law::selector, .selector_current_a = 1e-12, .selector_voltage_v = 0.03};
    const auto g = random_cells(16 * 16, 1e-6, 1e-4);
    line_drives drives{std::vector<double>(16, 0.6), std::vector<double>(16, 0.6)};
    drives.word_v[3] = 1.2;
    drives.bit_v[7] = 0;
    const auto selected = solve(16, 16, {2, 2, 0, 0}, g, drives, selector);
    CHECK(selected.residual < 1e-10);
    CHECK(sum(selected.word_current_a) == Approx(sum(selected.bit_current_a)).epsilon(1e-10));
}

TEST_CASE("direct solver: refuses what has no answer and says where") {
    const line_drives all{{1, 1}, {0, 0}};
    const std::vector<double> g(4, 1e-3);
    using Catch::Contains;
    CHECK_THAT(refusal(2, 2, {}, {1e-3, 1e-3, 0, 0}, {{1, off}, {0, 0}}),
               Contains("nothing drives word line 1"));
    CHECK_THAT(refusal(2, 2, {}, {0, 1e-3, 0, 1e-3}, {{1, 1}, {off, 0}}),
               Contains("nothing drives bit line 0"));
    CHECK_THAT(refusal(2, 2, {inf, inf, 0, 0}, g, all), Contains("word line 0 at column 0"));
    CHECK_THAT(refusal(2, 2, {}, g, {{off, off}, {off, off}}), Contains("floats"));
    CHECK_THAT(refusal(2, 2, {}, {1, 1, off, 1}, all), Contains("nan S in row 1, column 0"));
    CHECK_THAT(refusal(2, 2, {}, {1, -1, 1, 1}, all), Contains("-1 S in row 0, column 1"));
    CHECK_THAT(refusal(2, 2, {}, {1, inf, 1, 1}, all), Contains("inf S"));
    CHECK_THAT(refusal(2, 2, {}, {1, 1}, all), Contains("found 2 values; expected 2 x 2"));
    CHECK_THAT(refusal(2, 2, {-1, 1, 0, 0}, g, all), Contains("r_word_ohm: found -1 ohm"));
    CHECK_THAT(refusal(2, 2, {1, 1, off, 0}, g, all), Contains("r_word_driver_ohm"));
    CHECK_THAT(refusal(2, 2, {}, g, {{1}, {0, 0}}), Contains("found 1 voltage; expected 2"));
    CHECK_THAT(refusal(2, 2, {}, g, {{1, inf}, {0, 0}}), Contains("inf V on word line 1"));
    CHECK_THAT(refusal(0, 2, {}, {}, {{}, {0, 0}}), Contains("0 x 2 cells"));
}
