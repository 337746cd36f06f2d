#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtl_models/fabric/link_load.hpp"
#include "tools/experiments/traffic/traffic_experiment.hpp"

namespace memglia {

/// Cycles from a packet's being handed over to its tail's leaving the last router.
struct latency_summary {
    std::uint64_t packets = 0;
    double mean = 0;
    double median = 0;
    double p99 = 0;
    std::uint64_t longest = 0;
};

/// What a mesh did with one pattern at one rate, in the cycles that are measured.
struct traffic_point {
    double offered = 0;             ///< flits handed over per node and cycle
    double delivered = 0;           ///< flits that left, per node and cycle
    std::uint64_t handed_over = 0;  ///< packets
    std::uint64_t no_way = 0;       ///< packets that failures leave none, not handed over
    latency_summary latency;        ///< of the packets that arrived before the end
    std::optional<latency_summary> without_cycles;
    mesh_load load;

    /// Some of its packets never arrived, or less left than came.
    bool saturated() const;
};

traffic_point run_traffic(const traffic_experiment& config, const std::string& pattern,
                          double rate);

}  // namespace memglia
