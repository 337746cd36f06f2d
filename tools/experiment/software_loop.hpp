#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "rtl_models/navigation/price_list.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/maze_outcome.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/report/report_data.hpp"

// The loop in hardware beside the same decisions made by a program: "loops" of result.json. See
// docs/baselines.md.
namespace memglia {

/// What a processor of its own costs, with the memory that the program takes. A rest lasts as long
/// as the chip's.
price_list software_prices(const chip_config& chip, const technology& table,
                           std::uint32_t sram_kib);

/// Both loops. `spent` and `bill`: the chip's mean decision.
nlohmann::ordered_json loops_json(const run_config& config, const software_outcome& software,
                                  const nlohmann::ordered_json& result);

/// From "loops"; none where the software was not measured.
std::optional<software_cost> software_cost_in(const nlohmann::ordered_json& result);
std::vector<loop_row> loop_rows(const nlohmann::ordered_json& result);

/// Throws input_error where the counts of the loop in software do not make its joules. Returns
/// joules of its mean decision, priced with `table`; none where it was not measured.
std::optional<energy_bill> reprice_software(const nlohmann::ordered_json& result,
                                            const run_config& config, const technology& table);

}  // namespace memglia
