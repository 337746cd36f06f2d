#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/fabric/mesh_config.hpp"
#include "rtl_models/fabric/mesh_routing.hpp"

namespace memglia {

/// The same mesh without cycles: when a packet is handed over, every link of its way is reserved
/// for as long as its flits take, and that says when it arrives.
///
/// Exact without contention. Under load it errs: a packet takes the first gap between reservations
/// that holds it, whoever the arbiters would have served, and a buffer is taken to hold flits of
/// one packet alone. docs/fabric.md has by how much. XY and a whole mesh; channels share a link, so
/// their number does not enter.
class event_mesh {
  public:
    /// Throws input_error for failures and for a routing other than xy.
    event_mesh(std::uint32_t width, std::uint32_t height, const mesh_config& config);

    /// Cycles in which head and tail leave the last router.
    struct transit {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
    };

    /// A packet that is handed to its source in this cycle. In the order of cycles. Precondition:
    /// nodes of this mesh, one flit or more.
    transit send(std::uint64_t cycle, std::uint32_t source, std::uint32_t destination,
                 std::uint32_t flits);

    /// Flits over a link, or to an endpoint.
    std::uint64_t sent(std::uint32_t node, mesh_side side) const {
        return outputs_[node * ports + static_cast<std::uint32_t>(side)].sent;
    }
    std::uint32_t width() const { return width_; }
    std::uint32_t height() const { return routing_.nodes() / width_; }
    const mesh_config& config() const { return config_; }
    const mesh_routing& routing() const { return routing_; }
    /// Flits through crossbars.
    std::uint64_t hops() const { return hops_; }

  private:
    static constexpr std::uint32_t ports = 8;
    /// Cycles in which a link is taken: from the first to before the end.
    struct reservation {
        std::uint64_t first = 0;
        std::uint64_t end = 0;
    };
    struct output {
        std::vector<reservation> taken;  ///< in their order, with gaps between
        std::uint64_t sent = 0;
    };
    struct stop {
        std::uint32_t port = 0;
        std::uint64_t start = 0;  ///< of the head
    };

    static std::uint64_t first_gap(output& o, std::uint64_t from, std::uint64_t length,
                                   std::uint64_t now);
    static void take(output& o, std::uint64_t first, std::uint64_t end);

    std::uint32_t width_;
    mesh_config config_;
    mesh_routing routing_;
    std::vector<output> outputs_;
    std::vector<stop> way_;  ///< of the present packet
    std::uint64_t hops_ = 0;
};

}  // namespace memglia
