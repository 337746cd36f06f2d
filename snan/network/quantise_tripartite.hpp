#pragma once

#include <cstddef>

#include "snan/network/quantise.hpp"

namespace memglia {

/// What a synapse of the largest weight may deliver.
double largest_scaled(const tripartite_config& t);

/// Numbers of a tripartite projection, of which `weight_unit` and its target's are known.
fixed_tripartite quantised_tripartite(const network& net, std::size_t projection_index,
                                      double weight_unit, const fixed_population& target,
                                      const number_format& format);

}  // namespace memglia
