#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>

#include "base/choice.hpp"
#include "base/random.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/direct_solver.hpp"
#include "crossbar/array/solve_array.hpp"
#include "testbenches/support/dense_array.hpp"

using namespace memglia;

namespace {

constexpr double floats = floating_line;

std::vector<double> random_conductances(std::size_t cells, double g_low, double g_high,
                                        std::uint64_t seed) {
    random_stream draw(seed, "test", "conductances");
    std::vector<double> g(cells);
    for (double& x : g) x = g_low * std::pow(g_high / g_low, draw.uniform());
    return g;
}

line_drives random_drives(std::size_t rows, std::size_t columns, double floating,
                          std::uint64_t seed) {
    random_stream draw(seed, "test", "drives");
    line_drives drives;
    for (auto* side : {&drives.word_v, &drives.bit_v}) {
        side->resize(side == &drives.word_v ? rows : columns);
        for (double& v : *side) {
            v = draw.uniform() - 0.5;
            const bool alone = draw.uniform() < floating;
            if (alone) v = floats;
        }
    }
    drives.word_v[0] = 0.4;
    return drives;
}

double largest_gap(const std::vector<double>& a, const std::vector<double>& b) {
    double most = a.size() == b.size() ? 0 : HUGE_VAL;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

std::string complaint(const std::function<void()>& act) {
    try {
        act();
    } catch (const input_error& problem) {
        return problem.data.path + ": " + problem.data.found;
    }
    return "no complaint";
}

}  // namespace

TEST_CASE("array solver: one cell is a divider of three resistances") {
    array_solver solver(
        1, 1, {.r_word_ohm = 3, .r_bit_ohm = 5, .r_word_driver_ohm = 7, .r_bit_driver_ohm = 11});
    solver.set_conductances(std::vector<double>{1.0 / 100});
    const auto at = solver.solve({{1.0}, {0.25}});
    const double i = 0.75 / (3 + 5 + 7 + 11 + 100);
    CHECK(at.word_current_a[0] == Approx(i).epsilon(1e-14));
    CHECK(at.bit_current_a[0] == Approx(i).epsilon(1e-14));
    CHECK(at.word_v[0] - at.bit_v[0] == Approx(100 * i).epsilon(1e-14));
}

TEST_CASE("array solver: an infinite ladder has its characteristic resistance") {
    // One word line of cells G to bit lines that cost nothing: r in series, R to ground, repeated.
    // R_in = r/2 + sqrt(r^2/4 + r R).
    const std::size_t cells = 400;
    array_solver solver(1, cells, {.r_word_ohm = 2, .r_bit_ohm = 0});
    solver.set_conductances(std::vector<double>(cells, 1.0 / 50));
    const auto at = solver.solve({{1.0}, std::vector<double>(cells, 0.0)});
    CHECK(1 / at.word_current_a[0] == Approx(1 + std::sqrt(1 + 2 * 50.0)).epsilon(1e-12));
}

TEST_CASE("array solver: node voltages are those of a dense elimination") {
    struct shape {
        std::size_t rows, columns;
    };
    for (const auto [rows, columns] : {shape{1, 1}, {1, 7}, {7, 1}, {4, 4}, {5, 9}, {13, 6}}) {
        for (const double floating : {0.0, 0.5, 0.8}) {
            for (const auto& lines :
                 {line_resistances{1, 1, 0, 0}, line_resistances{20, 3, 50, 0},
                  line_resistances{0, 2, 10, 5}, line_resistances{2, 0, 0, 30}}) {
                CAPTURE(rows, columns, floating, lines.r_word_ohm, lines.r_bit_ohm);
                const auto g = random_conductances(rows * columns, 1e-5, 1e-2, rows + columns);
                const auto drives = random_drives(rows, columns, floating, rows * 7 + columns);
                array_solver solver(rows, columns, lines);
                solver.set_conductances(g);
                const auto at = solver.solve(drives);
                const auto expected = dense_array(rows, columns, lines).solve(g, drives);
                CHECK(largest_gap(at.word_v, expected.word_v) < 1e-9);
                CHECK(largest_gap(at.bit_v, expected.bit_v) < 1e-9);
                CHECK(at.residual < 1e-10);
            }
        }
    }
}

TEST_CASE("array solver: without wire resistance currents are V G, to the last driver") {
    const auto g = random_conductances(6 * 5, 1e-6, 1e-3, 3);
    const auto drives = random_drives(6, 5, 0, 4);
    array_solver solver(6, 5, {0, 0, 0, 0});
    solver.set_conductances(g);
    const auto at = solver.solve(drives);
    CHECK(at.iterations == 0);
    for (std::size_t j = 0; j < 5; ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            sum += g[i * 5 + j] * (drives.word_v[i] - drives.bit_v[j]);
        }
        CHECK(at.bit_current_a[j] == Approx(sum).epsilon(1e-13));
    }
    // The limit is continuous.
    array_solver thin(6, 5, {1e-9, 1e-9, 0, 0});
    thin.set_conductances(g);
    CHECK(largest_gap(thin.solve(drives).bit_current_a, at.bit_current_a) < 1e-11);
}

TEST_CASE("array solver: what the drivers deliver is what cells and wires dissipate") {
    const std::size_t rows = 33;
    const std::size_t columns = 21;
    const line_resistances lines{2, 3, 40, 25};
    const auto g = random_conductances(rows * columns, 1e-5, 1e-2, 5);
    const auto drives = random_drives(rows, columns, 0.3, 6);
    array_solver solver(rows, columns, lines);
    solver.set_conductances(g);
    const auto at = solver.solve(drives);
    double delivered = 0;
    double dissipated = 0;
    const auto over = [&](double v, double ohm) { dissipated += v * v / ohm; };
    for (std::size_t i = 0; i < rows; ++i) {
        if (!std::isnan(drives.word_v[i])) {
            delivered += drives.word_v[i] * at.word_current_a[i];
            over(drives.word_v[i] - at.word_v[i * columns], 42);
        }
        for (std::size_t j = 0; j < columns; ++j) {
            const std::size_t k = i * columns + j;
            over(at.word_v[k] - at.bit_v[k], 1 / g[k]);
            if (j > 0) over(at.word_v[k] - at.word_v[k - 1], 2);
            if (i > 0) over(at.bit_v[k] - at.bit_v[k - columns], 3);
            if (i + 1 == rows && !std::isnan(drives.bit_v[j])) {
                delivered -= drives.bit_v[j] * at.bit_current_a[j];
                over(at.bit_v[k] - drives.bit_v[j], 28);
            }
        }
    }
    CHECK(delivered == Approx(dissipated).epsilon(1e-11));
}

TEST_CASE("array solver: heavy IR drop converges, and a hundredfold larger array too") {
    for (const std::size_t n : {std::size_t{32}, std::size_t{300}}) {
        array_solver solver(n, n, {});
        solver.set_conductances(random_conductances(n * n, 1e-4, 1e-2, 8));
        const auto at = solver.solve(random_drives(n, n, 0, 9));
        CHECK(at.residual <= 1e-12);
        CHECK(at.iterations < 80);
    }
}

TEST_CASE("array solver: a start from another operating point ends at the same one") {
    const auto g = random_conductances(24 * 24, 1e-5, 1e-3, 10);
    array_solver solver(24, 24, {5, 5, 0, 0});
    solver.set_conductances(g);
    auto warm = solver.solve(random_drives(24, 24, 0.2, 11));
    const auto drives = random_drives(24, 24, 0, 12);
    solver.solve(drives, cell_iv{}, warm);
    const auto cold = solver.solve(drives);
    CHECK(largest_gap(warm.word_v, cold.word_v) < 1e-12);
    solver.solve(drives, cell_iv{}, warm);
    CHECK(warm.iterations == 0);
}

TEST_CASE("array solver: a floating line of little resistance keeps no current of its cells") {
    // Eight cells of 1 to 9 nS hang on a bit line that floats, and one of the word lines floats.
    const double off = std::nan("");
    const line_drives drives{{0.89, -0.8, 0.87, 0.59, off, 0.6, -0.96, 0.95}, {off}};
    const std::vector<double> g = {3e-9, 9e-9, 2e-9, 7e-9, 5e-9, 1e-9, 6e-9, 4e-9};
    for (const cell_law law : {cell_law::linear, cell_law::sinh, cell_law::selector}) {
        INFO(word_of(law));
        const cell_iv iv(cell_iv_config{.law = law});
        array_solver solver(8, 1, {.r_word_ohm = 2.9, .r_bit_ohm = 1e-6});
        solver.set_conductances(g);
        const array_solution s = solver.solve(drives, iv);
        double into_bit_a = 0;
        double largest_a = 0;
        for (std::size_t k = 0; k < g.size(); ++k) {
            const double a = iv.at(g[k], s.word_v[k] - s.bit_v[k]).current_a;
            into_bit_a += a;
            largest_a = std::max(largest_a, std::abs(a));
        }
        CHECK(std::abs(into_bit_a) < 1e-10 * largest_a);
        CHECK(std::abs(s.word_v[4] - s.bit_v[4]) < 1e-10);
    }
}

TEST_CASE("array solver: where one driver holds all lines nothing flows") {
    const double off = std::nan("");
    const line_drives drives{{-0.12}, {off, off, off, 0.5}};  // and an open cell at the last
    for (const cell_law law : {cell_law::linear, cell_law::sinh, cell_law::selector}) {
        INFO(word_of(law));
        array_solver solver(1, 4, {617, 895, 2150, 0});
        solver.set_conductances(std::vector<double>{1, 0.3, 0.07, 0});
        const array_solution s = solver.solve(drives, cell_iv(cell_iv_config{.law = law}));
        CHECK(std::abs(s.word_current_a[0]) < 1e-15);
        for (std::size_t j = 0; j < 3; ++j) CHECK(s.bit_v[j] == Approx(-0.12).epsilon(1e-9));
    }
}

TEST_CASE("array solver: non-linear cells obey their law and Kirchhoff's at once") {
    for (const cell_law law : {cell_law::sinh, cell_law::selector}) {
        const std::size_t n = 16;
        const cell_iv iv({.law = law, .sinh_per_v = 6});
        const auto g = random_conductances(n * n, 1e-5, 1e-3, 13);
        const auto drives = random_drives(n, n, 0.2, 14);
        array_solver solver(n, n, {4, 4, 0, 0});
        solver.set_conductances(g);
        const auto at = solver.solve(drives, iv);
        CAPTURE(word_of(law), at.newton_steps);
        CHECK(at.newton_steps <= 12);
        double worst = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                const std::size_t k = i * n + j;
                double into = -iv.at(g[k], at.word_v[k] - at.bit_v[k]).current_a;
                if (j > 0) into += (at.word_v[k - 1] - at.word_v[k]) / 4;
                if (j + 1 < n) into += (at.word_v[k + 1] - at.word_v[k]) / 4;
                if (j == 0 && !std::isnan(drives.word_v[i])) {
                    into += (drives.word_v[i] - at.word_v[k]) / 4;
                }
                worst = std::max(worst, std::abs(into));
            }
        }
        CHECK(worst < 1e-15);
    }
}

TEST_CASE("array solver: what has no operating point is refused") {
    CHECK(complaint([] { array_solver(0, 3, {}); }) == ": found an array of 0 x 3 cells");
    CHECK(complaint([] { array_solver(2, 2, {.r_word_ohm = -1}); }) == "r_word_ohm: found -1 ohm");
    CHECK(complaint([] { array_solver(2, 2, {.r_bit_driver_ohm = floats}); }) ==
          "r_bit_driver_ohm: found nan ohm");
    CHECK(complaint([] { array_solver(2, 2, {.r_bit_ohm = HUGE_VAL}); }) ==
          "r_bit_ohm: found inf ohm");
    array_solver solver(2, 2, {});
    CHECK(complaint([&] { solver.set_conductances(std::vector<double>(3, 1e-3)); }) ==
          "conductances: found 3 values");
    CHECK(complaint([&] {
              solver.set_conductances(std::vector<double>{1, 1, -1, 1});
          }) == "conductances: found -1 S in row 1, column 0 (counted from 0)");
    solver.set_conductances(std::vector<double>(4, 1e-3));
    CHECK(complaint([&] { solver.solve({{1}, {0, 0}}); }) == "word_v: found 1 voltage");
    CHECK(complaint([&] {
              solver.solve({{1, 1}, {0, HUGE_VAL}});
          }) == "bit_v: found inf V on bit line 1");
    CHECK(complaint([&] {
              solver.solve({{floats, floats}, {floats, floats}});
          }) == ": every word line and every bit line floats");
    // A line that only open cells lead to hangs in the air.
    solver.set_conductances(std::vector<double>{1e-3, 0, 1e-3, 0});
    CHECK(complaint([&] {
              solver.solve({{1, 1}, {0, floats}});
          }).substr(0, 27) == ": nothing drives bit line 1");
    // A refusal leaves nothing behind.
    CHECK(complaint([&] {
              solver.solve({{1, 1}, {0, floats}});
          }).substr(0, 27) == ": nothing drives bit line 1");
    CHECK(solver.solve({{1, 1}, {floats, 0}}).word_current_a[0] == Approx(0).margin(1e-16));
}

TEST_CASE("array solver: it does not return what has not converged") {
    array_solver solver(40, 40, {}, {.tolerance = 1e-12, .max_iterations = 1});
    solver.set_conductances(random_conductances(1600, 1e-3, 1e-1, 17));
    CHECK_THROWS_AS(solver.solve(random_drives(40, 40, 0, 18)), unconverged_error);
    std::vector<double> word_v;
    std::vector<double> bit_v;
    CHECK_THROWS_AS(solver.inject(random_drives(40, 40, 0, 18), 3, 4, word_v, bit_v),
                    unconverged_error);
}

TEST_CASE("array solver: currents beyond all numbers are not taken for none") {
    array_solver solver(2, 2, {});
    solver.set_conductances(std::vector<double>(4, 1e-3));
    const cell_iv steep({.law = cell_law::sinh, .sinh_per_v = 100});
    CHECK_THROWS_AS(solver.solve({{20, 20}, {0, 0}}, steep), unconverged_error);
    CHECK(solver.solve({{0.2, 0.2}, {0, 0}}, steep).residual <= 1e-12);
}

TEST_CASE("array solver: a line that only weak cells hold has the voltage that they give it") {
    // Currents of its cells are far below the tolerance of the largest one.
    for (const cell_law law : {cell_law::linear, cell_law::sinh, cell_law::selector}) {
        for (const double weak_s : {1e-6, 1e-12, 1e-17}) {
            for (std::uint64_t seed = 0; seed < 8; ++seed) {
                const std::size_t rows = 6;
                const std::size_t columns = 5;
                auto g = random_conductances(rows * columns, 1e-5, 1e-2, seed);
                for (std::size_t j = 0; j < columns; ++j) g[2 * columns + j] *= weak_s;
                // Word line 4 and bit line 1 hang on each other, and weakly on the rest: by as
                // little as doubles can tell from what joins them.
                const bool joined = seed % 2 == 0 && weak_s >= 1e-12;
                auto drives = random_drives(rows, columns, 0, seed + 100);
                drives.word_v[2] = floats;
                if (joined) {
                    drives.bit_v[1] = floats;
                    for (std::size_t i = 0; i < rows; ++i) {
                        if (i != 4) g[i * columns + 1] *= weak_s;
                    }
                    for (std::size_t j = 0; j < columns; ++j) {
                        if (j != 1) g[4 * columns + j] *= weak_s;
                    }
                    drives.word_v[4] = floats;
                }
                const cell_iv iv({.law = law,
                                  .sinh_per_v = 3,
                                  .selector_current_a = 1e-15,
                                  .selector_voltage_v = 0.04});
                for (const auto& lines : {line_resistances{2, 3, 10, 0}, line_resistances{}}) {
                    CAPTURE(word_of(law), weak_s, seed, lines.r_word_ohm);
                    array_solver solver(rows, columns, lines);
                    solver.set_conductances(g);
                    const auto found = solver.solve(drives, iv);
                    const auto cell_a = [&](std::size_t i, std::size_t j) {
                        const std::size_t k = i * columns + j;
                        return iv.at(g[k], found.word_v[k] - found.bit_v[k]).current_a;
                    };
                    // Kirchhoff's law among the weak currents themselves.
                    double sum_a = 0;
                    double size_a = 0;
                    const auto count = [&](double a) {
                        sum_a += a;
                        size_a += std::abs(a);
                    };
                    for (std::size_t j = 0; j < columns; ++j) count(cell_a(2, j));
                    CHECK(std::abs(sum_a) <= 1e-6 * size_a);
                    CHECK(size_a > 0);
                    if (joined) {
                        sum_a = size_a = 0;
                        for (std::size_t j = 0; j < columns; ++j) {
                            if (j != 1) count(cell_a(4, j));
                        }
                        for (std::size_t i = 0; i < rows; ++i) {
                            if (i != 4) count(-cell_a(i, 1));
                        }
                        CHECK(std::abs(sum_a) <= 1e-6 * size_a);
                    }
                    if (weak_s < 1e-6) continue;
                    direct_solver direct(rows, columns, lines);
                    direct.set_conductances(g);
                    const auto expected = direct.solve(drives, iv);
                    CHECK(largest_gap(found.word_v, expected.word_v) < 1e-8);
                    CHECK(largest_gap(found.bit_v, expected.bit_v) < 1e-8);
                }
            }
        }
    }
    // The same where drivers are as weak as the cells of a column.
    for (const double driver_ohm : {1e6, 1e12, 1e15}) {
        for (const double segment_ohm : {0.0, 1.0}) {
            const line_resistances lines{1, segment_ohm, 0, driver_ohm};
            auto g = random_conductances(20, 1e-5, 1e-2, 30);
            for (std::size_t i = 0; i < 5; ++i) g[i * 4 + 2] = 1e-15;
            const auto drives = random_drives(5, 4, 0, 31);
            array_solver solver(5, 4, lines);
            solver.set_conductances(g);
            const auto found = solver.solve(drives);
            CAPTURE(driver_ohm, segment_ohm);
            double sum_a = (drives.bit_v[2] - found.bit_v[18]) / (driver_ohm + segment_ohm);
            double size_a = std::abs(sum_a);
            for (std::size_t i = 0; i < 5; ++i) {
                const double a = 1e-15 * (found.word_v[i * 4 + 2] - found.bit_v[i * 4 + 2]);
                sum_a += a;
                size_a += std::abs(a);
            }
            CHECK(std::abs(sum_a) <= 1e-6 * size_a);
            if (segment_ohm > 0) continue;  // too far apart for an elimination in doubles
            const auto expected = dense_array(5, 4, lines).solve(g, drives);
            CHECK(largest_gap(found.bit_v, expected.bit_v) < 1e-8);
        }
    }
}

TEST_CASE("array solver: currents below the rounding of a well conducting cell are an answer") {
    const line_resistances lines{1e5, 1e4, 1e9, 0};
    const std::vector<double> g{1 / 1.58e7, 1 / 136.1};
    const line_drives drives{{0, -0.887}, {0}};
    const cell_iv iv({.law = cell_law::sinh});
    array_solver schur(2, 1, lines);
    direct_solver direct(2, 1, lines);
    schur.set_conductances(g);
    direct.set_conductances(g);
    const auto found = schur.solve(drives, iv);
    const auto expected = direct.solve(drives, iv);
    CHECK(largest_gap(found.word_v, expected.word_v) < 1e-9);
    CHECK(largest_gap(found.bit_v, expected.bit_v) < 1e-9);
    CHECK(found.bit_current_a[0] == Approx(expected.bit_current_a[0]).epsilon(1e-7));
}

TEST_CASE("array solver: both methods answer for lines and cells of any size, and alike") {
    for (std::uint64_t index = 0; index < 150; ++index) {
        random_stream draw(11, "test", "both methods", index);
        const auto ohm = [&](double low, double high) {
            return low * std::pow(high / low, draw.uniform());
        };
        driven_array array{1 + draw.below(4), 1 + draw.below(4), {}, {}};
        for (std::size_t k = 0; k < array.rows * array.columns; ++k) {
            array.conductance_s.push_back(1 / ohm(100, 1e8));
        }
        for (std::size_t i = 0; i < array.rows; ++i) {
            array.drives.word_v.push_back(2 * draw.uniform() - 1);
        }
        array.drives.bit_v.assign(array.columns, 0.0);
        const auto line_ohm = [&] { return draw.below(3) == 0 ? 0 : ohm(1e-2, 1e9); };
        array_config config;
        config.lines = {line_ohm(), line_ohm(), line_ohm(), line_ohm()};
        config.cell.law = static_cast<cell_law>(draw.below(4));
        CAPTURE(index, word_of(config.cell.law));
        const array_solution schur = solve_array(array, config);
        config.solver.method = solver_method::direct;
        const array_solution direct = solve_array(array, config);
        CHECK(largest_gap(schur.word_v, direct.word_v) < 1e-7);
        CHECK(largest_gap(schur.bit_v, direct.bit_v) < 1e-7);
    }
}

TEST_CASE("array solver: no answer for cells like wires asks for their unit") {
    array_solver solver(40, 40, {}, {.tolerance = 1e-12, .max_iterations = 1});
    const auto message = [&](double g_s) {
        solver.set_conductances(std::vector<double>(1600, g_s));
        try {
            solver.solve(random_drives(40, 40, 0, 18));
        } catch (const unconverged_error& problem) {
            return std::string(problem.what());
        }
        return std::string();
    };
    CHECK_THAT(message(2e5), Catch::Contains("were siemens given as ohm"));
    CHECK_THAT(message(2e-2), Catch::Contains("not reached") && !Catch::Contains("siemens"));
}
