#pragma once

#include <cstddef>
#include <string>

#include "snan/network/simulation.hpp"

namespace memglia {

/// What a readout says, as CSV: a line per group.
std::string readout_table(const network_simulation& of, std::size_t readout_index);

/// A line per readout; nothing without any.
std::string readouts_text(const network_simulation& of);

}  // namespace memglia
