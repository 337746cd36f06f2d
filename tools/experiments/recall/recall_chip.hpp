#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "rtl_models/cost/bill.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/tasks/recall/recall.hpp"

namespace memglia {

/// What recalling on a chip took.
struct chip_recall {
    mapping_report mapping;
    block_bill programming;
    block_bill running;
    std::uint64_t ticks = 0;
    std::uint64_t synaptic_events = 0;
    double elapsed_s = 0;  ///< of hardware time
};

/// In the numbers of a chip.
recaller recall_in_fixed_point(const network_chip_config& config);

/// On a chip, once in a process; `took` is filled when it has recalled.
recaller recall_on_chip(const network_chip_config& config, chip_recall& took);

nlohmann::ordered_json chip_recall_json(const chip_recall& took);
std::string chip_recall_text(const chip_recall& took);

}  // namespace memglia
