#include "crossbar/array/array_reading.hpp"

#include <algorithm>
#include <cmath>

#include "crossbar/array/solve_array.hpp"

namespace memglia {

namespace {

std::vector<double> cell_voltages(const array_solution& s) {
    std::vector<double> v(s.word_v.size());
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = s.word_v[k] - s.bit_v[k];
    return v;
}

void measure_drops(array_reading& r) {
    const std::vector<double> ideal_v = cell_voltages(r.ideal);
    r.cell_v = cell_voltages(r.actual);
    double sum_v = 0;
    r.worst_drop_v = -INFINITY;
    for (std::size_t k = 0; k < ideal_v.size(); ++k) {
        const double lost_v = std::abs(ideal_v[k]) - std::abs(r.cell_v[k]);
        r.lost_v.push_back(lost_v);
        r.largest_cell_v = std::max(r.largest_cell_v, std::abs(ideal_v[k]));
        sum_v += lost_v;
        if (lost_v > r.worst_drop_v) {
            r.worst_drop_v = lost_v;
            r.worst_cell = k;
        }
    }
    r.mean_drop_v = sum_v / static_cast<double>(ideal_v.size());
}

void measure_outputs(array_reading& r) {
    double squares = 0;
    std::size_t outputs = 0;
    for (std::size_t j = 0; j < r.inputs.columns; ++j) {
        if (std::isnan(r.inputs.drives.bit_v[j])) continue;
        const double ideal_a = r.ideal.bit_current_a[j];
        const double error_a = r.actual.bit_current_a[j] - ideal_a;
        r.largest_output_a = std::max(r.largest_output_a, std::abs(ideal_a));
        squares += error_a * error_a;
        ++outputs;
        const double own = ideal_a != 0 ? std::abs(error_a / ideal_a) : 0;
        if (own > r.worst_output_error) {
            r.worst_output_error = own;
            r.worst_output = j;
        }
    }
    if (r.largest_output_a > 0) {
        r.rms_output_error = std::sqrt(squares / static_cast<double>(outputs)) / r.largest_output_a;
    }
}

double power_of(const array_reading& r) {
    double power_w = 0;
    for (std::size_t i = 0; i < r.inputs.rows; ++i) {
        if (std::isnan(r.inputs.drives.word_v[i])) continue;
        power_w += r.inputs.drives.word_v[i] * r.actual.word_current_a[i];
    }
    for (std::size_t j = 0; j < r.inputs.columns; ++j) {
        if (std::isnan(r.inputs.drives.bit_v[j])) continue;
        power_w -= r.inputs.drives.bit_v[j] * r.actual.bit_current_a[j];
    }
    return power_w;
}

}  // namespace

array_reading read_array(const driven_array& inputs, const array_config& config) {
    array_reading r;
    r.inputs = inputs;
    r.config = config;
    r.actual = solve_array(inputs, config);
    r.ideal = solve_array(inputs, config, {0, 0, 0, 0}, inputs.conductance_s);
    measure_drops(r);
    measure_outputs(r);
    r.power_w = power_of(r);
    return r;
}

device_suitability suits_device(const array_reading& reading, const vteam_config& device) {
    constexpr double rounding = 1e-9;
    const cell_iv iv(reading.config.cell);
    device_suitability result;
    for (std::size_t k = 0; k < reading.cell_v.size(); ++k) {
        const double g_s = reading.inputs.conductance_s[k];
        if (g_s == 0) continue;
        const double v = iv.at(g_s, reading.cell_v[k]).memristor_v;
        if (v > device.v_off_v || v < device.v_on_v) ++result.moved;
        if (g_s * device.r_on_ohm > 1 + rounding || g_s * device.r_off_ohm < 1 - rounding) {
            ++result.out_of_range;
        }
    }
    return result;
}

}  // namespace memglia
