#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/fabric/mesh_config.hpp"

namespace memglia {

/// Flits that a router has sent to one side.
struct link_load {
    std::uint32_t node = 0;
    mesh_side side = mesh_side::local;  ///< local: to the endpoint
    std::uint64_t flits = 0;

    bool operator==(const link_load&) const = default;
};

/// What every link of a mesh has carried: the data of a heat map.
struct mesh_load {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint64_t cycles = 0;  ///< in which it was carried
    std::uint32_t link_period = 1;
    std::vector<link_load> links;  ///< by node, then side; links that are not there are left out

    /// Part of the flits that a link could have carried.
    double share(const link_load& l) const {
        return cycles == 0
                   ? 0
                   : static_cast<double>(l.flits) * link_period / static_cast<double>(cycles);
    }
};

/// Of a wormhole_mesh or an event_mesh, in so many cycles.
template <class Mesh>
mesh_load load_of(const Mesh& mesh, std::uint64_t cycles) {
    const auto& routing = mesh.routing();
    mesh_load all{mesh.width(), mesh.height(), cycles, mesh.config().link_period, {}};
    for (std::uint32_t node = 0; node < routing.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const auto side = static_cast<mesh_side>(s);
            if (!routing.has_link(node, side)) continue;
            all.links.push_back({node, side, mesh.sent(node, side)});
        }
    }
    return all;
}

}  // namespace memglia
