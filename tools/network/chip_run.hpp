#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rtl_models/cost/area.hpp"
#include "snan/mapping/network_on_chip.hpp"

namespace memglia {

/// Where a network goes on a chip, without one being made.
struct chip_mapping {
    network_chip_config config;
    mapping_report report;
    std::vector<area_item> area;
};

/// Throws input_error when quantise() or map_network() does. The network must have passed check().
chip_mapping map_on_chip(const network& net, const network_chip_config& config);

/// What a run on a chip took.
struct chip_run {
    chip_mapping mapping;
    std::uint64_t ticks = 0;
    std::uint64_t synaptic_events = 0;
    std::uint64_t spikes = 0;  ///< of neurons; inputs are the host's
    double elapsed_s = 0;
    std::uint64_t busy_cycles = 0;
    network_chip::longest_tick longest;
    network_chip::traffic traffic;
    std::uint32_t packet_bits = 0;
    block_bill bill;
    block_bill low;  ///< the same lines with the ends of every range of the technology table
    block_bill high;
    std::uint64_t write_failures = 0;
    block_bill programming;
    std::uint64_t programming_failures = 0;
    double programming_s = 0;
    std::uint64_t worn_out_cells = 0;  ///< while programmed and since
};
chip_run measure(network_on_chip& run);

/// All but controllers, leakage and rest.
double dynamic_j(const block_bill& bill);

/// For a terminal.
std::string mapping_text(const chip_mapping& mapping);
std::string chip_run_text(const chip_run& run);

/// "mapping", as in summary.json; and of a run also "hardware", "energy" and "programming".
nlohmann::ordered_json mapping_json(const chip_mapping& mapping);
nlohmann::ordered_json chip_run_json(const chip_run& run);

/// A line per block and kind of event, as CSV: joules, and with the low and the high ends. The
/// columns in their order make block_bill::total_j() to the last bit.
std::string bill_table(const chip_run& run);
std::string programming_table(const chip_run& run);

}  // namespace memglia
