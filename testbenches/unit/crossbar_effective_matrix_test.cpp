#include <catch2/catch.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "crossbar/array/array_effects.hpp"
#include "crossbar/array/array_reading.hpp"
#include "crossbar/array/effective_matrix.hpp"
#include "crossbar/array/solve_array.hpp"

using namespace memglia;

namespace {

driven_array random_array(std::size_t rows, std::size_t columns, std::uint64_t seed) {
    random_stream draws(seed, "test", "effective");
    driven_array array{rows, columns, {}, {}};
    for (std::size_t k = 0; k < rows * columns; ++k) {
        array.conductance_s.push_back(1e-6 + 1e-3 * draws.uniform());
    }
    array.drives.word_v.assign(rows, 0.0);
    array.drives.bit_v.assign(columns, 0.0);
    return array;
}

std::vector<double> random_inputs(std::size_t reads, std::size_t rows, std::uint64_t seed) {
    random_stream draws(seed, "test", "inputs");
    std::vector<double> v(reads * rows);
    for (double& x : v) x = draws.uniform() - 0.5;
    return v;
}

array_config on_wires(double r_ohm) {
    array_config config;
    config.lines = {r_ohm, 2 * r_ohm, 3 * r_ohm, r_ohm};
    return config;
}

// Against one solve per read by the other solver.
void check_batch(driven_array array, array_config config, const std::vector<double>& inputs,
                 double tolerance) {
    const batch_reading batch = read_batch(array, config, inputs);
    config.solver.method = solver_method::direct;
    for (std::size_t n = 0; n < inputs.size() / array.rows; ++n) {
        array.drives.word_v.assign(
            inputs.begin() + static_cast<std::ptrdiff_t>(n * array.rows),
            inputs.begin() + static_cast<std::ptrdiff_t>((n + 1) * array.rows));
        const array_solution one = solve_array(array, config);
        double largest_a = 0;
        for (const double a : one.word_current_a) largest_a = std::max(largest_a, std::abs(a));
        for (std::size_t j = 0; j < array.columns; ++j) {
            INFO("read " << n << ", bit line " << j);
            const double a = batch.bit_current_a[n * array.columns + j];
            if (std::isnan(array.drives.bit_v[j])) {
                CHECK(std::isnan(a));
            } else {
                CHECK(std::abs(a - one.bit_current_a[j]) <= tolerance * largest_a);
            }
        }
    }
}

}  // namespace

TEST_CASE("crossbar: a batch of reads is what single reads by the other solver are") {
    const array_config config = on_wires(5);
    using shape = std::pair<std::size_t, std::size_t>;
    for (const auto& [rows, columns] : {shape{3, 9}, {9, 3}, {1, 1}, {6, 6}}) {
        driven_array array = random_array(rows, columns, 1);
        const auto inputs = random_inputs(12, array.rows, 2);
        CHECK(read_batch(array, config, inputs).by_matrix);
        CHECK(read_batch(array, config, inputs).solves == std::min(array.rows, array.columns));
        check_batch(array, config, inputs, 1e-9);
        array.drives.bit_v[0] = 0.2;
        check_batch(array, config, inputs, 1e-9);
        if (columns > 1) array.drives.bit_v[1] = floating_line;
        check_batch(array, config, inputs, 1e-9);
        array_config direct = config;
        direct.solver.method = solver_method::direct;
        check_batch(array, direct, inputs, 1e-12);
    }
}

TEST_CASE("crossbar: a word line floats in all reads of a batch or in none") {
    const driven_array array = random_array(4, 3, 3);
    auto inputs = random_inputs(8, 4, 4);
    for (std::size_t k = 2; k < inputs.size(); k += 4) inputs[k] = floating_line;
    CHECK(read_batch(array, on_wires(5), inputs).by_matrix);
    check_batch(array, on_wires(5), inputs, 1e-9);
    inputs[9] = floating_line;
    CHECK_THROWS_WITH(read_batch(array, on_wires(5), inputs),
                      Catch::Contains("word line 1") && Catch::Contains("read 3"));
}

TEST_CASE("crossbar: a batch through non-linear cells starts each read from the one before") {
    array_config config = on_wires(20);
    for (const cell_law law : {cell_law::sinh, cell_law::selector}) {
        config.cell.law = law;
        const driven_array array = random_array(5, 4, 5);
        const auto inputs = random_inputs(10, 5, 6);
        CHECK_FALSE(read_batch(array, config, inputs).by_matrix);
        check_batch(array, config, inputs, 1e-8);
        CHECK_THROWS_WITH(find_effective_matrix(array, config), Catch::Contains("proportional"));
    }
}

TEST_CASE("crossbar: the effective matrix on ideal wires is the cells, on real ones less") {
    const driven_array array = random_array(7, 5, 7);
    array_config config = on_wires(0);
    const effective_matrix ideal = find_effective_matrix(array, config);
    config.lines.r_word_ohm = 10;
    const effective_matrix real = find_effective_matrix(array, config);
    double sum_s = 0;
    for (std::size_t k = 0; k < array.conductance_s.size(); ++k) {
        CHECK(ideal.conductance_s[k] == Approx(array.conductance_s[k]).epsilon(1e-12));
        CHECK(real.conductance_s[k] < array.conductance_s[k]);
        sum_s += real.conductance_s[k];
    }
    CHECK(sum_s > 0);
}

TEST_CASE("crossbar: a linearised array answers small changes of its operating point") {
    array_config config = on_wires(50);
    config.cell.law = cell_law::sinh;
    driven_array array = random_array(4, 4, 8);
    array.drives.word_v = {0.4, -0.3, 0.2, 0.5};
    driven_array small = array;
    small.conductance_s = small_signal_conductances(array, config);
    array_config linear = config;
    linear.cell.law = cell_law::linear;
    const effective_matrix m = find_effective_matrix(small, linear);
    constexpr double step_v = 1e-4;
    for (std::size_t i = 0; i < 4; ++i) {
        driven_array up = array;
        driven_array down = array;
        up.drives.word_v[i] += step_v;
        down.drives.word_v[i] -= step_v;
        const auto a = solve_array(up, config).bit_current_a;
        const auto b = solve_array(down, config).bit_current_a;
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(m.conductance_s[i * 4 + j] ==
                  Approx((a[j] - b[j]) / (2 * step_v)).epsilon(1e-5).margin(1e-9));
        }
    }
}

TEST_CASE("crossbar: what a reading measures follows from one cell") {
    // 1 kohm behind 10 + 10 ohm of word line and 20 + 0 ohm of bit line.
    array_config config;
    config.lines = {10, 20, 10, 0};
    const array_reading r = read_array({1, 1, {1e-3}, {{1.0}, {0.0}}}, config);
    CHECK(r.actual.bit_current_a[0] == Approx(1.0 / 1040));
    CHECK(r.worst_drop_v == Approx(40.0 / 1040));
    CHECK(r.mean_drop_v == Approx(40.0 / 1040));
    CHECK(r.largest_cell_v == 1);
    CHECK(r.worst_output_error == Approx(40.0 / 1040));
    CHECK(r.rms_output_error == Approx(40.0 / 1040));
    CHECK(r.power_w == Approx(1.0 / 1040));
    const output_error wires = measure_effect(r, non_ideality::wires);
    CHECK(wires.mean == Approx(-40.0 / 1040));
    CHECK(wires.rms == Approx(40.0 / 1040));
    CHECK(wires.trials == 1);
}

TEST_CASE("crossbar: each non-ideality has the size that its parameters say") {
    // One word line and many bit lines on ideal wires: an output is a cell.
    constexpr std::size_t cells = 2000;
    driven_array array{1, cells, {}, {{1.0}, std::vector<double>(cells, 0.0)}};
    for (std::size_t k = 0; k < cells; ++k) array.conductance_s.push_back(k % 2 == 0 ? 1e-5 : 5e-6);
    array_config config;
    config.lines = {0, 0, 0, 0};
    config.effects = {.sigma_program = 0.1,
                      .sigma_read = 0.02,
                      .stuck_on_fraction = 0.25,
                      .stuck_off_fraction = 0,
                      .levels = 2,
                      .telegraph_fraction = 1,
                      .telegraph_depth = 0.2,
                      .trials = 10};
    const array_reading r = read_array(array, config);
    // Of the largest output, 1e-5 A; the range is 5e-6 S.
    CHECK(measure_effect(r, non_ideality::programming).rms == Approx(0.05).epsilon(0.03));
    CHECK(measure_effect(r, non_ideality::read_noise).rms ==
          Approx(0.02 * std::sqrt((1 + 0.25) / 2)).epsilon(0.03));
    CHECK(measure_effect(r, non_ideality::telegraph_noise).mean ==
          Approx(-0.2 * 0.5 * 0.75).epsilon(0.03));
    CHECK(measure_effect(r, non_ideality::stuck_cells).mean ==
          Approx(0.25 * 0.5 * 0.5).epsilon(0.05));
    CHECK(measure_effect(r, non_ideality::levels).worst == Approx(0).margin(1e-12));
    CHECK(measure_effect(r, non_ideality::wires).worst == Approx(0).margin(1e-12));
    CHECK(measure_effect(r, non_ideality::all).trials == 10);
}
