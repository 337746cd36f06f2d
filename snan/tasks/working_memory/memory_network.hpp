#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/simulation.hpp"
#include "snan/tasks/working_memory/drawn_pools.hpp"
#include "snan/tasks/working_memory/memory_pools.hpp"

namespace memglia {

/// The rule as a network for any engine: a population and an astrocyte field of one unit per pool.
/// With `records` every spike is kept.
network memory_network(const memory_network_config& config, const drawn_pools& drawn,
                       std::uint64_t seed, bool records = false);

/// Such a network that runs, as the task knows it.
class network_pools final : public memory_pools {
  public:
    explicit network_pools(network_simulation& simulation);

    void run(std::uint64_t ticks) override { simulation_.run(ticks); }
    void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) override;
    void manipulate(const pool_control& control) override;
    std::uint32_t count() const override { return pools_; }
    std::uint64_t ticks() const override { return simulation_.ticks(); }
    std::uint64_t spikes(std::uint32_t pool) const override { return simulation_.spikes(pool); }
    std::uint64_t synaptic_events() const override { return simulation_.deliveries(); }
    double calcium(std::uint32_t pool) const override;

    /// Recorded spikes, in the order of ticks; neurons are counted pool after pool.
    std::vector<spike_event> recorded() const;

  private:
    network_simulation& simulation_;
    std::uint32_t pools_ = 0;
};

}  // namespace memglia
