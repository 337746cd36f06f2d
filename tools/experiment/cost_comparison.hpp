#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rtl_models/navigation/baseline_config.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "tools/experiment/instruction_count.hpp"
#include "tools/report/report_data.hpp"

// The chip's mean decision beside other hardware, from what the run measured. See
// docs/baselines.md.
namespace memglia {

/// One decision on one kind of hardware.
struct decision_cost {
    std::string name;
    std::string
        evidence;  ///< of the energy: "measured", "derived" from published events, "estimated"
    double dynamic_j = 0;
    std::optional<double> static_j;  ///< none if the source says nothing about it
    std::vector<std::pair<std::string, double>> counts;

    double total_j() const { return dynamic_j + static_j.value_or(0); }
};

/// The mean decision of the loop in software, as the run measured it (software_loop.hpp).
struct software_cost {
    double instructions = 0;
    double cycles = 0;
    double dynamic_j = 0;
    double static_j = 0;  ///< leakage at work and at rest
};

/// loihi, odin, the loop in software with its instructions on other processors, chips by their
/// synaptic operations, and the cheapest program that does the task. What was not measured is left
/// out. `table`: the chip's.
std::vector<decision_cost> compare_costs(const baseline_config& baselines, const technology& table,
                                         const decision_events& decision,
                                         const std::optional<software_cost>& software);

/// "baselines" of result.json.
nlohmann::ordered_json baselines_json(const baseline_config& baselines, const technology& table,
                                      const decision_events& decision,
                                      const std::optional<software_cost>& software,
                                      const energy_bill& chip);

/// "area" of result.json.
nlohmann::ordered_json area_json(const chip_config& chip, const baseline_config& baselines,
                                 std::uint32_t places, const decision_events& decision,
                                 const std::optional<software_cost>& software);

/// Tables of the report. `chip`: energy of its mean decision.
std::vector<cost_row> cost_rows(const baseline_config& baselines, const technology& table,
                                const decision_events& decision,
                                const std::optional<software_cost>& software,
                                const energy_bill& chip);
area_report area_summary(const chip_config& chip, const baseline_config& baselines,
                         std::uint32_t places, const decision_events& decision,
                         const std::optional<software_cost>& software);

/// "cpu_baseline" of timing.json: the instructions that `decisions` decisions took on this machine,
/// priced; or why they could not be counted.
nlohmann::ordered_json cpu_json(const cpu_config& cpu, const instruction_count& measured,
                                std::uint32_t decisions);

/// Name and source of every entry of the baselines that is tagged "assumed".
std::vector<std::pair<std::string, std::string>> assumed_entries(const baseline_config& baselines);

}  // namespace memglia
