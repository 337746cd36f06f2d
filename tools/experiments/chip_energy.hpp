#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/report/stacked_bars.hpp"

// What networks took on a chip, from chip_run_json() of each.
namespace memglia {

/// Cores, area, seconds of hardware, joules of programming and running, these by component.
nlohmann::ordered_json energy_of(const nlohmann::ordered_json& chip_run);

/// The mean of the key `chip` of records of several networks.
nlohmann::ordered_json mean_energy(const nlohmann::ordered_json& records);

/// "4.6e-05 J in 0.0098 s of hardware, programming 1.2e-04 J, 81 cores, 20.3 mm2"
std::string energy_text(const nlohmann::ordered_json& energy);

/// A bar of a network's running energy by component; the first bar says which components there are.
void add_energy_bar(stacked_bars& bars, const std::string& name,
                    const nlohmann::ordered_json& energy);

}  // namespace memglia
