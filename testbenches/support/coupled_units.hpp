#pragma once

#include <cstdint>

#include "snan/network/network.hpp"

namespace memglia::test {

/// Whether two units of a coupled field are neighbours, from what the graph's name means.
inline bool are_coupled(const network& net, const astrocyte_field& field, std::uint32_t u,
                        std::uint32_t v) {
    if (!field.coupling || u == v) return false;
    const coupling_config& c = *field.coupling;
    const std::uint32_t units = unit_count(net, field);
    if (c.graph == coupling_graph::ring) return (u + 1) % units == v || (v + 1) % units == u;
    if (c.graph == coupling_graph::grid) {
        const auto column = [&c](std::uint32_t w) { return static_cast<int>(w % c.columns); };
        const auto row = [&c](std::uint32_t w) { return static_cast<int>(w / c.columns); };
        const int dx = column(u) - column(v);
        const int dy = row(u) - row(v);
        return dx * dx + dy * dy == 1;
    }
    for (const unit_edge& e : c.edges) {
        if ((e.first == u && e.second == v) || (e.first == v && e.second == u)) return true;
    }
    return false;
}

}  // namespace memglia::test
