#pragma once

#include <cstdint>

namespace memglia {

/// What is done to all astrocytes. An inhibited gate is shut whatever else is done.
struct pool_control {
    bool knock_out = false;
    bool inhibit = false;
    double least_gate = 0;

    friend bool operator==(const pool_control&, const pool_control&) = default;
};

/// Pools of neurons as the task knows them, whatever they run on.
class memory_pools {
  public:
    virtual ~memory_pools() = default;

    virtual void run(std::uint64_t ticks) = 0;

    /// A current into the neurons of a pool from the next tick on, for so many ticks. Those that
    /// overlap add up.
    virtual void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) = 0;

    /// From the next tick on, until it is said anew.
    virtual void manipulate(const pool_control& control) = 0;

    virtual std::uint32_t count() const = 0;
    virtual std::uint64_t ticks() const = 0;

    /// Of a pool, since the first tick.
    virtual std::uint64_t spikes(std::uint32_t pool) const = 0;

    /// Synapses times spikes that they passed, since the first tick.
    virtual std::uint64_t synaptic_events() const = 0;

    /// Of a pool's astrocyte; 0 if it has none.
    virtual double calcium(std::uint32_t pool) const = 0;
};

}  // namespace memglia
