#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// Every edge of a coupled field once; none without coupling. The network must have passed check().
std::vector<unit_edge> coupling_edges(const network& net, const astrocyte_field& astrocytes);

/// Of the unit that has most edges.
std::uint32_t most_edges_of_a_unit(const std::vector<unit_edge>& edges, std::uint32_t units);

}  // namespace memglia
