#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/zones.hpp"

namespace memglia {

/// The units of one field in double precision: an astrocyte model. In each tick: advance(), then
/// gate() as often as it is asked for, then sense().
class astrocyte_units {
  public:
    virtual ~astrocyte_units() = default;

    /// From the next advance() on, whether there is no calcium, or resource does not move.
    virtual void knock_out(bool is_out) = 0;

    /// A tick without spikes.
    virtual void advance() = 0;

    /// How far a unit's gate is open in this tick, 0 to 1.
    virtual double gate(std::uint32_t unit) const = 0;

    /// Whether tripartite plasticity may change what leads to a unit's neurons in this tick.
    virtual bool permits(std::uint32_t) const { return false; }

    virtual void sense(std::span<const std::uint32_t> spiking) = 0;

    /// What a probe of the model sees: calcium of each unit; resource as probe.hpp says.
    virtual const std::vector<double>& recorded() const = 0;
};

/// Of the one model that a field has. `places` outlives it.
std::unique_ptr<astrocyte_units> make_astrocyte_units(const network& net,
                                                      const astrocyte_field& field,
                                                      const zones& places);

}  // namespace memglia
