#pragma once

#include <string>

#include "snan/network/network.hpp"
#include "snan/reference/network_engine.hpp"

namespace memglia {

/// What a network consists of, for a terminal. It must have passed check().
std::string network_text(const network& net);

/// What a run amounted to: spikes and rates by population.
std::string run_text(const network_engine& engine);

}  // namespace memglia
