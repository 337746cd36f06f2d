#include "tools/array/array_inputs.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

namespace {

struct placed_table {
    std::string file;
    std::vector<std::size_t> row_lines;
    matrix table;

    explicit placed_table(const std::filesystem::path& path) : file(path.string()) {
        table = read_matrix(path, row_lines);
    }

    input_error bad_value(std::size_t k, const char* unit, const std::string& expected) const {
        const std::size_t row = k / table.columns;
        return input_error(
            {.file = file,
             .line = row_lines.empty() ? 0 : row_lines[row],
             .found = fmt::format("found {} {} in row {}, column {} of the table", table.values[k],
                                  unit, row + 1, k % table.columns + 1),
             .expected = expected});
    }
};

// Cells of this table: `has` says what it may hold, `conductance_s` what that conducts.
template <class Has, class Conductance>
void take_cells(const std::filesystem::path& file, driven_array& inputs, const char* unit,
                const std::string& expected, const Has& has, const Conductance& conductance_s) {
    const placed_table cells(file);
    for (std::size_t k = 0; k < cells.table.values.size(); ++k) {
        const double value = cells.table.values[k];
        if (!has(value)) throw cells.bad_value(k, unit, expected);
        inputs.conductance_s.push_back(conductance_s(value));
    }
    inputs.rows = cells.table.rows;
    inputs.columns = cells.table.columns;
}

void take_resistances(const std::filesystem::path& file, driven_array& inputs) {
    // A subnormal resistance has no finite conductance.
    take_cells(
        file, inputs, "ohm", "a resistance above 0, inf for an open cell",
        [](double r_ohm) { return r_ohm > 0 && std::isfinite(1 / r_ohm); },
        [](double r_ohm) { return 1 / r_ohm; });
}

void take_conductances(const std::filesystem::path& file, driven_array& inputs) {
    take_cells(
        file, inputs, "S", "a finite conductance, 0 for an open cell",
        [](double g_s) { return g_s >= 0 && !std::isinf(g_s); }, [](double g_s) { return g_s; });
}

void take_states(const std::filesystem::path& file, const device_config& device,
                 driven_array& inputs) {
    const device_model model(device);
    take_cells(
        file, inputs, "as a state", "a state from 0 (R_on) to 1 (R_off)",
        [](double state) { return state >= 0 && state <= 1; },
        [&](double state) { return model.conductance_s(state); });
}

void take_levels(const std::filesystem::path& file, const device_config& device,
                 driven_array& inputs) {
    const device_model model(device);
    take_cells(
        file, inputs, "as a level",
        fmt::format("an integer from 0 (R_off) to {} (R_on)", device.codes - 1),
        [&](double level) {
            return level >= 0 && level < device.codes && level == std::floor(level);
        },
        [&](double level) { return model.g_off_s() + level * model.g_step_s(); });
}

void draw_cells(const array_sample_config& sample, driven_array& inputs) {
    inputs.rows = sample.rows;
    inputs.columns = sample.columns;
    random_stream draws(sample.seed, "array", "cells");
    const double ratio = sample.r_off_ohm / sample.r_on_ohm;
    for (std::size_t k = 0; k < inputs.rows * inputs.columns; ++k) {
        const double share = draws.uniform();
        inputs.conductance_s.push_back(pow_exact_bits(ratio, share) / sample.r_off_ohm);
    }
}

std::vector<double> take_voltages(const std::filesystem::path& file, std::size_t lines,
                                  const char* kind) {
    const placed_table v(file);
    const bool is_line = v.table.rows == 1 || v.table.columns == 1;
    if (!is_line || v.table.values.size() != lines) {
        throw input_error(
            {.file = v.file,
             .found = fmt::format("found {} x {} voltages", v.table.rows, v.table.columns),
             .expected = fmt::format("{} in one row or one column, one per {} line", lines, kind)});
    }
    for (std::size_t k = 0; k < lines; ++k) {
        if (!std::isinf(v.table.values[k])) continue;
        throw v.bad_value(k, "V", "a finite voltage, nan for a floating line");
    }
    return v.table.values;
}

}  // namespace

driven_array read_array_inputs(const array_files& files, const array_sample_config& sample,
                               const std::optional<device_config>& device) {
    driven_array inputs;
    if ((files.states || files.levels) && !device) {
        throw internal_error("states without a device");
    }
    if (files.resistance) {
        take_resistances(*files.resistance, inputs);
    } else if (files.conductance) {
        take_conductances(*files.conductance, inputs);
    } else if (files.states) {
        take_states(*files.states, *device, inputs);
    } else if (files.levels) {
        take_levels(*files.levels, *device, inputs);
    } else {
        draw_cells(sample, inputs);
    }
    inputs.drives.word_v = files.word ? take_voltages(*files.word, inputs.rows, "word")
                                      : std::vector<double>(inputs.rows, sample.v_word_v);
    inputs.drives.bit_v = files.bit ? take_voltages(*files.bit, inputs.columns, "bit")
                                    : std::vector<double>(inputs.columns, 0.0);
    return inputs;
}

matrix read_batch_inputs(const std::filesystem::path& file, std::size_t rows) {
    placed_table v(file);
    if (v.table.columns != rows) {
        throw input_error(
            {.file = v.file,
             .found = fmt::format("found {} voltages in a row", v.table.columns),
             .expected = fmt::format("a read in each row: {} voltages, one per word line", rows)});
    }
    for (std::size_t k = 0; k < v.table.values.size(); ++k) {
        if (std::isinf(v.table.values[k])) {
            throw v.bad_value(k, "V", "a finite voltage, nan for a line that floats in all reads");
        }
    }
    return std::move(v.table);
}

}  // namespace memglia
