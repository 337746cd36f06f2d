#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/network/coupling.hpp"

namespace memglia::test {

/// Any graph over a field of two units or more, as strongly coupled as may be or less.
inline coupling_config random_coupling(const network& net, astrocyte_field field,
                                       random_stream& draw) {
    const std::uint32_t units = unit_count(net, field);
    coupling_config c;
    c.graph = static_cast<coupling_graph>(draw.below(3));
    if (c.graph == coupling_graph::grid) c.columns = 1 + draw.below(units);
    if (c.graph == coupling_graph::list) {
        for (std::uint32_t u = 0; u < units; ++u) {
            for (std::uint32_t v = u + 1; v < units; ++v) {
                if (draw.below(2) == 0) c.edges.push_back({u, v});
                if (draw.below(4) == 0 && !c.edges.empty()) {
                    std::swap(c.edges.back().first, c.edges.back().second);
                }
            }
        }
        if (c.edges.empty()) c.edges.push_back({units - 1, 0});
    }
    field.coupling = c;
    const double most = 0.5 / most_edges_of_a_unit(coupling_edges(net, field), units);
    c.conductance = draw.below(3) == 0 ? most : most * (0.001 + 0.998 * draw.uniform());
    return c;
}

}  // namespace memglia::test
