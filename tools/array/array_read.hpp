#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/array/array_inputs.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// An operating point beside that of the same array on wires without resistance.
struct array_reading {
    array_inputs inputs;
    array_config config;
    array_solution actual;
    array_solution ideal;
    std::vector<double> cell_v;  ///< word line against bit line
    std::vector<double> lost_v;  ///< of the ideal cell voltage's magnitude; below 0 where it gained

    double largest_cell_v = 0;  ///< of the ideal ones
    double worst_drop_v = 0;
    std::size_t worst_cell = 0;
    double mean_drop_v = 0;

    double largest_output_a = 0;    ///< ideal, at the driven bit lines
    double worst_output_error = 0;  ///< of an output's own ideal current
    std::size_t worst_output = 0;
    double rms_output_error = 0;  ///< of the largest ideal output
    double power_w = 0;           ///< from all drivers
};

array_reading read_array(const array_inputs& inputs, const array_config& config);

/// Quantities that a reading holds as tables, by the name of their files.
inline constexpr std::array<std::string_view, 6> reading_tables{"I_out", "I_in",   "V_word",
                                                                "V_bit", "V_cell", "I_ideal"};

/// One of reading_tables: A or V; currents in one row, nan where a line floats.
matrix reading_table(const array_reading& reading, std::string_view name);

/// All single numbers, and the configuration.
nlohmann::ordered_json reading_summary(const array_reading& reading);

/// The same for a terminal, a line each.
std::string reading_text(const array_reading& reading);

}  // namespace memglia
