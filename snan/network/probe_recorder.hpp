#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "snan/network/simulation.hpp"

namespace memglia {

/// What the probes of a network have seen of it.
class probe_recorder {
  public:
    /// The network that is seen.
    class subject {
      public:
        virtual ~subject() = default;

        /// Those of a population that spiked in the tick that ends.
        virtual std::span<const std::uint32_t> spiking(std::size_t population_index) const = 0;

        /// Appends membranes of a population, weights of a projection or calcium of a field, in the
        /// units of the network's description.
        virtual void append_values(probe_kind kind, std::size_t part_index,
                                   std::vector<double>& values) const = 0;
    };

    /// The network must have passed check().
    explicit probe_recorder(const network& net);

    /// At the end of every tick; `ticks` have been run with it.
    void end_tick(const subject& seen, std::uint64_t ticks);

    /// Of net.probes[index]; one that records at the end alone holds the present state.
    recording recorded(std::size_t probe_index, const subject& seen, std::uint64_t ticks) const;

  private:
    struct channel {
        probe_kind kind = probe_kind::spikes;
        std::size_t part = 0;
        std::uint32_t every_ticks = 0;
        recording record;
    };

    static void sample(const channel& from, const subject& seen, std::uint64_t ticks,
                       recording& record);

    std::vector<channel> channels_;
};

}  // namespace memglia
