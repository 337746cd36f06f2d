#pragma once

#include <string>

#include "snan/network/network.hpp"
#include "snan/network/quantise.hpp"
#include "snan/network/simulation.hpp"

namespace memglia {

/// What a network consists of, for a terminal. It must have passed check().
std::string network_text(const network& net);

/// What its numbers are in fixed point.
std::string numbers_text(const network& net, const fixed_network& fixed);

/// What a run amounted to: spikes and rates by population.
std::string run_text(const network_simulation& run);

}  // namespace memglia
