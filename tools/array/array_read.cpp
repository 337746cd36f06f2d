#include "tools/array/array_read.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/config/dump.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

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
    json["method"] = word_of(r.config.solver.method);
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
                                   r.inputs.columns, word_of(r.config.cell.law));
    text += fmt::format("{:<12}{}, {} iterations, {} Newton steps, residual {:.2g}\n", "solver",
                        word_of(r.config.solver.method), r.actual.iterations, r.actual.newton_steps,
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
