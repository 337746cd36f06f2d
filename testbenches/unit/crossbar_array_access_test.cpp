#include <catch2/catch.hpp>
#include <cmath>

#include "base/choice.hpp"
#include "base/random.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/port_solver.hpp"
#include "crossbar/array/transfer_operator.hpp"

using namespace memglia;

namespace {

constexpr std::size_t rows = 11;
constexpr std::size_t columns = 14;

std::vector<double> start_conductances(random_stream& draw) {
    std::vector<double> g(rows * columns);
    for (double& x : g) x = 1e-6 + 1e-4 * draw.uniform();
    return g;
}

access_config exact(write_scheme scheme) {
    return {
        .wires = wire_model::exact, .scheme = scheme, .lines = {3, 2, 20, 10}, .r_access_ohm = 500};
}

// The whole write of `applied_v` on one cell, solved from scratch.
array_solution fresh_write(const std::vector<double>& g, const access_config& config,
                           std::size_t row, std::size_t column, double applied_v) {
    const bool third = config.scheme == write_scheme::third;
    line_drives drives{std::vector<double>(rows, applied_v / (third ? 3 : 2)),
                       std::vector<double>(columns, applied_v * (third ? 2.0 / 3 : 0.5))};
    drives.word_v[row] = applied_v;
    drives.bit_v[column] = 0;
    array_solver solver(
        rows, columns,
        config.wires == wire_model::exact ? config.lines : line_resistances{0, 0, 0, 0});
    solver.set_conductances(g);
    return solver.solve(drives);
}

double driver_power(const array_solution& at, const access_config& config, std::size_t row,
                    std::size_t column, double applied_v) {
    const bool third = config.scheme == write_scheme::third;
    double power = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        power += at.word_current_a[i] * (i == row ? applied_v : applied_v / (third ? 3 : 2));
    }
    for (std::size_t j = 0; j < columns; ++j) {
        power -= at.bit_current_a[j] * (j == column ? 0 : applied_v * (third ? 2.0 / 3 : 0.5));
    }
    return power;
}

}  // namespace

TEST_CASE("transfer operator: after any writes it is what fresh solves say") {
    random_stream draw(1, "test", "operator");
    auto g = start_conductances(draw);
    const line_resistances lines{3, 2, 20, 10};
    transfer_operator held(rows, columns, lines, false);
    held.load(g);
    for (int write = 0; write < 300; ++write) {
        const std::size_t i = draw.below(rows);
        const std::size_t j = draw.below(columns);
        const auto repeats = 1 + draw.below(4);
        for (std::uint32_t k = 0; k < repeats; ++k) {
            g[i * columns + j] = 1e-6 + 1e-4 * draw.uniform();
            held.set(i, j, g[i * columns + j]);
        }
        // A look at another cell now and then, with changes of this one still pending.
        if (write % 3 == 0) held.at(draw.below(rows), draw.below(columns));
    }
    array_solver fresh(rows, columns, lines);
    fresh.set_conductances(g);
    line_drives drives{std::vector<double>(rows, 0.0), std::vector<double>(columns, 0.0)};
    for (std::size_t i = 0; i < rows; ++i) {
        drives.word_v[i] = 1;
        const auto at = fresh.solve(drives);
        drives.word_v[i] = 0;
        for (std::size_t j = 0; j < columns; ++j) {
            CHECK(held.transfer_s(i, j) == Approx(at.bit_current_a[j]).epsilon(1e-10));
        }
        CHECK(held.word_self_s(i) == Approx(at.word_current_a[i]).epsilon(1e-10));
    }
    for (std::size_t j = 0; j < columns; ++j) {
        drives.bit_v[j] = 1;
        CHECK(held.bit_self_s(j) == Approx(-fresh.solve(drives).bit_current_a[j]).epsilon(1e-10));
        drives.bit_v[j] = 0;
    }
    std::vector<double> words(rows);
    for (double& v : words) v = draw.uniform();
    drives.word_v = words;
    std::vector<double> currents(columns);
    held.read(words, currents);
    const auto at = fresh.solve(drives);
    for (std::size_t j = 0; j < columns; ++j) {
        CHECK(currents[j] == Approx(at.bit_current_a[j]).epsilon(1e-10));
    }
    // As many solves as there were turns of another cell, none for repeated writes.
    CHECK(held.solves() <= rows + columns + 1 + 400);
}

TEST_CASE("transfer operator: loading what differs in few cells is the same as loading it") {
    random_stream draw(2, "test", "operator");
    auto g = start_conductances(draw);
    const line_resistances lines{3, 2, 20, 10};
    transfer_operator twice(rows, columns, lines, false);
    twice.load(g);
    twice.set(3, 3, 5e-5);
    g[7] *= 2;
    g[90] = 0;
    const auto before = twice.solves();
    twice.load(g);
    CHECK(twice.solves() == before + 2);
    transfer_operator once(rows, columns, lines, false);
    once.load(g);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            CHECK(twice.transfer_s(i, j) == Approx(once.transfer_s(i, j)).margin(1e-16));
            CHECK(twice.conductance_s(i, j) == g[i * columns + j]);
        }
        CHECK(twice.word_common_s(i) == Approx(once.word_common_s(i)).epsilon(1e-11));
    }
}

TEST_CASE("port solver: what drivers share of a cell's current is what they bring to it") {
    struct at {
        std::size_t row, column;
    };
    for (const auto& lines : {line_resistances{8, 8, 30, 0}, line_resistances{0, 0, 0, 0},
                              line_resistances{8, 0, 0, 0}, line_resistances{0, 5, 20, 0}}) {
        random_stream draw(5, "test", "ports");
        auto g = start_conductances(draw);
        port_solver ports(rows, columns, lines);
        ports.load(g);
        array_solver whole(rows, columns, lines);
        std::vector<double> word_share(rows);
        std::vector<double> bit_share(columns);
        // From the left, where the rest of the array is a load, then beyond.
        for (const auto [row, column] : {at{3, 5}, {0, 0}, {10, 7}, {4, 12}, {3, 5}}) {
            const std::size_t k = row * columns + column;
            CAPTURE(lines.r_word_ohm, lines.r_bit_ohm, row, column);
            ports.activate(column);
            const double resistance_ohm = ports.inject(row, column, word_share, bit_share);
            line_drives drives{std::vector<double>(rows), std::vector<double>(columns, 0.0)};
            for (double& v : drives.word_v) v = draw.uniform() - 0.5;
            for (std::size_t j = 0; j < ports.active_columns(); ++j) {
                drives.bit_v[j] = draw.uniform() - 0.5;
            }
            double cell_v = 0;
            for (std::size_t i = 0; i < rows; ++i) cell_v += word_share[i] * drives.word_v[i];
            for (std::size_t j = 0; j < columns; ++j) cell_v += bit_share[j] * drives.bit_v[j];
            whole.set_conductances(g);
            const auto before = whole.solve(drives);
            CHECK(cell_v == Approx(before.word_v[k] - before.bit_v[k]).epsilon(1e-9));
            // Sherman and Morrison: what a change of the cell does to its own voltage.
            const double change = 4e-4;
            g[k] += change;
            ports.set(row, column, g[k]);
            whole.set_conductances(g);
            const auto after = whole.solve(drives);
            CHECK(after.word_v[k] - after.bit_v[k] ==
                  Approx(cell_v / (1 + change * resistance_ohm)).epsilon(1e-9));
        }
    }
}

TEST_CASE("array access: a write finds the voltage and the power of the whole network") {
    for (const write_scheme scheme : {write_scheme::half, write_scheme::third}) {
        for (const wire_model wires : {wire_model::ideal, wire_model::exact}) {
            access_config config = exact(scheme);
            config.wires = wires;
            random_stream draw(3, "test", "access");
            auto g = start_conductances(draw);
            const auto access = make_access(config, rows, columns);
            access->load(g);
            for (int write = 0; write < 20; ++write) {
                const std::size_t i = draw.below(rows);
                const std::size_t j = draw.below(columns);
                const double applied_v = write % 2 == 0 ? 1.6 : -1.4;
                // First as it is, then as if it had another conductance, then with that one.
                for (int step = 0; step < 3; ++step) {
                    if (step == 1) g[i * columns + j] = 1e-6 + 1e-4 * draw.uniform();
                    if (step == 2) access->set(i, j, g[i * columns + j]);
                    const auto point = access->write(i, j, applied_v, g[i * columns + j]);
                    const auto at = fresh_write(g, config, i, j, applied_v);
                    const std::size_t k = i * columns + j;
                    CAPTURE(word_of(scheme), word_of(wires), write, step);
                    CHECK(point.cell_v == Approx(at.word_v[k] - at.bit_v[k]).epsilon(1e-10));
                    CHECK(point.driver_power_w ==
                          Approx(driver_power(at, config, i, j, applied_v)).epsilon(1e-9));
                }
                std::vector<double> cell_v;
                access->cell_voltages(i, j, applied_v, cell_v);
                double idle_v = 0;
                for (std::size_t k = 0; k < g.size(); ++k) {
                    if (k != i * columns + j) idle_v = std::max(idle_v, std::abs(cell_v[k]));
                }
                CHECK(access->idle_cells_below(i, j, applied_v, idle_v * (1 + 1e-9)));
                CHECK_FALSE(access->idle_cells_below(i, j, applied_v, idle_v * (1 - 1e-9)));
                // A bound never promises less than what is, of either sign.
                double along_v = 0;
                double against_v = 0;
                for (std::size_t k = 0; k < g.size(); ++k) {
                    if (k == i * columns + j) continue;
                    double& side_v = cell_v[k] * applied_v > 0 ? along_v : against_v;
                    side_v = std::max(side_v, std::abs(cell_v[k]));
                }
                const double size_v = std::abs(applied_v);
                CHECK_FALSE(
                    access->idle_cells_bounded(applied_v, along_v * (1 - 1e-9), 2 * size_v));
                if (against_v > 1e-12) {
                    CHECK_FALSE(
                        access->idle_cells_bounded(applied_v, 2 * size_v, against_v * (1 - 1e-9)));
                }
                // On lines without resistance it is exact: nothing is against a write by V/2.
                if (wires == wire_model::ideal) {
                    const bool third = scheme == write_scheme::third;
                    const double share = third ? size_v / 3 : size_v / 2;
                    const double other = third ? size_v / 3 : 0;
                    CHECK(access->idle_cells_bounded(applied_v, share * (1 + 1e-12),
                                                     other * (1 + 1e-12)));
                }
            }
        }
    }
}

TEST_CASE("array access: a gated read is a ladder of the driven columns alone") {
    const access_config config = exact(write_scheme::gated);
    random_stream draw(4, "test", "gated");
    const auto g = start_conductances(draw);
    const auto access = make_access(config, rows, columns);
    access->load(g);
    const std::size_t row = 6;
    const std::size_t first = 4;
    std::vector<double> currents(5);
    const double power = access->read(row, first, 0.2, currents);
    // The same circuit for the general solver: one row whose cells are transistor, memristor and
    // the way down its bit line, driven through the segments before its first branch.
    const double path = 500 + 2.0 * (rows - row) + 10;
    array_solver ladder(1, 5, {3, 0, 20 + 3.0 * first, 0});
    std::vector<double> branches(5);
    for (std::size_t j = 0; j < 5; ++j) branches[j] = 1 / (1 / g[row * columns + first + j] + path);
    ladder.set_conductances(branches);
    const auto at = ladder.solve({{0.2}, std::vector<double>(5, 0.0)});
    for (std::size_t j = 0; j < 5; ++j) {
        CHECK(currents[j] == Approx(at.bit_current_a[j]).epsilon(1e-12));
    }
    CHECK(power == Approx(0.2 * at.word_current_a[0]).epsilon(1e-12));

    const auto point = access->write(row, 9, 1.6, 1e-4);
    const double around = 500 + 2.0 * (rows - row) + 10 + 3.0 * 10 + 20;
    CHECK(point.cell_v == Approx(1.6 / (1 + 1e-4 * around)).epsilon(1e-14));
    CHECK(access->idle_cells_below(row, 9, 1.6, 0));
}

TEST_CASE("array access: cells that change together leave it as exact as before") {
    for (const write_scheme scheme : {write_scheme::half, write_scheme::third}) {
        for (const wire_model wires : {wire_model::ideal, wire_model::exact}) {
            access_config config = exact(scheme);
            config.wires = wires;
            random_stream draw(6, "test", "together");
            auto g = start_conductances(draw);
            const auto access = make_access(config, rows, columns);
            access->load(g);
            for (int write = 0; write < 12; ++write) {
                const std::size_t i = draw.below(rows);
                const std::size_t j = draw.below(columns);
                const std::size_t k = i * columns + j;
                const auto point = access->write(i, j, 1.2, 1.1 * g[k]);
                g[k] *= 1.1;
                access->set(i, j, g[k]);
                const auto at = fresh_write(g, config, i, j, 1.2);
                CAPTURE(word_of(scheme), word_of(wires), write);
                CHECK(point.cell_v == Approx(at.word_v[k] - at.bit_v[k]).epsilon(1e-9));
                CHECK(point.driver_power_w ==
                      Approx(driver_power(at, config, i, j, 1.2)).epsilon(1e-9));
                std::vector<array_access::change> others;
                for (int n = 0; n < 5; ++n) {
                    const std::size_t other = draw.below(rows * columns);
                    g[other] *= 0.9;
                    others.push_back({other / columns, other % columns, g[other]});
                }
                access->set(others);
                array_solver fresh(rows, columns,
                                   config.wires == wire_model::exact
                                       ? config.lines
                                       : line_resistances{0, 0, 0, 0});
                fresh.set_conductances(g);
                line_drives drives{std::vector<double>(rows, 0.0),
                                   std::vector<double>(columns, 0.0)};
                drives.word_v[i] = 0.2;
                const auto read = fresh.solve(drives);
                std::vector<double> currents(3);
                const double power_w = access->read(i, 4, 0.2, currents);
                for (std::size_t c = 0; c < 3; ++c) {
                    CHECK(currents[c] == Approx(read.bit_current_a[4 + c]).epsilon(1e-9));
                }
                CHECK(power_w == Approx(0.2 * read.word_current_a[i]).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("array access: as if with another conductance, while others have just changed") {
    // A write that finds its operating point out of date solves it anew, and then carries it over
    // to the conductance that is asked about: more of it takes more power, less of it less.
    for (const write_scheme scheme : {write_scheme::half, write_scheme::third}) {
        const access_config config = exact(scheme);
        random_stream draw(8, "test", "stale");
        auto g = start_conductances(draw);
        const auto access = make_access(config, rows, columns);
        access->load(g);
        for (int write = 0; write < 8; ++write) {
            const std::size_t i = draw.below(rows);
            const std::size_t j = draw.below(columns);
            const std::size_t k = i * columns + j;
            const std::size_t other = draw.below(rows * columns);
            g[other] = 1e-6 + 1e-4 * draw.uniform();
            const std::vector<array_access::change> changes{
                {other / columns, other % columns, g[other]}};
            access->set(changes);
            const double factor = write % 2 == 0 ? 3 : 0.3;
            const auto point = access->write(i, j, 1.2, factor * g[k]);
            auto as_if = g;
            as_if[k] *= factor;
            const auto at = fresh_write(as_if, config, i, j, 1.2);
            CAPTURE(word_of(scheme), write);
            CHECK(point.cell_v == Approx(at.word_v[k] - at.bit_v[k]).epsilon(1e-9));
            CHECK(point.driver_power_w ==
                  Approx(driver_power(at, config, i, j, 1.2)).epsilon(1e-9));
        }
    }
}
