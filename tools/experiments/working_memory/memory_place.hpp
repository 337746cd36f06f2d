#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rtl_models/cost/bill.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/network/population.hpp"
#include "snan/tasks/working_memory/memory_pools.hpp"
#include "tools/experiments/working_memory/working_memory_experiment.hpp"

namespace memglia {

/// Pools on what they run on.
class memory_place {
  public:
    virtual ~memory_place() = default;

    virtual memory_pools& pools() = 0;
    /// Since the first tick, if it was made to record; neurons are counted pool after pool.
    virtual std::vector<spike_event> spikes() const = 0;
    /// Since the first tick; without lines if there is no hardware.
    virtual block_bill bill() { return {}; }
    virtual std::optional<mapping_report> mapping() const { return {}; }
};

/// At most one chip in a process.
std::unique_ptr<memory_place> make_memory_place(const working_memory_experiment& config,
                                                const memory_condition& condition,
                                                std::uint64_t seed, bool records);

}  // namespace memglia
