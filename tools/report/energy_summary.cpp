#include "tools/report/energy_summary.hpp"

#include <fmt/format.h>

namespace memglia {

namespace {

void add(energy_by_column& sum, const energy_by_column& part) {
    for (std::size_t i = 0; i < energy_columns; ++i) sum[i] += part[i];
}

}  // namespace

std::string format_energy(double value_j) {
    return fmt::format("{} {}", grouped(format_trimmed(value_j * energy_unit.factor, 3)),
                       energy_unit.name);
}

bool is_software_only(const report_data& data) {
    return data.energy.empty() && data.decisions == 0 && !data.agents.empty();
}

std::string_view no_energy(const report_data& data) {
    return is_software_only(data)
               ? "Software only: no chip among the agents, so a decision has no energy."
               : "No energy was recorded.";
}

energy_by_column columns_of(const energy_row& row) {
    return {row.all_j, row.by_phase_j[0], row.by_phase_j[1], row.by_phase_j[2]};
}

energy_summary summarise_energy(const report_data& data) {
    energy_summary summary;
    for (const energy_row& row : data.energy) {
        const energy_by_column columns = columns_of(row);
        if (row.is_controller()) {
            summary.controller.push_back(&row);
            add(summary.controller_j, columns);
        } else if (row.is_dynamic()) {
            summary.dynamic.push_back(&row);
            add(summary.dynamic_j, columns);
        } else {
            summary.leakage.push_back(&row);
            add(summary.leakage_j, columns);
        }
        add(summary.total_j, columns);
    }
    return summary;
}

std::array<std::uint64_t, energy_columns> decisions_of(const report_data& data) {
    return {data.decisions, data.decisions_by_phase[0], data.decisions_by_phase[1],
            data.decisions_by_phase[2]};
}

}  // namespace memglia
