#pragma once

#include <cstdint>
#include <deque>

#include "rtl_models/fabric/wormhole_mesh.hpp"
#include "rtl_models/platform/platform_registers.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// A mesh whose cycles are the core's, with its registers. Nothing is simulated while nobody asks.
class fabric_port final : public clocked_device {
  public:
    fabric_port(std::uint32_t width, std::uint32_t height, const mesh_config& mesh,
                std::uint32_t tiles);

    bus_reply read(std::uint32_t offset, std::uint32_t& value) override;
    bus_reply write(std::uint32_t offset, std::uint32_t value) override;
    void advance(std::uint64_t cycle) override;
    void reset() override;

    const wormhole_mesh& mesh() const { return mesh_; }

  private:
    bus_reply send(std::uint32_t word);

    wormhole_mesh mesh_;
    std::uint32_t tiles_;
    std::uint64_t started_ = 0;  ///< the mesh's cycle at the core's cycle 0
    std::uint32_t source_ = 0;
    std::uint32_t destination_ = 0;
    std::uint32_t node_ = 0;
    std::uint32_t side_ = 0;
    std::uint32_t under_way_ = 0;
    bool no_way_ = false;
    std::deque<mesh_arrival> arrived_;
};

}  // namespace memglia
