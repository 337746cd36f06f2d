#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "rtl_models/fabric/link_load.hpp"
#include "tools/report/drawing.hpp"

namespace memglia {

/// The load of the links of a mesh: a square for each router in the colour of the link to its
/// endpoint, and between neighbours a stroke for each direction: to the east above, to the south
/// on the right. A tooltip has the number.
struct mesh_panel {
    double width = 0;
    std::string title;
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    struct link {
        std::uint32_t node = 0;
        mesh_side side = mesh_side::local;
        double share = 0;
    };
    std::vector<link> links;
    double most_height = 420;
};

/// Throws internal_error for a link that is not on the mesh.
drawing draw_mesh(const mesh_panel& panel);

}  // namespace memglia
