#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/choice.hpp"
#include "crossbar/programming/program_pair.hpp"

using namespace memglia;

namespace {

cell_array make_array(const device_config& config, std::uint64_t seed) {
    cell_array array(2, 4, device_model(config), access_config{}, 1e-15);
    array.reset(seed, 0);
    return array;
}

device_config without_noise() {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    return c;
}

device_config ideal() {
    device_config c = without_noise();
    c.model = device_kind::ideal;
    return c;
}

programming_config with_tolerance(double codes, std::uint32_t max_pulses = 500) {
    programming_config c;
    c.scheme = programming_scheme::verify;
    c.tolerance_codes = codes;
    c.max_pulses = max_pulses;
    return c;
}

programming_config open_loop(std::uint32_t max_pulses = 500) {
    programming_config c = with_tolerance(2.5, max_pulses);
    c.scheme = programming_scheme::open_loop;
    return c;
}

double stored_code(const cell_array& array, std::size_t row, std::size_t column) {
    return (array.conductance_s(row, column) - array.conductance_s(row, column + 1)) /
           array.device().g_step_s();
}

}  // namespace

TEST_CASE("crossbar: the ideal device is programmed by the shortest train of pulses") {
    for (const double tolerance : {0.0, 1.0, 2.5, 4.0}) {
        cell_array array = make_array(ideal(), 1);
        int code = 0;
        for (const int target : {0, 1, 5, 32, 120, 127, 64, 62, 3, 0, 126, 0}) {
            std::uint32_t expected = 0;
            while (std::abs(target - code) > tolerance) {
                code += target > code ? 1 : -1;
                ++expected;
            }
            const auto r = program_pair(array, 1, 2, target, with_tolerance(tolerance));
            CAPTURE(tolerance, target);
            CHECK(r.pulses == expected);
            CHECK(r.verifies == expected + 1);
            CHECK_FALSE(r.failed);
            CHECK(stored_code(array, 1, 2) == Approx(code).margin(1e-9));
        }
    }
}

TEST_CASE("crossbar: without noise every target is reached within tolerance") {
    const programming_config config = with_tolerance(2.5);
    for (int target = 0; target <= 120; ++target) {
        cell_array array = make_array(without_noise(), 1);
        const auto r = program_pair(array, 0, 0, target, config);
        CAPTURE(target);
        CHECK_FALSE(r.failed);
        CHECK(r.verifies == r.pulses + 1);
        CHECK(std::abs(stored_code(array, 0, 0) - target) <= config.tolerance_codes + 1e-6);
        // A SET pulse moves the default device by 0.98 to 1.02 codes.
        CHECK(std::abs(r.pulses - (target - config.tolerance_codes)) <= 0.03 * target + 2.6);
        // ... and a second time costs one verify and no pulse.
        const auto again = program_pair(array, 0, 0, target, config);
        CHECK(again.pulses == 0);
        CHECK(again.verifies == 1);
        CHECK(again.pulse_cells_j == 0);
    }
}

TEST_CASE("crossbar: with noise every target of the default device is reached") {
    const programming_config config = with_tolerance(2.5);
    double total_pulses = 0;
    for (int target = 0; target <= 120; ++target) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            cell_array array = make_array(device_config{}, seed);
            const auto r = program_pair(array, 1, 1, target, config);
            CAPTURE(target, seed);
            CHECK_FALSE(r.failed);
            CHECK(r.verifies == r.pulses + 1);
            // The last verify was within tolerance; the state differs from it by the noise of two
            // reads.
            const double codes_off = array.conductance_s(1, 2) / array.device().g_step_s();
            const double read_noise = 0.01 * std::hypot(target + codes_off, codes_off);
            CHECK(std::abs(stored_code(array, 1, 1) - target) <=
                  config.tolerance_codes + 5 * read_noise);
            total_pulses += r.pulses;
        }
    }
    // No more than an upward train and some tries to land in a window of +-2.5 with noise of 4.7
    // codes.
    CHECK(total_pulses / (121 * 3) < 60 + 20);
    CHECK(total_pulses / (121 * 3) > 10);
}

TEST_CASE("crossbar: programming moves one cell and leaves its reference and its neighbours") {
    cell_array array = make_array(device_config{}, 9);
    program_pair(array, 1, 0, 77, with_tolerance(2.5));
    for (std::size_t row = 0; row < 2; ++row) {
        for (std::size_t column = 0; column < 4; ++column) {
            if (row == 1 && column == 0) continue;
            CHECK(array.state(row, column) == 1);
        }
    }
    CHECK(array.state(1, 0) < 0.7);
}

TEST_CASE("crossbar: counts and energies are those of the single steps") {
    for (const auto& device : {without_noise(), device_config{}, ideal()}) {
        cell_array array = make_array(device, 4);
        cell_array twin = make_array(device, 4);
        for (const double target : {40.0, 90.0, 20.0}) {
            const auto r = program_pair(array, 0, 1, target, with_tolerance(2.5));
            // The same by hand on an array with the same noise.
            std::uint32_t pulses = 0;
            std::uint32_t verifies = 0;
            double pulse_j = 0;
            double verify_j = 0;
            double lines_j = 0;
            for (;;) {
                std::array<double, 2> i{};
                const auto read = twin.read(0, 1, i);
                ++verifies;
                verify_j += read.cells_j;
                lines_j += read.lines_j;
                const double code = (i[0] - i[1]) / (0.2 * twin.device().g_step_s());
                if (std::abs(target - code) <= 2.5 + 1e-6) break;
                const auto pulse = twin.pulse(
                    0, 1,
                    code < target ? device_model::polarity::set : device_model::polarity::reset);
                ++pulses;
                pulse_j += pulse.cells_j;
                lines_j += pulse.lines_j;
            }
            CAPTURE(word_of(device.model), device.sigma_cycle, target);
            CHECK(r.pulses == pulses);
            CHECK(r.verifies == verifies);
            CHECK(r.pulse_cells_j == Approx(pulse_j).epsilon(1e-12));
            CHECK(r.verify_cells_j == Approx(verify_j).epsilon(1e-12));
            CHECK(r.lines_j == Approx(lines_j).epsilon(1e-12));
            CHECK(r.pulse_cells_j > 0);
            CHECK(r.verify_cells_j > 0);
            CHECK(array.state(0, 1) == twin.state(0, 1));
            // Every verify charges two bit lines to 0.2 V, every pulse one to 1.6 V.
            CHECK(r.lines_j ==
                  Approx(2e-15 * (2 * 0.04 * r.verifies + 2.56 * r.pulses)).epsilon(1e-12));
        }
    }
}

TEST_CASE("crossbar: programming gives up after max_pulses and says so") {
    cell_array array = make_array(ideal(), 1);
    const auto r = program_pair(array, 0, 0, 100, with_tolerance(1, 30));
    CHECK(r.failed);
    CHECK(r.pulses == 30);
    CHECK(r.verifies == 31);
    CHECK(stored_code(array, 0, 0) == Approx(30).margin(1e-9));
    // The last allowed pulse may still succeed.
    const auto rest = program_pair(array, 0, 0, 100, with_tolerance(1, 69));
    CHECK_FALSE(rest.failed);
    CHECK(rest.pulses == 69);
    // A target out of reach: either cell has stood at its end for `patience` pulses.
    const auto beyond = program_pair(array, 0, 0, 200, with_tolerance(2.5, 500));
    CHECK(beyond.failed);
    CHECK(beyond.pulses == 200);
    CHECK(stored_code(array, 0, 0) == Approx(127).margin(1e-9));
}

TEST_CASE("crossbar: a write that comes no nearer gives up early only where it moves others") {
    // Out of reach: a code above the highest one.
    const auto attempt = [](write_scheme scheme) {
        device_config c = without_noise();
        c.vteam.window = window_kind::rectangular;
        c.vteam.v_on_v = -0.7;
        c.vteam.v_off_v = 0.7;
        access_config access;
        access.scheme = scheme;
        cell_array array(2, 4, device_model(c), access, 1e-15);
        array.reset(1, 0);
        programming_config programming = with_tolerance(2.5);
        programming.stuck = stuck_pairs::give_up;
        const auto r = program_pair(array, 0, 2, 200, programming);
        CHECK(r.failed);
        CHECK((array.disturbed() > 0) == (scheme == write_scheme::half));
        return r.pulses;
    };
    // 1.6 V on a threshold of 0.7 V: V/2 moves half-selected cells, a transistor keeps them apart.
    CHECK(attempt(write_scheme::gated) == 500);
    CHECK(attempt(write_scheme::half) < 200);
}

TEST_CASE("crossbar: a write that no pulse can reach gives up early, unless its cell is stuck") {
    const auto attempt = [](double r_word_ohm, double stuck_fraction) {
        device_config c = without_noise();
        c.stuck_off_fraction = stuck_fraction;
        access_config access;
        access.wires = wire_model::exact;
        access.lines = {r_word_ohm, 0, 0, 0};
        cell_array array(2, 4, device_model(c), access, 1e-15);
        array.reset(1, 0);
        const auto r = program_pair(array, 0, 2, 120, with_tolerance(2.5));
        CHECK(r.hopeless == array.inert());
        CHECK(r.failed == (r.hopeless || stuck_fraction == 1));
        return r.pulses;
    };
    // 1.6 V on a threshold of 1 V: behind 3 segments that leave 0.6 V of it at R_off.
    CHECK(attempt(600e3, 0) == 50);
    // Stuck cells: each of the two is tried, and watched.
    CHECK(attempt(600e3, 1) == 200);
    CHECK(attempt(0, 1) == 200);
    CHECK(attempt(0, 0) < 200);
}

TEST_CASE("crossbar: an open-loop train is one read and one pulse per missing code") {
    cell_array array = make_array(ideal(), 1);
    int code = 0;
    for (const int target : {0, 1, 5, 32, 120, 127, 64, 62, 3, 0, 126, 0}) {
        const auto r = program_pair(array, 1, 2, target, open_loop());
        CAPTURE(target);
        CHECK(r.verifies == 1);
        CHECK(r.pulses == static_cast<std::uint32_t>(std::abs(target - code)));
        CHECK_FALSE(r.failed);
        CHECK(stored_code(array, 1, 2) == Approx(target).margin(1e-9));
        CHECK(r.lines_j == Approx(2e-15 * (2 * 0.04 + 2.56 * r.pulses)).epsilon(1e-12));
        CHECK((r.pulse_cells_j > 0) == (r.pulses > 0));
        CHECK(r.verify_cells_j > 0);
        code = target;
    }
    // To the nearest code.
    CHECK(program_pair(array, 1, 2, 20.4, open_loop()).pulses == 20);
    CHECK(program_pair(array, 1, 2, 29.6, open_loop()).pulses == 10);
    CHECK(program_pair(array, 1, 2, 29.6, open_loop()).pulses == 0);
}

TEST_CASE("crossbar: an open-loop train learns the noise of all its pulses") {
    // n pulses that deviate by sigma each deviate by sqrt(n) sigma together.
    constexpr int count = 400;
    device_config config;
    config.sigma_read = 0;
    config.sigma_cycle = 0.01;
    double sum = 0;
    double squares = 0;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        cell_array array = make_array(config, seed);
        program_pair(array, 0, 0, 50, with_tolerance(0.5));
        const double before = stored_code(array, 0, 0);
        const auto r = program_pair(array, 0, 0, before + 20, open_loop());
        CHECK(r.pulses == 20);
        const double deviation = stored_code(array, 0, 0) - before - 20;
        sum += deviation / count;
        squares += deviation * deviation / count;
    }
    const double expected = std::sqrt(20.0) * 0.01 * 127;
    CHECK(std::abs(sum) < 5 * expected / std::sqrt(count) + 0.5);
    CHECK(std::abs(std::sqrt(squares) / expected - 1) < 5 / std::sqrt(2.0 * count) + 0.01);
}

TEST_CASE("crossbar: an open-loop train that is cut short by max_pulses is a failure") {
    cell_array array = make_array(ideal(), 1);
    const auto r = program_pair(array, 0, 0, 100, open_loop(30));
    CHECK(r.pulses == 30);
    CHECK(stored_code(array, 0, 0) == Approx(30).margin(1e-9));
    CHECK(r.failed);
    const auto exact = program_pair(array, 0, 0, 60, open_loop(30));
    CHECK(exact.pulses == 30);
    CHECK_FALSE(exact.failed);
    CHECK(program_pair(array, 0, 0, 91, open_loop(30)).failed);
}
