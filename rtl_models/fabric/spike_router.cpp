#include "rtl_models/fabric/spike_router.hpp"

namespace memglia {

spike_router::spike_router(const router_config& config, std::uint32_t x, std::uint32_t y,
                           std::uint32_t mesh_width)
    : x_(x),
      y_(y),
      mesh_width_(mesh_width),
      inputs_(router_port_count, clocked_fifo(config.buffer_flits)) {}

router_port spike_router::route(const packet& p) const {
    const std::uint32_t x = p.destination % mesh_width_;
    const std::uint32_t y = p.destination / mesh_width_;
    if (x != x_) return x > x_ ? router_port::east : router_port::west;
    if (y != y_) return y > y_ ? router_port::south : router_port::north;
    return router_port::local;
}

}  // namespace memglia
