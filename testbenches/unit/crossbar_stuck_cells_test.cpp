#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/cell_array.hpp"
#include "crossbar/programming/program_pair.hpp"

// Cells that stay where they are.
using namespace memglia;

namespace {

using polarity = device_model::polarity;

device_config stuck(double on, double off, double sigma = 0) {
    device_config c;
    c.sigma_cycle = sigma;
    c.sigma_read = sigma;
    c.stuck_on_fraction = on;
    c.stuck_off_fraction = off;
    return c;
}

cell_array make_array(std::size_t side, const device_config& c, std::uint64_t seed = 1,
                      std::uint64_t index = 0) {
    cell_array array(side, side, device_model(c), access_config{}, 1e-15);
    array.reset(seed, index);
    return array;
}

std::vector<double> states(const cell_array& array) {
    std::vector<double> x;
    for (std::size_t r = 0; r < array.rows(); ++r) {
        for (std::size_t c = 0; c < array.columns(); ++c) x.push_back(array.state(r, c));
    }
    return x;
}

void pulse_all(cell_array& array, polarity p, int times) {
    for (std::size_t r = 0; r < array.rows(); ++r) {
        for (std::size_t c = 0; c < array.columns(); ++c) {
            for (int i = 0; i < times; ++i) array.pulse(r, c, p);
        }
    }
}

struct census {
    std::size_t on = 0;   ///< at R_on before any pulse
    std::size_t off = 0;  ///< at R_off after many
};

census count(cell_array& array) {
    census n;
    for (const double x : states(array)) n.on += x == 0 ? 1 : 0;
    pulse_all(array, polarity::set, 20);
    for (const double x : states(array)) n.off += x == 1 ? 1 : 0;
    return n;
}

}  // namespace

TEST_CASE("crossbar: stuck cells: their numbers are binomial") {
    constexpr std::size_t side = 150;
    constexpr double cells = side * side;
    for (const auto& [on, off] : std::vector<std::array<double, 2>>{
             {0.05, 0.1}, {0.1, 0.05}, {0.2, 0}, {0, 0.2}, {0.5, 0.5}}) {
        auto array = make_array(side, stuck(on, off));
        const census n = count(array);
        CAPTURE(on, off);
        CHECK(std::abs(static_cast<double>(n.on) - on * cells) <=
              5 * std::sqrt(cells * on * (1 - on)));
        CHECK(std::abs(static_cast<double>(n.off) - off * cells) <=
              5 * std::sqrt(cells * off * (1 - off)));
        if (on + off == 1) CHECK(n.on + n.off == side * side);
    }
}

TEST_CASE("crossbar: stuck cells: no pulse moves them, and every pulse costs") {
    for (const double sigma : {0.0, 0.05}) {
        for (const bool on : {true, false}) {
            auto array = make_array(6, stuck(on ? 1 : 0, on ? 0 : 1, sigma));
            const double x = on ? 0 : 1;
            const double g = array.device().conductance_s(x);
            for (const polarity p : {polarity::set, polarity::reset, polarity::set}) {
                pulse_all(array, p, 5);
                for (const double s : states(array)) CHECK(s == x);
            }
            CHECK(array.conductance_s(3, 3) == g);
            const auto spent = array.pulse(2, 2, polarity::set);
            const double v = array.device().pulse_voltage_v(polarity::set);
            CHECK(spent.cells_j == Approx(v * v * g * array.device().config().t_pulse_s));
            CHECK(spent.lines_j == Approx(6 * 1e-15 * v * v));
            // They are read like others.
            std::array<double, 1> current{};
            array.read(1, 1, current);
            CHECK(current[0] == Approx(0.2 * g).epsilon(sigma == 0 ? 1e-12 : 0.4));
        }
    }
}

TEST_CASE("crossbar: stuck cells: drawn by seed and array, again at every reset") {
    const auto cells = [](std::uint64_t seed, std::uint64_t index) {
        return states(make_array(40, stuck(0.2, 0), seed, index));
    };
    CHECK((cells(1, 0) == cells(1, 0)));
    CHECK((cells(1, 0) != cells(2, 0)));
    CHECK((cells(1, 0) != cells(1, 1)));
    auto array = make_array(40, stuck(0.2, 0));
    array.reset(2, 0);
    CHECK((states(array) == cells(2, 0)));
    array.reset(1, 0);
    CHECK((states(array) == cells(1, 0)));
}

TEST_CASE("crossbar: stuck cells: they have a stream of their own, others do not notice") {
    // A share so small that no cell of these is hit, and none at all: the same noise.
    auto none = make_array(12, stuck(0, 0, 0.05));
    auto hardly = make_array(12, stuck(1e-12, 1e-12, 0.05));
    for (const polarity p : {polarity::set, polarity::reset, polarity::set}) {
        pulse_all(none, p, 3);
        pulse_all(hardly, p, 3);
        CHECK((states(none) == states(hardly)));
    }
    std::array<double, 8> one{};
    std::array<double, 8> two{};
    none.read(3, 2, one);
    hardly.read(3, 2, two);
    CHECK((one == two));
    CHECK(one[0] != one[1]);
}

TEST_CASE("crossbar: stuck cells: programming one fails after its pulses") {
    auto array = make_array(4, stuck(0, 1));
    programming_config programming;
    programming.max_pulses = 30;
    const auto done = program_pair(array, 1, 0, 64, programming);
    CHECK(done.failed);
    CHECK(done.pulses == 30);
    auto sound = make_array(4, stuck(0, 0));
    CHECK_FALSE(program_pair(sound, 1, 0, 64, programming_config{}).failed);
}

TEST_CASE("crossbar: stuck cells: a pair with one takes every weight, whichever it is") {
    const auto code = [](const cell_array& array, std::size_t row, std::size_t column) {
        return std::abs(array.conductance_s(row, column) - array.conductance_s(row, column + 1)) /
               array.device().g_step_s();
    };
    for (const double sigma_cycle : {0.0, 0.037}) {
        std::array<std::array<int, 3>, 3> seen{};  // weight and reference: sound, off, on
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            device_config device = stuck(0.2, 0.2, sigma_cycle);
            device.sigma_read = sigma_cycle == 0 ? 0 : 0.01;
            auto array = make_array(4, device, seed);
            const auto fixed = array.stuck_cells();
            bool compensated = false;
            for (std::size_t row = 0; row < array.rows(); ++row) {
                for (std::size_t column = 0; column + 1 < array.columns(); column += 2) {
                    std::array<std::size_t, 2> fault{};
                    for (std::size_t c = 0; c < 2; ++c) {
                        const bool stands = fixed[row * array.columns() + column + c] != 0;
                        const bool on = array.state(row, column + c) == 0;
                        fault[c] = !stands ? 0 : on ? 2 : 1;
                    }
                    ++seen[fault[0]][fault[1]];
                    for (const double target : {32.0, 48.0, 16.0, 64.0}) {
                        const auto done = program_pair(array, row, column, target, {}, compensated);
                        compensated = compensated || done.compensated;
                        CAPTURE(seed, fault[0], fault[1], target, sigma_cycle);
                        CHECK(done.failed == (fault[0] != 0 && fault[1] != 0));
                        if (done.failed) continue;
                        CHECK(std::abs(code(array, row, column) - target) <=
                              2.5 + (sigma_cycle == 0 ? 1e-6 : 10.0));
                    }
                }
            }
        }
        for (const auto& with : seen) {
            for (const int pairs : with) CHECK(pairs > 5);
        }
    }
}

TEST_CASE("crossbar: stuck cells: one in a pair loses it if that is not compensated") {
    auto array = make_array(4, stuck(0, 1));
    programming_config programming;
    programming.stuck = stuck_pairs::give_up;
    const auto done = program_pair(array, 1, 0, 64, programming);
    CHECK(done.failed);
    CHECK(done.pulses == 500);
    CHECK(done.inspections == 0);
}

TEST_CASE("crossbar: stuck cells: shares of more than all cells are refused") {
    CHECK_NOTHROW(stuck(0.5, 0.5).validate());
    CHECK_NOTHROW(stuck(1, 0).validate());
    try {
        stuck(0.6, 0.5).validate();
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "stuck_on_fraction");
        CHECK_THAT(e.data.found, Catch::Contains("more than 1"));
        CHECK_THAT(e.data.expected, Catch::Contains("at most 1"));
    }
}
