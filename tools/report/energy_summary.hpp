#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tools/report/report_data.hpp"
#include "tools/report/text.hpp"

namespace memglia {

/// What a decision should cost at most in dynamic energy: an aim that this project set itself.
inline constexpr double dynamic_target_j = 1e-10;

/// All energies of a decision are printed in this unit, so that the eye can compare them.
inline const scaled_unit energy_unit{1e12, "pJ"};
std::string format_energy(double value_j);

/// Whether no chip was among the agents: nothing has a price.
bool is_software_only(const report_data& data);

/// What to say where there is no energy to show.
std::string_view no_energy(const report_data& data);

/// Joules per decision: over all decisions, then exploring, learned and rewarded ones apart.
inline constexpr std::size_t energy_columns = 4;
inline constexpr std::array<std::string_view, energy_columns> energy_column_names{
    "all decisions", "exploring", "learned", "rewarded"};
using energy_by_column = std::array<double, energy_columns>;

energy_by_column columns_of(const energy_row& row);

/// The rows by kind, with their sums. Pointers lead into the report_data.
struct energy_summary {
    std::vector<const energy_row*> dynamic;
    std::vector<const energy_row*> controller;
    std::vector<const energy_row*> leakage;  ///< rows called "static" and "rest"
    energy_by_column dynamic_j{};
    energy_by_column controller_j{};
    energy_by_column leakage_j{};
    energy_by_column total_j{};
};

energy_summary summarise_energy(const report_data& data);

/// How many decisions each column averages over.
std::array<std::uint64_t, energy_columns> decisions_of(const report_data& data);

}  // namespace memglia
