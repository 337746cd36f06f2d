#include "tools/array/array_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "tools/array/solve_array.hpp"
#include "tools/config/dump.hpp"
#include "tools/report/text.hpp"

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

matrix currents(const std::vector<double>& current_a, const std::vector<double>& drive_v) {
    matrix table{1, current_a.size(), current_a};
    for (std::size_t n = 0; n < current_a.size(); ++n) {
        if (std::isnan(drive_v[n])) table.values[n] = std::numeric_limits<double>::quiet_NaN();
    }
    return table;
}

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

}  // namespace

array_reading read_array(const array_inputs& inputs, const array_config& config) {
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

matrix reading_table(const array_reading& r, std::string_view name) {
    const auto nodes = [&r](const std::vector<double>& v) {
        return matrix{r.inputs.rows, r.inputs.columns, v};
    };
    if (name == "I_out") return currents(r.actual.bit_current_a, r.inputs.drives.bit_v);
    if (name == "I_in") return currents(r.actual.word_current_a, r.inputs.drives.word_v);
    if (name == "I_ideal") return currents(r.ideal.bit_current_a, r.inputs.drives.bit_v);
    if (name == "V_word") return nodes(r.actual.word_v);
    if (name == "V_bit") return nodes(r.actual.bit_v);
    if (name == "V_cell") return nodes(r.cell_v);
    throw internal_error(fmt::format("no table '{}' of an array", name));
}

nlohmann::ordered_json reading_summary(const array_reading& r) {
    nlohmann::ordered_json json;
    json["schema"] = 1;
    json["rows"] = r.inputs.rows;
    json["columns"] = r.inputs.columns;
    json["method"] = r.config.solver.method;
    json["iterations"] = r.actual.iterations;
    json["newton_steps"] = r.actual.newton_steps;
    json["residual"] = r.actual.residual;
    json["worst_ir_drop_v"] = r.worst_drop_v;
    json["worst_ir_drop_word_line"] = r.worst_cell / r.inputs.columns;
    json["worst_ir_drop_bit_line"] = r.worst_cell % r.inputs.columns;
    json["mean_ir_drop_v"] = r.mean_drop_v;
    json["largest_ideal_cell_v"] = r.largest_cell_v;
    json["largest_ideal_output_a"] = r.largest_output_a;
    json["worst_output_error"] = r.worst_output_error;
    json["worst_output_bit_line"] = r.worst_output;
    json["rms_output_error_of_largest"] = r.rms_output_error;
    json["power_w"] = r.power_w;
    json["configuration"] = dump(r.config);
    return json;
}

std::string reading_text(const array_reading& r) {
    std::string text = fmt::format("{:<12}{} x {}, {} cells\n", "array", r.inputs.rows,
                                   r.inputs.columns, r.config.cell.law);
    text += fmt::format("{:<12}{}, {} iterations, {} Newton steps, residual {:.2g}\n", "solver",
                        r.config.solver.method, r.actual.iterations, r.actual.newton_steps,
                        r.actual.residual);
    text += fmt::format(
        "{:<12}worst {} ({:.3g} %) at word line {}, bit line {}; mean {} ({:.3g} %)\n", "IR drop",
        format_quantity(r.worst_drop_v, "V"), 100 * share(r.worst_drop_v, r.largest_cell_v),
        r.worst_cell / r.inputs.columns, r.worst_cell % r.inputs.columns,
        format_quantity(r.mean_drop_v, "V"), 100 * share(r.mean_drop_v, r.largest_cell_v));
    text += fmt::format(
        "{:<12}largest {} on ideal wires; off by {:.3g} % at worst (bit line {}), {:.3g} % of the "
        "largest rms\n",
        "outputs", format_quantity(r.largest_output_a, "A"), 100 * r.worst_output_error,
        r.worst_output, 100 * r.rms_output_error);
    text += fmt::format("{:<12}{}\n", "power", format_quantity(r.power_w, "W"));
    return text;
}

}  // namespace memglia
