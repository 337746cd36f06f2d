#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/unused_key.hpp"
#include "rtl_models/fabric/event_mesh.hpp"
#include "rtl_models/fabric/link_load.hpp"
#include "rtl_models/fabric/wormhole_mesh.hpp"

namespace memglia {

enum class mesh_timing : std::uint8_t {
    ideal,  ///< all packets of a tick take the time of the longest way
    event,  ///< links are reserved packet by packet
    cycle   ///< routers cycle by cycle
};
constexpr std::string_view choice_words(mesh_timing) {
    return "ideal|event|cycle";
}

/// The mesh of a chip that carries its packets between ticks.
struct chip_fabric_config {
    mesh_timing timing = mesh_timing::ideal;
    std::uint32_t channels = 1;
    std::uint32_t buffer_flits = 4;
    std::uint32_t pipeline = 1;
    std::uint32_t link_cycles = 1;
    mesh_routing_rule routing = mesh_routing_rule::xy;
    std::vector<failed_link> failed_links{};
    std::vector<failed_router> failed_routers{};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "timing",
                  .doc = "ideal: packets of a tick take the time of the longest way; event: links "
                         "are reserved packet by packet; cycle: routers are simulated cycle by "
                         "cycle"},
            self.timing);
        visit(field{.name = "channels",
                    .unit = "1",
                    .doc = "virtual channels of every link",
                    .min = 1,
                    .max = mesh_config::most_channels},
              self.channels);
        visit(field{.name = "buffer_flits",
                    .unit = "flits",
                    .doc = "depth of the buffer of every input and channel",
                    .min = 1,
                    .max = 128},
              self.buffer_flits);
        visit(field{.name = "pipeline",
                    .unit = "cycles",
                    .doc = "of a packet in a router, the first included in which it can be sent on",
                    .min = 1,
                    .max = 3},
              self.pipeline);
        visit(field{.name = "link_cycles",
                    .unit = "cycles",
                    .doc = "of a packet on a link",
                    .min = 0,
                    .max = mesh_config::longest_delay - 1},
              self.link_cycles);
        visit(field{.name = "routing", .doc = "which turns packets may take"}, self.routing);
        visit(field{.name = "failed_links", .doc = "that carry nothing"}, self.failed_links);
        visit(field{.name = "failed_routers", .doc = "whose links carry nothing either"},
              self.failed_routers);
    }

    unused_keys unused() const {
        unused_keys all;
        if (timing == mesh_timing::cycle) return all;
        add_unused(all, {"channels", "buffer_flits", "routing", "failed_links", "failed_routers"},
                   "routers are not simulated", "timing", "timing cycle");
        if (timing == mesh_timing::ideal) {
            add_unused(all, {"pipeline", "link_cycles"}, "hop_cycles has the time of a hop",
                       "timing", "timing cycle or event");
        }
        return all;
    }

    /// As far as the timing knows it.
    mesh_config mesh() const {
        mesh_config m{.pipeline = pipeline, .link_cycles = link_cycles};
        if (timing != mesh_timing::cycle) return m;
        m.channels = channels;
        m.buffer_flits = buffer_flits;
        m.routing = routing;
        m.failed_links = failed_links;
        m.failed_routers = failed_routers;
        return m;
    }
};

/// Packets of one flit that are carried in stretches: all of one have arrived before the next
/// begins.
class tick_mesh {
  public:
    /// Precondition: a timing other than ideal.
    tick_mesh(std::uint32_t width, std::uint32_t height, const chip_fabric_config& config);

    /// A packet of the coming stretch, in this cycle of it. In any order.
    void add(std::uint64_t cycle, std::uint32_t source, std::uint32_t destination) {
        packets_.push_back({static_cast<std::uint32_t>(cycle), source, destination});
    }

    /// Carries them. Cycles until the last has been taken; 0 if there is none.
    std::uint64_t run();

    const mesh_routing& routing() const;
    /// Crossed so far.
    std::uint64_t links() const;
    mesh_load load(std::uint64_t cycles) const;

  private:
    struct waiting {
        std::uint32_t cycle = 0;
        std::uint32_t source = 0;
        std::uint32_t destination = 0;
    };
    void sort();

    std::unique_ptr<wormhole_mesh> cycles_;
    std::unique_ptr<event_mesh> events_;
    std::vector<waiting> packets_;
    std::vector<waiting> sorted_;
    std::vector<std::uint32_t> first_of_cycle_;
    std::uint64_t now_ = 0;  ///< of the event mesh: where its coming stretch begins
    std::uint64_t carried_ = 0;
};

}  // namespace memglia
