#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_tile.hpp"

namespace memglia {

/// A unit of a tile of resource.
struct resource_address {
    std::uint32_t node = 0;
    std::uint32_t unit = 0;
};

/// One of the two ways along an edge. `index` makes its roundings its own.
struct resource_way {
    std::uint32_t from = 0;
    resource_address to;
    std::uint32_t index = 0;
};

/// Some neighbouring units of a field of resource, in whole quanta; 2^bits are a full synapse.
struct resource_image {
    std::uint32_t bits = 16;
    std::int32_t depletion = 0;       ///< of 2^28, a spike
    std::int32_t replenishment = 0;   ///< of 2^20, a tick
    std::int32_t conductance = 0;     ///< of 2^20
    std::uint32_t exchanges = 0;      ///< in a tick
    std::uint32_t ways_of_field = 0;  ///< of all tiles: indices of an exchange
    std::uint32_t tag = 0;            ///< of roundings
    std::uint32_t first_unit = 0;     ///< of the field
    std::vector<std::int32_t> synaptic;
    std::vector<std::int32_t> astrocytic;
    std::vector<resource_way> ways;  ///< from units of this tile, ascending by index
    std::vector<std::vector<gate_address>> gates_of_unit;  ///< an entry per unit
};

/// A tile of units that share resource with the synapses of their neurons. In a tick spikes are
/// counted; in each exchange a unit sends a part of its astrocytic quanta along every way, as
/// packets to units of other tiles; then gates that differ go out by the synaptic quanta before
/// these spikes, and spikes and replenishment move quanta between synapse and astrocyte. What one
/// loses another has gained: the sum over all tiles stays.
class resource_tile {
  public:
    explicit resource_tile(resource_image image);

    /// A spike of a neuron that this unit senses, in the present tick.
    void receive(std::uint32_t unit) {
        ++spikes_[unit];
        ++work_.packets;
    }

    /// From the coming tick on; without what moves resource a knock-out leaves all as it is.
    void control(const tile_control& control) { control_ = control; }

    struct quanta {
        resource_address to;
        std::int64_t amount = 0;
    };

    /// What leaves over all ways; what remains is kept until end_exchange().
    const std::vector<quanta>& exchange(std::uint64_t tick, std::uint32_t round);
    void take(std::uint32_t unit, std::int64_t amount) {
        inflow_[unit] += amount;
        ++work_.takes;
    }
    void end_exchange();

    /// After the exchanges: returns the gates that change in this tick.
    const std::vector<astrocyte_tile::update>& run_tick(std::uint64_t tick);

    std::vector<astrocyte_tile::update> initial_gates() const;

    std::uint32_t exchanges() const { return image_.exchanges; }
    std::int64_t synaptic(std::uint32_t unit) const { return synaptic_[unit]; }
    std::int64_t astrocytic(std::uint32_t unit) const { return astrocytic_[unit]; }
    std::size_t units() const { return synaptic_.size(); }

    /// Of an exchange: a cycle for a way, and for what comes over it. Of the rest of a tick: one
    /// for a unit to react and one to look up.
    std::uint64_t cycles_of_exchange() const { return 2 * image_.ways.size(); }
    std::uint64_t cycles_of_tick() const { return 2 * units(); }

    struct work {
        std::uint64_t packets = 0;    ///< spikes
        std::uint64_t sends = 0;      ///< products and roundings for a way
        std::uint64_t takes = 0;      ///< quanta that came, of this tile and others
        std::uint64_t reactions = 0;  ///< units whose two words were moved
        std::uint64_t updates = 0;    ///< packets with a gate
    };
    const work& done() const { return work_; }

  private:
    std::int64_t rounded(std::int64_t product, unsigned shift, std::uint32_t index,
                         std::uint64_t tick) const;
    std::int32_t gate_of(std::int64_t synaptic) const;

    resource_image image_;
    std::vector<std::int64_t> synaptic_, astrocytic_;
    std::vector<std::int64_t> left_, inflow_;
    tile_control control_;
    std::vector<std::uint32_t> spikes_;
    std::vector<std::int32_t> open_;  ///< what cores know
    std::vector<quanta> leaving_;
    std::vector<astrocyte_tile::update> updates_;
    work work_;
};

}  // namespace memglia
