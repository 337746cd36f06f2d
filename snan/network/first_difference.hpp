#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "snan/network/simulation.hpp"

namespace memglia {

/// Where two runs of one network part: the earliest tick; in it spikes before potentials, calcium
/// and weights.
struct difference {
    std::uint64_t tick = 0;
    std::string block;   ///< part and index: "cells[3]"; of weights "in[17], 2 to 5, delay 1"
    std::string signal;  ///< spikes, membrane, calcium, weights
    double first = 0;
    double second = 0;

    std::string text() const;
};

/// The network with a probe on every signal in every tick, instead of its own.
network with_all_probes(network net);

/// The network with probes after its own: on all spikes, and on every other signal at the end of
/// the run.
network with_end_probes(network net);

/// Of two runs of the same network in what its probes from this one on have seen.
std::optional<difference> first_difference(const network_simulation& a, const network_simulation& b,
                                           std::size_t first_probe = 0);

}  // namespace memglia
