#include "snan/network/coupling.hpp"

#include <algorithm>

namespace memglia {

std::vector<unit_edge> coupling_edges(const network& net, const astrocyte_field& astrocytes) {
    std::vector<unit_edge> edges;
    if (!astrocytes.coupling) return edges;
    const coupling_config& c = *astrocytes.coupling;
    const std::uint32_t units = unit_count(net, astrocytes);
    switch (c.graph) {
        case coupling_graph::ring:
            for (std::uint32_t u = 0; u + 1 < units; ++u) edges.push_back({u, u + 1});
            if (units > 2) edges.push_back({0, units - 1});
            break;
        case coupling_graph::grid:
            for (std::uint32_t u = 0; u < units; ++u) {
                if ((u + 1) % c.columns != 0 && u + 1 < units) edges.push_back({u, u + 1});
                if (units - u > c.columns) edges.push_back({u, u + c.columns});
            }
            break;
        case coupling_graph::list:
            edges = c.edges;
            break;
    }
    return edges;
}

std::uint32_t most_edges_of_a_unit(const std::vector<unit_edge>& edges, std::uint32_t units) {
    std::vector<std::uint32_t> degree(units);
    for (const unit_edge& e : edges) {
        ++degree[e.first];
        ++degree[e.second];
    }
    return degree.empty() ? 0 : *std::max_element(degree.begin(), degree.end());
}

}  // namespace memglia
