#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/cell_array.hpp"

using namespace memglia;

namespace {

constexpr double line_cell_f = 1e-15;
using polarity = device_model::polarity;

device_model device(double sigma_cycle, double sigma_read) {
    device_config c;
    c.sigma_cycle = sigma_cycle;
    c.sigma_read = sigma_read;
    return device_model(c);
}

cell_array make_array(std::size_t rows, std::size_t columns, const device_model& model) {
    cell_array array(rows, columns, model, access_config{}, line_cell_f);
    array.reset(1, 0);
    return array;
}

}  // namespace

TEST_CASE("crossbar: a new array is fully RESET") {
    const cell_array array = make_array(3, 5, device(0, 0));
    CHECK(array.rows() == 3);
    CHECK(array.columns() == 5);
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 5; ++c) {
            CHECK(array.state(r, c) == 1);
            CHECK(array.conductance_s(r, c) == array.device().conductance_s(1));
        }
    }
}

TEST_CASE("crossbar: without noise and wires a read is V G, and costs V I t and the lines") {
    cell_array array = make_array(4, 8, device(0, 0));
    for (std::size_t c = 0; c < 8; ++c) {
        for (std::size_t n = 0; n < 10 * c; ++n) array.pulse(2, c, polarity::set);
    }
    const double v = array.device().config().v_read_v;
    const double t = array.device().config().t_read_s;
    for (const std::size_t first : {0U, 3U, 5U}) {
        for (const std::size_t width : {1U, 2U, 3U}) {
            std::vector<double> currents(width);
            const auto spent = array.read(2, first, currents);
            double cells_j = 0;
            for (std::size_t j = 0; j < width; ++j) {
                CHECK(currents[j] == v * array.conductance_s(2, first + j));
                cells_j += v * currents[j] * t;
            }
            CHECK(spent.cells_j == Approx(cells_j).epsilon(1e-14));
            CHECK(spent.lines_j ==
                  Approx(4 * line_cell_f * v * v * static_cast<double>(width)).epsilon(1e-14));
        }
    }
    std::array<double, 8> all{};
    const auto whole = array.read(2, 0, all);
    CHECK(whole.lines_j == Approx(8 * 4 * line_cell_f * v * v).epsilon(1e-14));
    for (std::size_t c = 1; c < 8; ++c) CHECK(all[c] > all[c - 1]);
}

TEST_CASE("crossbar: a read leaves every state alone") {
    cell_array array = make_array(2, 2, device(0.037, 0.01));
    array.pulse(1, 1, polarity::set);
    const double before = array.state(1, 1);
    std::array<double, 2> currents{};
    for (int i = 0; i < 100; ++i) array.read(1, 0, currents);
    CHECK(array.state(1, 1) == before);
    CHECK(array.state(1, 0) == 1);
    CHECK(array.conductance_s(1, 1) == array.device().conductance_s(before));
}

TEST_CASE("crossbar: a pulse touches only its cell") {
    cell_array array = make_array(5, 7, device(0, 0));
    const auto states = [&array] {
        std::vector<double> all;
        for (std::size_t r = 0; r < 5; ++r) {
            for (std::size_t c = 0; c < 7; ++c) all.push_back(array.state(r, c));
        }
        return all;
    };
    for (std::size_t r = 0; r < 5; ++r) {
        for (std::size_t c = 0; c < 7; ++c) {
            auto expected = states();
            const double x = expected[r * 7 + c];
            const auto one = vteam(array.device().config().vteam).pulse(x, -1.6, 50e-9);
            expected[r * 7 + c] = one.x;
            const auto spent = array.pulse(r, c, polarity::set);
            CHECK(states() == expected);
            CHECK(array.conductance_s(r, c) == array.device().conductance_s(one.x));
            CHECK(spent.cells_j == one.energy_j);
            CHECK(spent.lines_j == Approx(5 * line_cell_f * 1.6 * 1.6).epsilon(1e-14));
        }
    }
    CHECK(array.state(4, 6) < 1);
    array.pulse(4, 6, polarity::reset);
    array.pulse(4, 6, polarity::reset);
    CHECK(array.state(4, 6) == 1);
}

TEST_CASE("crossbar: reset erases the cells and reproduces the noise of seed and index") {
    cell_array array = make_array(2, 4, device(0.037, 0.01));
    const auto history = [&array](std::uint64_t seed, std::uint64_t index) {
        array.reset(seed, index);
        CHECK(array.state(1, 2) == 1);
        CHECK(array.conductance_s(1, 2) == array.device().conductance_s(1));
        std::vector<double> seen;
        std::array<double, 4> currents{};
        for (int i = 0; i < 20; ++i) {
            array.pulse(1, 2, polarity::set);
            seen.push_back(array.state(1, 2));
            array.read(1, 0, currents);
            seen.insert(seen.end(), currents.begin(), currents.end());
        }
        return seen;
    };
    const auto first = history(5, 3);
    CHECK(history(6, 3) != first);
    CHECK(history(5, 4) != first);
    CHECK(history(3, 5) != first);
    CHECK(history(5, 3) == first);
    // Two arrays of the same seed and index are alike.
    cell_array twin = make_array(2, 4, device(0.037, 0.01));
    twin.reset(5, 3);
    twin.pulse(1, 2, polarity::set);
    CHECK(twin.state(1, 2) == first[0]);
}

TEST_CASE("crossbar: write noise and read noise both follow seed and index, and differ") {
    // The first deviation of a pulse and of a read, in standard deviations.
    struct deviations {
        double write;
        double read;
    };
    const device_model exact = device(0, 0);
    const auto first = [&exact](std::uint64_t seed, std::uint64_t index) {
        cell_array array = make_array(1, 1, device(0.001, 0.01));
        array.reset(seed, index);
        std::array<double, 1> current{};
        array.read(0, 0, current);
        const double read = (current[0] / (0.2 * 1e-6) - 1) / 0.01;
        const vteam physics(exact.config().vteam);
        const auto noiseless = physics.pulse(1, -1.6, 50e-9);
        array.pulse(0, 0, polarity::set);
        const double deviation = array.conductance_s(0, 0) - physics.conductance_s(noiseless.x);
        return deviations{deviation / (0.001 * 9e-6), read};
    };
    for (std::uint64_t seed = 1; seed < 5; ++seed) {
        const deviations one = first(seed, 0);
        CHECK(std::abs(one.write - one.read) > 1e-6);
        CHECK(std::abs(one.write) < 5);
        CHECK(std::abs(one.read) < 5);
        for (const deviations& other : {first(seed + 1, 0), first(seed, 1)}) {
            CHECK(std::abs(other.write - one.write) > 1e-6);
            CHECK(std::abs(other.read - one.read) > 1e-6);
        }
        CHECK(first(seed, 0).write == one.write);
        CHECK(first(seed, 0).read == one.read);
    }
}

TEST_CASE("crossbar: reads and pulses draw from streams of their own") {
    cell_array reading = make_array(2, 4, device(0.037, 0.01));
    cell_array silent = make_array(2, 4, device(0.037, 0.01));
    std::array<double, 4> currents{};
    for (int i = 0; i < 30; ++i) {
        reading.read(0, 0, currents);
        reading.pulse(0, 1, polarity::set);
        silent.pulse(0, 1, polarity::set);
        CHECK(reading.state(0, 1) == silent.state(0, 1));
    }
    // Neighbouring columns see different noise, successive reads too.
    std::array<double, 4> again{};
    reading.read(1, 0, currents);
    reading.read(1, 0, again);
    CHECK(currents[0] != currents[2]);
    CHECK(currents[0] != again[0]);
}

TEST_CASE("crossbar: accesses outside the array are internal errors") {
    cell_array array = make_array(2, 9, device(0, 0));
    std::array<double, 2> two{};
    CHECK_NOTHROW(array.read(1, 7, two));
    CHECK_THROWS_AS(array.read(2, 0, two), internal_error);
    CHECK_THROWS_AS(array.read(0, 8, two), internal_error);
    CHECK_NOTHROW(array.pulse(1, 8, polarity::set));
    CHECK_THROWS_AS(array.pulse(2, 0, polarity::set), internal_error);
    CHECK_THROWS_AS(array.pulse(0, 9, polarity::set), internal_error);
}

TEST_CASE("crossbar: cells that vary each obey their own constants") {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    c.variation = {.sigma_rate = 0.3, .sigma_r_on = 0.1, .sigma_r_off = 0.2};
    cell_array array(40, 40, device_model(c), access_config{}, line_cell_f);
    array.reset(3, 0);
    const vteam nominal(c.vteam);
    // R_off as it stands, rate by the way of one pulse: sigma of a logarithm within five of its
    // own standard errors.
    double r_off = 0;
    double rate = 0;
    for (std::size_t row = 0; row < 40; ++row) {
        for (std::size_t column = 0; column < 40; ++column) {
            const double log_r = std::log(nominal.g_off_s() / array.conductance_s(row, column));
            r_off += log_r * log_r / 1600;
            const double g = array.conductance_s(row, column);
            const auto spent = array.pulse(row, column, polarity::set);
            const double y = std::log1p(-(1 - array.state(row, column)) /
                                        (1 + 1 / std::expm1(1 / c.vteam.curvature_on)));
            const double log_rate =
                std::log(-y * c.vteam.curvature_on / (nominal.rate_per_s(-1.6) * 50e-9));
            rate += log_rate * log_rate / 1600;
            CHECK(spent.cells_j ==
                  Approx(1.6 * 1.6 * 50e-9 * (g + array.conductance_s(row, column)) / 2));
        }
    }
    CHECK(std::sqrt(r_off) == Approx(0.2).epsilon(5 / std::sqrt(3200.0)));
    CHECK(std::sqrt(rate) == Approx(0.3).epsilon(5 / std::sqrt(3200.0)));
    // Alike again where nothing varies.
    c.variation = {};
    cell_array noiseless(40, 40, device_model(c), access_config{}, line_cell_f);
    noiseless.reset(3, 0);
    CHECK(noiseless.conductance_s(7, 9) == nominal.conductance_s(1));
    c.variation.sigma_rate = 0.1;
    c.model = device_kind::ideal;
    CHECK_THROWS_AS(device_model(c), input_error);
}

TEST_CASE("crossbar: a write past the threshold of idle cells moves them, by what they see") {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    c.vteam.v_on_v = -0.5;
    c.vteam.v_off_v = 0.5;
    const vteam nominal(c.vteam);
    for (const wire_model wires : {wire_model::ideal, wire_model::exact}) {
        cell_array array(6, 5, device_model(c), {.wires = wires, .scheme = write_scheme::half},
                         line_cell_f);
        array.reset(1, 0);
        array.pulse(2, 3, polarity::set);
        const double half = 1 - nominal.pulse(1, -0.8, 50e-9).x;
        for (std::size_t row = 0; row < 6; ++row) {
            for (std::size_t column = 0; column < 5; ++column) {
                CAPTURE(word_of(wires), row, column);
                const double moved = 1 - array.state(row, column);
                if (row == 2 && column == 3) {
                    CHECK(moved > 10 * half);
                } else if (row == 2 || column == 3) {
                    CHECK(moved == Approx(half).epsilon(1e-3));
                    if (wires == wire_model::exact) CHECK(moved < half);
                } else {
                    CHECK(moved == 0);
                }
            }
        }
    }
}

TEST_CASE("crossbar: what a write has disturbed is what the next read sees") {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    c.v_set_v = -2.4;  // half of it is past the threshold of 1 V
    c.v_reset_v = 2.4;
    const access_config access{
        .wires = wire_model::exact, .scheme = write_scheme::half, .lines = {2, 3, 10, 20}};
    cell_array array(3, 4, device_model(c), access, line_cell_f);
    array.reset(1, 0);
    for (int k = 0; k < 6; ++k) {
        array.pulse(1, 2, polarity::set);
        std::vector<double> g;
        for (std::size_t i = 0; i < 12; ++i) g.push_back(array.conductance_s(i / 4, i % 4));
        CHECK(g[4] > array.device().conductance_s(1));  // its row was half selected
        array_solver fresh(3, 4, access.lines);
        fresh.set_conductances(g);
        for (std::size_t row = 0; row < 3; ++row) {
            line_drives drives{std::vector<double>(3, 0.0), std::vector<double>(4, 0.0)};
            drives.word_v[row] = c.v_read_v;
            const auto at = fresh.solve(drives);
            std::vector<double> currents(4);
            array.read(row, 0, currents);
            for (std::size_t j = 0; j < 4; ++j) {
                CHECK(currents[j] == Approx(at.bit_current_a[j]).epsilon(1e-9));
            }
        }
    }
}
