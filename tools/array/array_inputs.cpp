#include "tools/array/array_inputs.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

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

    input_error bad_value(std::size_t k, const char* unit, const char* expected) const {
        const std::size_t row = k / table.columns;
        return input_error(
            {.file = file,
             .line = row_lines.empty() ? 0 : row_lines[row],
             .found = fmt::format("found {} {} in row {}, column {} of the table", table.values[k],
                                  unit, row + 1, k % table.columns + 1),
             .expected = expected});
    }
};

void take_resistances(const std::filesystem::path& file, array_inputs& inputs) {
    const placed_table r(file);
    for (std::size_t k = 0; k < r.table.values.size(); ++k) {
        const double r_ohm = r.table.values[k];
        // A subnormal resistance has no finite conductance.
        if (!(r_ohm > 0) || !std::isfinite(1 / r_ohm)) {
            throw r.bad_value(k, "ohm", "a resistance above 0, inf for an open cell");
        }
        inputs.conductance_s.push_back(1 / r_ohm);
    }
    inputs.rows = r.table.rows;
    inputs.columns = r.table.columns;
}

void take_conductances(const std::filesystem::path& file, array_inputs& inputs) {
    const placed_table g(file);
    for (std::size_t k = 0; k < g.table.values.size(); ++k) {
        const double g_s = g.table.values[k];
        if (!(g_s >= 0) || std::isinf(g_s)) {
            throw g.bad_value(k, "S", "a finite conductance, 0 for an open cell");
        }
    }
    inputs.conductance_s = g.table.values;
    inputs.rows = g.table.rows;
    inputs.columns = g.table.columns;
}

void draw_cells(const array_sample_config& sample, array_inputs& inputs) {
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

array_inputs read_array_inputs(const array_files& files, const array_sample_config& sample) {
    array_inputs inputs;
    if (files.resistance) {
        take_resistances(*files.resistance, inputs);
    } else if (files.conductance) {
        take_conductances(*files.conductance, inputs);
    } else {
        draw_cells(sample, inputs);
    }
    inputs.drives.word_v = files.word ? take_voltages(*files.word, inputs.rows, "word")
                                      : std::vector<double>(inputs.rows, sample.v_word_v);
    inputs.drives.bit_v = files.bit ? take_voltages(*files.bit, inputs.columns, "bit")
                                    : std::vector<double>(inputs.columns, 0.0);
    return inputs;
}

}  // namespace memglia
