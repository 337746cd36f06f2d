#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "snan/network/quantise.hpp"
#include "snan/network/zones.hpp"

namespace memglia {

/// The units of one field in fixed point: an astrocyte model. In each tick: advance(), then gate()
/// as often as it is asked for, then sense().
class fixed_astrocyte_units {
  public:
    virtual ~fixed_astrocyte_units() = default;

    /// From the next advance() on, whether there is no calcium, or resource does not move.
    virtual void knock_out(bool is_out) = 0;

    /// A tick without spikes.
    virtual void advance(std::uint32_t tick) = 0;

    /// How far a unit's gate is open in this tick, 0 to 256.
    virtual std::int32_t gate(std::uint32_t unit, std::uint32_t tick) const = 0;

    /// Whether tripartite plasticity may change what leads to a unit's neurons in this tick.
    virtual bool permits(std::uint32_t, std::uint32_t) const { return false; }

    virtual void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) = 0;

    /// What a probe of the model sees, as astrocyte_units::recorded().
    virtual std::size_t recorded_values() const = 0;
    virtual std::int64_t recorded(std::uint32_t index, std::uint32_t tick) const = 0;
};

/// Of the one model that a field has. `places` outlives it.
std::unique_ptr<fixed_astrocyte_units> make_fixed_astrocyte_units(const fixed_astrocytes& fixed,
                                                                  const zones& places);

}  // namespace memglia
