#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crossbar/array/array_reading.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

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
