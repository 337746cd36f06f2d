#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snan/network/probe_recorder.hpp"
#include "snan/network/simulation.hpp"

namespace memglia {

/// What the readouts of a network have counted.
class readout_recorder {
  public:
    /// The network must have passed check().
    explicit readout_recorder(const network& net);

    /// At the end of every tick; `ticks` have been run with it.
    void end_tick(const probe_recorder::subject& seen, std::uint64_t ticks);

    /// Of net.readouts[index], after so many ticks.
    readout_result read(std::size_t readout_index, std::uint64_t ticks) const;

  private:
    struct channel {
        std::size_t population = 0;
        std::uint32_t neurons_per_group = 1;
        std::uint64_t first = 0;
        std::uint64_t end = 0;
        double tick_s = 0;
        std::vector<group_reading> groups;
    };

    std::vector<channel> channels_;
};

}  // namespace memglia
