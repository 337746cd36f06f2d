#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/programming/array_write_verify.hpp"

using namespace memglia;

namespace {

device_config noiseless() {
    device_config d;
    d.sigma_cycle = 0;
    d.sigma_read = 0;
    return d;
}

struct bench {
    device_config device = noiseless();
    array_surroundings around{.lines = {1, 1}};
    write_scheme scheme = write_scheme::half;
    ageing_config ageing;
    std::uint64_t seed = 1;

    real_array array(std::size_t rows = 4, std::size_t columns = 4) const {
        return {rows, columns, device, around, scheme, {.t_width_s = 50e-9}, ageing, seed};
    }
};

std::vector<double> ladder(std::size_t cells) {
    std::vector<double> g(cells);
    for (std::size_t c = 0; c < cells; ++c) {
        g[c] = 1.5e-6 + 7e-6 * static_cast<double>(c) / static_cast<double>(cells);
    }
    return g;
}

}  // namespace

TEST_CASE("crossbar: write-verify without noise reaches every target in about one pulse a code") {
    const bench b;
    real_array array = b.array();
    const auto target = ladder(16);
    const auto done = array.program(target, {.tolerance = 0.005});
    CHECK(done.failed.empty());
    CHECK(done.worn_out == 0);
    std::size_t pulses = 0;
    for (std::size_t c = 0; c < 16; ++c) {
        CHECK(std::abs(done.conductance_s[c] - target[c]) <= 0.005 * 9e-6);
        // The way from g_off at 128 pulses a sweep, less the tolerance.
        const double codes = (target[c] - 1e-6) / 9e-6 * 128;
        CHECK(done.cell_pulses[c] == Approx(codes).margin(3 + 0.02 * codes));
        pulses += done.cell_pulses[c];
    }
    CHECK(done.pulses == pulses);
    CHECK(done.time_s == Approx(static_cast<double>(pulses) * 61e-9 +
                                static_cast<double>(done.reads - 4) * 10e-9));
    CHECK(done.write_j > 0);
    CHECK(done.read_j > 0);
    CHECK(done.largest_disturb == 0);
}

TEST_CASE("crossbar: cycle-to-cycle noise costs pulses, and stuck cells fail") {
    bench b;
    b.device.sigma_cycle = 0.037;
    const auto target = ladder(16);
    const write_verify_config how{.tolerance = 0.02, .max_pulses = 400};
    real_array noisy = b.array();
    const auto done = noisy.program(target, how);
    CHECK(done.failed.empty());  // no read noise: what passed its verify passes again
    b.seed = 2;
    real_array other = b.array();
    CHECK(other.program(target, how).pulses != done.pulses);
    b.seed = 1;
    real_array same = b.array();
    CHECK(same.program(target, how).conductance_s == done.conductance_s);

    b.device.stuck_off_fraction = 1;
    real_array dead = b.array(2, 2);
    const auto nothing = dead.program(ladder(4), {.tolerance = 0.02, .max_pulses = 7});
    CHECK(nothing.failed.size() == 4);
    CHECK(nothing.pulses == 28);
    CHECK(dead.faulty_cells() == std::vector<unsigned char>(4, 1));
}

TEST_CASE("crossbar: cycle noise reaches the cell that moves, by the root of its way") {
    bench b;
    b.device.sigma_cycle = 0.02;
    b.device.vteam.window = window_kind::rectangular;
    b.device.vteam.v_off_v = 1;
    // 2.2 V: half-selected cells move at ((1.1 - 1)/0.6)^3 of a nominal pulse.
    const double share = std::pow(0.1 / 0.6, 3);
    b.around.lines = {0, 0};
    double selected = 0;
    double neighbour = 0;
    double diagonal = 0;
    constexpr int count = 1500;
    const vteam law(b.device.vteam);
    const write_operation op{0, 0, write_operation::kind::reset, 2.2};
    const std::vector<double> middle(4, 0.5);
    bench quiet = b;
    quiet.device.sigma_cycle = 0;
    real_array exact = quiet.array(2, 2);
    exact.set_states(middle);
    exact.pulse(op);
    const auto mean = exact.transient().states();
    for (int k = 0; k < count; ++k) {
        b.seed = static_cast<std::uint64_t>(k + 1);
        real_array array = b.array(2, 2);
        array.set_states(middle);
        array.pulse(op);
        const auto deviation = [&](std::size_t c) {
            const double d =
                (law.conductance_s(array.transient().states()[c]) - law.conductance_s(mean[c])) /
                9e-6;
            return d * d / count;
        };
        selected += deviation(0);
        neighbour += deviation(1);
        diagonal += deviation(3);
    }
    const double error = 5 / std::sqrt(2.0 * count);
    CHECK(std::sqrt(selected) == Approx(0.02).epsilon(error));  // more than nominal: all of it
    CHECK(std::sqrt(neighbour) == Approx(0.02 * std::sqrt(share)).epsilon(error + 0.02));
    CHECK(diagonal == 0);
}

TEST_CASE("crossbar: cycle noise leaves no cell at an end that would hold it") {
    for (const window_kind window : {window_kind::joglekar, window_kind::prodromakis}) {
        bench b;
        b.device.sigma_cycle = 0.02;
        b.device.vteam.window = window;
        b.device.vteam.k_on_m_per_s *= 1000;
        b.device.vteam.k_off_m_per_s *= 1000;
        for (b.seed = 1; b.seed <= 20; ++b.seed) {
            CAPTURE(word_of(window), b.seed);
            real_array array = b.array(1, 1);
            array.set_states(std::vector<double>{0.5});
            const auto state_after = [&](write_operation::kind kind, double voltage_v) {
                array.pulse({0, 0, kind, voltage_v});
                return array.transient().states()[0];
            };
            for (int k = 0; k < 3; ++k) {
                const double off = state_after(write_operation::kind::reset, b.device.v_reset_v);
                CHECK((off > 0.9 && off < 1));
                const double on = state_after(write_operation::kind::set, -b.device.v_set_v);
                CHECK((on > 0 && on < 0.1));
            }
        }
    }
}

TEST_CASE("crossbar: cells wear out at R_on, drift away, and flicker") {
    bench b;
    b.ageing.endurance_cycles = 1;
    b.ageing.sigma_endurance = 0;
    real_array worn = b.array(1, 2);
    const write_operation up{0, 0, write_operation::kind::set, 2.5};
    const write_operation down{0, 0, write_operation::kind::reset, 2.5};
    for (int k = 0; k < 400 && worn.faulty_cells()[0] == 0; ++k) worn.pulse(k / 6 % 2 ? down : up);
    CHECK(worn.faulty_cells() == std::vector<unsigned char>{1, 0});
    CHECK(worn.transient().states()[0] == 0);
    worn.pulse(down);
    CHECK(worn.transient().states()[0] == 0);

    bench d;
    d.ageing.drift_nu_off = 0.05;
    d.ageing.drift_nu_on = 0.05;
    d.ageing.drift_t0_s = 1;
    d.around.lines = {0, 0};
    real_array drifting = d.array(1, 1);
    drifting.set_states(std::vector<double>{0.5});
    const double early = drifting.read_row_s(0)[0];
    drifting.wait(1e4 - drifting.time_s());
    CHECK(drifting.read_row_s(0)[0] == Approx(early * std::pow(1e4, -0.05)).epsilon(1e-12));

    bench t;
    t.ageing.telegraph_fraction = 1;
    t.ageing.telegraph_step = 0.2;
    t.around.lines = {0, 0};
    real_array flickering = t.array(1, 1);
    const double high = 1e-6;
    int low = 0;
    for (int k = 0; k < 200; ++k) {
        flickering.wait(10);
        const double g = flickering.read_row_s(0)[0];
        const bool is_low = g < 0.9 * high;
        CHECK(g == Approx(is_low ? 0.8 * high : high).epsilon(1e-9));
        low += is_low;
    }
    CHECK((low > 0 && low < 200));
}

TEST_CASE("crossbar: variation is lognormal and keeps R_off above R_on") {
    device_config nominal = noiseless();
    nominal.stuck_on_fraction = 0.1;
    nominal.stuck_off_fraction = 0.2;
    random_stream draws(4, "test", "population");
    constexpr std::size_t cells = 20'000;
    nominal.variation = {.sigma_rate = 0.2, .sigma_r_on = 0.1, .sigma_r_off = 2};
    const auto drawn = draw_population(cells, nominal, draws);
    double r_on = 0;
    std::size_t on = 0;
    std::size_t off = 0;
    bool ordered = true;
    for (std::size_t c = 0; c < cells; ++c) {
        const cell_factors& f = drawn.factors[c];
        r_on += std::log(f.r_on) * std::log(f.r_on) / cells;
        ordered = ordered && f.r_off * 1e6 > f.r_on * 1e5;
        on += drawn.faults[c] == cell_population::fault::stuck_on;
        off += drawn.faults[c] == cell_population::fault::stuck_off;
        if (drawn.faults[c] != cell_population::fault::none) CHECK(f.rate == 0);
    }
    CHECK(std::sqrt(r_on) == Approx(0.1).epsilon(5 / std::sqrt(2.0 * cells)));
    CHECK(ordered);
    CHECK(std::abs(static_cast<double>(on) / cells - 0.1) < 5 * std::sqrt(0.09 / cells));
    CHECK(std::abs(static_cast<double>(off) / cells - 0.2) < 5 * std::sqrt(0.16 / cells));
    CHECK_THROWS_AS(real_array(
                        1, 1,
                        [] {
                            auto d = noiseless();
                            d.model = device_kind::ideal;
                            return d;
                        }(),
                        {}, write_scheme::half, {}, {}, 1),
                    input_error);
}

TEST_CASE(
    "crossbar: a read opens its own row's transistors, and without transistors there are none") {
    // Low resistances and bad lines: what the other rows carry off shows in the read.
    bench b;
    b.device.vteam.r_on_ohm = 1e3;
    b.device.vteam.r_off_ohm = 1e4;
    b.around = {.lines = {20, 30, 0, 50}};
    const std::vector<double> states{0.1, 0.6, 0.3, 0.9, 0.2, 0.7, 0.4, 0.8, 0.5};
    const vteam law(b.device.vteam);
    const auto expected = [&](std::size_t row, bool closed_rows, double access_ohm) {
        std::vector<double> g;
        for (std::size_t c = 0; c < 9; ++c) {
            const double bare = law.conductance_s(states[c]);
            g.push_back(closed_rows && c / 3 != row ? 0 : bare / (1 + bare * access_ohm));
        }
        array_solver solver(3, 3, b.around.lines);
        solver.set_conductances(g);
        line_drives drives{std::vector<double>(3, 0.0), std::vector<double>(3, 0.0)};
        drives.word_v[row] = b.device.v_read_v;
        auto seen = solver.solve(drives).bit_current_a;
        for (double& i : seen) i /= b.device.v_read_v;
        return seen;
    };
    for (const write_scheme scheme :
         {write_scheme::half, write_scheme::third, write_scheme::gated}) {
        const bool gated = scheme == write_scheme::gated;
        b.scheme = scheme;
        b.around.r_access_ohm = gated ? 700 : 0;
        real_array array = b.array(3, 3);
        array.set_states(states);
        for (const std::size_t row : {2U, 0U, 1U}) {
            const auto seen = array.read_row_s(row);
            const auto right = expected(row, gated, b.around.r_access_ohm);
            const auto wrong = expected(row, !gated, b.around.r_access_ohm);
            CAPTURE(gated, row);
            for (std::size_t j = 0; j < 3; ++j) {
                CHECK(seen[j] == Approx(right[j]).epsilon(1e-9));
                CHECK(std::abs(wrong[j] / right[j] - 1) > 1e-4);
            }
        }
    }
}
