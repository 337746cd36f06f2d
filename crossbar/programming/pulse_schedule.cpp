#include "crossbar/programming/pulse_schedule.hpp"

#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "crossbar/array/idle_lines.hpp"

namespace memglia {

line_drives drives_of(const write_operation& operation, write_scheme scheme, std::size_t rows,
                      std::size_t columns) {
    const auto require_inside = [](const char* what, std::size_t found, std::size_t count) {
        if (found < count) return;
        throw input_error({.path = what,
                           .found = "found " + std::to_string(found),
                           .expected = "0 to " + std::to_string(count - 1) + ", inside the array"});
    };
    require_inside("row", operation.row, rows);
    require_inside("column", operation.column, columns);
    const double v = operation.voltage_v;
    if (!(v > 0) || !std::isfinite(v)) {
        throw input_error({.path = "voltage_v",
                           .found = "found " + number_text(v) + " V",
                           .expected = "a voltage above 0; SET and RESET give it its direction"});
    }
    const bool reset = operation.what == write_operation::kind::reset;
    double word_v = 0;  // of the lines that are not selected
    double bit_v = 0;
    // A SET is a RESET in which word and bit lines have changed places.
    const auto hold = [&](const idle_lines& idle) {
        word_v = reset ? idle.word_v : idle.bit_v;
        bit_v = reset ? idle.bit_v : idle.word_v;
    };
    switch (scheme) {
        case write_scheme::half:
            hold(half_select(v));
            break;
        case write_scheme::third:
            hold(third_select(v));
            break;
        case write_scheme::gated:
            word_v = 0;
            bit_v = reset ? v : 0;
            break;
    }
    line_drives drives{std::vector<double>(rows, word_v), std::vector<double>(columns, bit_v)};
    drives.word_v[operation.row] = reset ? v : 0;
    drives.bit_v[operation.column] = reset ? 0 : v;
    return drives;
}

write_outcome write(array_transient& array, const write_operation& operation, write_scheme scheme,
                    const pulse_shape& pulse) {
    const std::size_t columns = array.columns();
    const line_drives top = drives_of(operation, scheme, array.rows(), columns);
    const line_drives rest{std::vector<double>(array.rows(), 0.0),
                           std::vector<double>(columns, 0.0)};
    const std::vector<double> before(array.states().begin(), array.states().end());
    if (scheme == write_scheme::gated) {
        array.gate(operation.row);
    } else {
        array.gate(std::nullopt);
    }
    write_outcome outcome;
    outcome.energy_j += array.ramp(rest, top, pulse.t_edge_s);
    outcome.energy_j += array.ramp(top, top, pulse.t_width_s);
    outcome.energy_j += array.ramp(top, rest, pulse.t_edge_s);

    const std::size_t selected = operation.row * columns + operation.column;
    outcome.most_disturbed = selected;
    outcome.selected_change = array.states()[selected] - before[selected];
    double largest = 0;
    for (std::size_t c = 0; c < before.size(); ++c) {
        if (c == selected) continue;
        const double change = std::abs(array.states()[c] - before[c]);
        const bool half = c / columns == operation.row || c % columns == operation.column;
        double& kind = half ? outcome.half_selected_change : outcome.unselected_change;
        kind = std::max(kind, change);
        if (change > largest) {
            largest = change;
            outcome.most_disturbed = c;
        }
    }
    return outcome;
}

}  // namespace memglia
