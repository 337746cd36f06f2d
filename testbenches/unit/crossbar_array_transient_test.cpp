#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "crossbar/device/transient.hpp"
#include "crossbar/programming/array_transient.hpp"
#include "crossbar/programming/pulse_schedule.hpp"

using namespace memglia;

namespace {

// The low_threshold preset: thresholds that a V/2 write of 0.7 V respects.
vteam_config low_device(window_kind window = window_kind::biolek) {
    vteam_config c;
    c.law = resistance_law::linear_resistance;
    c.window = window;
    c.k_on_m_per_s = -0.2;
    c.k_off_m_per_s = 0.2;
    c.alpha_on = 1;
    c.alpha_off = 1;
    c.v_on_v = -0.27;
    c.v_off_v = 0.37;
    c.r_on_ohm = 100;
    c.r_off_ohm = 1e4;
    c.depth_m = 1e-8;
    return c;
}

std::vector<double> random_states(std::size_t cells, std::uint64_t seed) {
    random_stream draws(seed, "test/transient", "states");
    std::vector<double> x(cells);
    for (double& one : x) one = 0.05 + 0.9 * draws.uniform();
    return x;
}

write_operation reset(std::size_t row, std::size_t column, double v) {
    return {row, column, write_operation::kind::reset, v};
}

write_operation set(std::size_t row, std::size_t column, double v) {
    return {row, column, write_operation::kind::set, v};
}

double largest_difference(std::span<const double> a, std::span<const double> b) {
    double most = 0;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

// The same pulse by the classical Runge-Kutta method with small fixed steps and a fresh nodal
// solution at every stage; books the energy that drivers deliver and that resistances take.
struct brute_force {
    std::vector<double> x;
    double driven_j = 0;
    double cells_j = 0;
    double wires_j = 0;

    struct rates {
        std::vector<double> velocity;
        double driven_w = 0;
        double cells_w = 0;
        double wires_w = 0;
    };

    static rates at(const vteam& law, std::size_t rows, std::size_t columns,
                    const line_resistances& lines, const line_drives& top, double level,
                    const std::vector<double>& x) {
        rates r;
        r.velocity.assign(x.size(), 0);
        if (level == 0) return r;
        line_drives drives = top;
        for (double& v : drives.word_v) v *= level;
        for (double& v : drives.bit_v) v *= level;
        std::vector<double> g(x.size());
        for (std::size_t c = 0; c < x.size(); ++c) {
            g[c] = law.conductance_s(std::clamp(x[c], 0.0, 1.0));
        }
        array_solver solver(rows, columns, lines);
        solver.set_conductances(g);
        const array_solution s = solver.solve(drives);
        for (std::size_t c = 0; c < x.size(); ++c) {
            const double v = s.word_v[c] - s.bit_v[c];
            r.velocity[c] = law.velocity_per_s(std::clamp(x[c], 0.0, 1.0), v);
            r.cells_w += v * v * g[c];
        }
        const auto square = [](double v, double ohm) { return v * v / ohm; };
        for (std::size_t i = 0; i < rows; ++i) {
            r.driven_w += drives.word_v[i] * s.word_current_a[i];
            r.wires_w += square(drives.word_v[i] - s.word_v[i * columns],
                                lines.r_word_ohm + lines.r_word_driver_ohm);
            for (std::size_t j = 0; j + 1 < columns; ++j) {
                r.wires_w += square(s.word_v[i * columns + j] - s.word_v[i * columns + j + 1],
                                    lines.r_word_ohm);
            }
        }
        for (std::size_t j = 0; j < columns; ++j) {
            r.driven_w -= drives.bit_v[j] * s.bit_current_a[j];
            r.wires_w += square(drives.bit_v[j] - s.bit_v[(rows - 1) * columns + j],
                                lines.r_bit_ohm + lines.r_bit_driver_ohm);
            for (std::size_t i = 0; i + 1 < rows; ++i) {
                r.wires_w += square(s.bit_v[i * columns + j] - s.bit_v[(i + 1) * columns + j],
                                    lines.r_bit_ohm);
            }
        }
        return r;
    }

    void ramp(const vteam& law, std::size_t rows, std::size_t columns,
              const line_resistances& lines, const line_drives& top, double from, double to,
              double duration_s, int steps) {
        const double dt = duration_s / steps;
        for (int k = 0; k < steps; ++k) {
            const auto level = [&](double s) { return from + (to - from) * (k + s) / steps; };
            const auto ahead = [&](const rates& r, double s) {
                std::vector<double> y = x;
                for (std::size_t c = 0; c < y.size(); ++c) y[c] += s * dt * r.velocity[c];
                return y;
            };
            const auto rate = [&](double s, const std::vector<double>& y) {
                return at(law, rows, columns, lines, top, level(s), y);
            };
            const rates a = rate(0, x);
            const rates b = rate(0.5, ahead(a, 0.5));
            const rates c = rate(0.5, ahead(b, 0.5));
            const rates d = rate(1, ahead(c, 1));
            const auto mean = [dt](double p, double q, double r, double s) {
                return dt * (p + 2 * q + 2 * r + s) / 6;
            };
            for (std::size_t m = 0; m < x.size(); ++m) {
                x[m] += mean(a.velocity[m], b.velocity[m], c.velocity[m], d.velocity[m]);
            }
            driven_j += mean(a.driven_w, b.driven_w, c.driven_w, d.driven_w);
            cells_j += mean(a.cells_w, b.cells_w, c.cells_w, d.cells_w);
            wires_j += mean(a.wires_w, b.wires_w, c.wires_w, d.wires_w);
        }
    }
};

}  // namespace

TEST_CASE("crossbar: a write spends in cells and wires what its drivers deliver") {
    const vteam law(low_device());
    const line_resistances lines{2, 3, 5, 7};
    const auto x0 = random_states(12, 1);
    const pulse_shape pulse;
    for (const std::size_t ports : {0U, 64U}) {
        for (const double v : {0.7, 0.9}) {  // without and with disturbed neighbours
            const auto op = reset(1, 2, v);
            array_transient array(3, 4, cell_laws(12, law), {.lines = lines}, {.max_ports = ports});
            array.set_states(x0);
            const write_outcome done = write(array, op, write_scheme::half, pulse);

            brute_force check{.x = x0};
            const line_drives top = drives_of(op, write_scheme::half, 3, 4);
            check.ramp(law, 3, 4, lines, top, 0, 1, pulse.t_edge_s, 400);
            check.ramp(law, 3, 4, lines, top, 1, 1, pulse.t_width_s, 200);
            check.ramp(law, 3, 4, lines, top, 1, 0, pulse.t_edge_s, 400);
            CAPTURE(ports, v);
            CHECK(largest_difference(array.states(), check.x) < 1e-5);
            CHECK(done.energy_j == Approx(check.driven_j).epsilon(1e-5));
            CHECK(done.energy_j == Approx(check.cells_j + check.wires_j).epsilon(1e-5));
            CHECK(done.selected_change > 0.1);
            CHECK((done.half_selected_change > 0) == (v > 0.74));
        }
    }
}

TEST_CASE("crossbar: cells below threshold are exactly unchanged") {
    const auto x0 = random_states(64, 2);
    array_transient array(8, 8, cell_laws(64, vteam(low_device())), {.lines = {2, 2}});
    array.set_states(x0);
    write(array, reset(3, 4, 0.7), write_scheme::half, {});
    write(array, set(5, 4, 0.5), write_scheme::half, {});
    for (std::size_t c = 0; c < 64; ++c) {
        if (c == 28 || c == 44) {
            CHECK(array.states()[c] != x0[c]);
        } else {
            CHECK(array.states()[c] == x0[c]);
        }
    }
    // Nothing moves: the energy is that of a resistor network, exactly quadratic on the edges.
    array.set_states(x0);
    const line_drives top = drives_of(reset(0, 0, 0.3), write_scheme::half, 8, 8);
    const line_drives rest{std::vector<double>(8, 0.0), std::vector<double>(8, 0.0)};
    const double edge_j = array.ramp(rest, top, 1e-9);
    const double flat_j = array.ramp(top, top, 1e-9);
    CHECK(edge_j == Approx(flat_j / 3).epsilon(1e-10));
    CHECK(array.ramp(rest, rest, 1) == 0);
    CHECK(largest_difference(array.states(), x0) == 0);
}

TEST_CASE("crossbar: V/3 disturbs less than V/2, and a closed row not at all") {
    // Half is above a threshold, a third below both.
    const auto x0 = random_states(64, 3);
    const auto disturb = [&x0](write_scheme scheme, const write_operation& op) {
        array_transient array(8, 8, cell_laws(64, vteam(low_device())),
                              {.lines = {0.1, 0.1}, .r_access_ohm = 50});
        array.set_states(x0);
        const write_outcome done = write(array, op, scheme, {});
        CHECK(std::abs(done.selected_change) > 0.05);
        return std::max(done.half_selected_change, done.unselected_change);
    };
    for (const auto& op : {reset(2, 6, 0.79), set(6, 1, 0.7)}) {
        const double half = disturb(write_scheme::half, op);
        CHECK(half > 0.01);
        CHECK(disturb(write_scheme::third, op) < half / 10);
        CHECK(disturb(write_scheme::gated, op) == 0);
    }
}

TEST_CASE("crossbar: without wires every cell is a device of its own") {
    for (const window_kind window :
         {window_kind::rectangular, window_kind::biolek, window_kind::team}) {
        for (const auto& op : {reset(1, 1, 0.9), set(1, 0, 0.8)}) {
            const vteam law(low_device(window));
            const auto x0 = random_states(6, 4);
            array_transient array(2, 3, cell_laws(6, law), {.lines = {0, 0}});
            array.set_states(x0);
            // No edges: the device's own pulse at constant voltage is the answer.
            const pulse_shape pulse{.t_edge_s = 0, .t_width_s = 60e-9, .t_gap_s = 0};
            const double energy_j = write(array, op, write_scheme::half, pulse).energy_j;
            const line_drives top = drives_of(op, write_scheme::half, 2, 3);
            double expected_j = 0;
            for (std::size_t c = 0; c < 6; ++c) {
                const double v = top.word_v[c / 3] - top.bit_v[c % 3];
                const auto alone = law.pulse(x0[c], v, pulse.t_width_s);
                CAPTURE(word_of(window), c, v);
                CHECK(array.states()[c] == Approx(alone.x).margin(3e-6));
                expected_j += alone.energy_j;
            }
            CHECK(energy_j == Approx(expected_j).epsilon(2e-5));
        }
    }
    // A rectangular window is left at its very end.
    array_transient array(1, 1, cell_laws(1, vteam(low_device(window_kind::rectangular))),
                          {.lines = {1, 1}});
    array.set_states(std::vector<double>{0.3});
    write(array, reset(0, 0, 0.7), write_scheme::half, {.t_width_s = 500e-9});
    CHECK(array.states()[0] == 1);
    write(array, set(0, 0, 0.7), write_scheme::half, {.t_width_s = 500e-9});
    CHECK(array.states()[0] == 0);
}

TEST_CASE("crossbar: ports answer as the whole array does") {
    const auto x0 = random_states(100, 5);
    std::vector<std::vector<double>> finals;
    std::vector<double> energies;
    std::vector<std::size_t> solves;
    for (const std::size_t ports : {0U, 64U}) {
        array_transient array(10, 10, cell_laws(100, vteam(low_device())), {.lines = {1, 2}},
                              {.state_tolerance = 1e-7, .max_ports = ports});
        array.set_states(x0);
        double energy_j = 0;
        for (const auto& op : {reset(0, 9, 0.85), set(9, 0, 0.6), reset(4, 4, 0.7)}) {
            energy_j += write(array, op, write_scheme::half, {}).energy_j;
        }
        // Straight from one write's drives to another's.
        const line_drives first = drives_of(reset(1, 1, 0.8), write_scheme::half, 10, 10);
        const line_drives second = drives_of(set(2, 2, 0.6), write_scheme::half, 10, 10);
        energy_j += array.ramp(first, second, 5e-9);
        energy_j += array.ramp(second, second, 5e-9);
        finals.emplace_back(array.states().begin(), array.states().end());
        energies.push_back(energy_j);
        solves.push_back(array.work().solves);
    }
    CHECK(largest_difference(finals[0], finals[1]) < 2e-5);
    CHECK(energies[0] == Approx(energies[1]).epsilon(1e-5));
    CHECK(solves[1] * 5 < solves[0]);
}

TEST_CASE("crossbar: a selector keeps half-selected cells from moving") {
    const auto x0 = random_states(9, 6);
    const auto disturb = [&x0](cell_law law) {
        cell_iv_config iv;
        iv.law = law;
        iv.selector_current_a = 1e-6;
        iv.selector_voltage_v = 0.02;
        array_transient array(3, 3, cell_laws(9, vteam(low_device())), {.lines = {1, 1}, .iv = iv});
        array.set_states(x0);
        const write_outcome done = write(array, reset(1, 1, 1.0), write_scheme::half, {});
        CHECK(done.selected_change > 0.05);
        CHECK(done.energy_j > 0);
        return done.half_selected_change;
    };
    CHECK(disturb(cell_law::linear) > 0.01);
    CHECK(disturb(cell_law::selector) < disturb(cell_law::linear) / 5);
}

TEST_CASE("crossbar: impossible writes are refused") {
    CHECK_THROWS_AS(drives_of(reset(3, 0, 1), write_scheme::half, 3, 3), input_error);
    CHECK_THROWS_AS(drives_of(reset(0, 3, 1), write_scheme::half, 3, 3), input_error);
    CHECK_THROWS_AS(drives_of(set(0, 0, -1), write_scheme::half, 3, 3), input_error);
    CHECK_THROWS_AS(drives_of(set(0, 0, std::nan("")), write_scheme::half, 3, 3), input_error);
    cell_iv_config iv;
    iv.law = cell_law::sinh;
    CHECK_THROWS_AS(
        array_transient(1, 1, cell_laws(1, vteam(low_device())), {.iv = iv, .r_access_ohm = 1}),
        input_error);
    // The lines of V/3 leave every other cell a third, whichever way the write goes.
    for (const auto& op : {reset(0, 1, 0.9), set(0, 1, 0.9)}) {
        const line_drives d = drives_of(op, write_scheme::third, 2, 2);
        const double sign = op.what == write_operation::kind::reset ? 1 : -1;
        CHECK(d.word_v[0] - d.bit_v[1] == Approx(0.9 * sign));
        CHECK(d.word_v[0] - d.bit_v[0] == Approx(0.3 * sign));
        CHECK(d.word_v[1] - d.bit_v[1] == Approx(0.3 * sign));
        CHECK(d.word_v[1] - d.bit_v[0] == Approx(-0.3 * sign));
    }
}

TEST_CASE("crossbar: a state comes back from wherever a window that sticks led it") {
    // SET until x is 1e-18, RESET: what comes back depends on how far it had gone. The numbers are
    // those of the device's transient alone and of the closed form.
    vteam_config c = low_device(window_kind::joglekar);
    c.window_p = 1;
    c.k_on_m_per_s = -0.263;
    c.k_off_m_per_s = 0.04616;
    c.alpha_on = 2;
    c.alpha_off = 3;
    c.v_on_v = -0.2463;
    c.v_off_v = 0.2513;
    c.r_on_ohm = 756.69;
    c.r_off_ohm = 90607;
    for (const std::size_t ports : {0U, 64U}) {
        array_transient array(1, 1, cell_laws(1, vteam(c)), {.lines = {0, 0}},
                              {.max_ports = ports});
        for (const auto& [set_v, state] : {std::pair{1.1149, 0.0016617875}, {1.0, 0.970}}) {
            array.set_states(std::vector<double>{0.5});
            double energy_j = write(array, set(0, 0, set_v), write_scheme::half, {}).energy_j;
            CHECK(array.states()[0] < 1e-10);
            energy_j += write(array, reset(0, 0, 1.2337), write_scheme::half, {}).energy_j;
            CHECK(array.states()[0] == Approx(state).epsilon(1e-3));
            if (set_v > 1.1) CHECK(energy_j == Approx(1.0559989e-10).epsilon(1e-5));
        }
    }
    // Either way, through R_off too, against the device's own transient.
    for (const window_kind window : {window_kind::joglekar, window_kind::prodromakis}) {
        for (const double p : {1.0, 2.0}) {
            c.window = window;
            c.window_p = p;
            const std::vector<double> volts{0.9, -0.75, 1, -1, 0.95};
            array_transient array(1, 1, cell_laws(1, vteam(c)), {.lines = {0, 0}});
            array.set_states(std::vector<double>{0.3});
            double energy_j = 0;
            for (const double v : volts) {
                const auto op = v > 0 ? reset(0, 0, v) : set(0, 0, -v);
                energy_j += write(array, op, write_scheme::half, {}).energy_j;
            }
            const waveform wave = waveform::pulses(volts, 0, 30e-9, 9e-9, 1e-9);
            const std::vector<double> end{wave.duration_s()};
            transient_setup setup;
            setup.device = c;
            setup.initial_state = 0.3;
            const auto alone = run_transient(setup, wave, end).back();
            CAPTURE(word_of(window), p, alone.state);
            CHECK(array.states()[0] ==
                  Approx(alone.state).margin(1e-3 * alone.state * (1 - alone.state) + 1e-300));
            CHECK(energy_j == Approx(alone.source_energy_j).epsilon(1e-5));
        }
    }
}
