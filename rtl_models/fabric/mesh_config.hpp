#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"

namespace memglia {

/// Sides of a router, in the order in which arbiters count them: y grows to the south. Outputs and
/// inputs have the same numbers; `local` leads to the endpoint.
enum class mesh_side : std::uint8_t { north, east, south, west, local };
constexpr std::string_view choice_words(mesh_side) {
    return "north|east|south|west|local";
}
inline constexpr std::uint32_t mesh_sides = 5;

/// Which outputs a head may ask for. Each forbids enough turns that no cycle of waiting packets
/// exists (Glass and Ni 1992; Chiu 2000).
enum class mesh_routing_rule : std::uint8_t { xy, west_first, odd_even };
constexpr std::string_view choice_words(mesh_routing_rule) {
    return "xy|west_first|odd_even";
}

/// Whom an arbiter asks first: the one after the last that it served, or the same side in all
/// routers, (cycle + 4) mod 6 of north, east, south, west, local and one that is not there.
enum class mesh_arbiter : std::uint8_t { round_robin, rotating };
constexpr std::string_view choice_words(mesh_arbiter) {
    return "round_robin|rotating";
}

/// `free`: a router gives a packet any free channel of its output; `kept`: a packet stays in the
/// channel in which it was sent, and so in order with others of its pair where the way is the same.
enum class mesh_channel_rule : std::uint8_t { free, kept };
constexpr std::string_view choice_words(mesh_channel_rule) {
    return "free|kept";
}

struct failed_link {
    std::uint32_t node = 0;
    mesh_side side = mesh_side::east;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "node", .unit = "1", .doc = "y * width + x", .min = 0, .max = 65535},
              self.node);
        visit(field{.name = "side", .doc = "on which the link leaves; both directions fail"},
              self.side);
    }
};

struct failed_router {
    std::uint32_t node = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "node", .unit = "1", .doc = "y * width + x", .min = 0, .max = 65535},
              self.node);
    }
};

/// The routers and links of a mesh; docs/fabric.md has the rules of its timing.
struct mesh_config {
    static constexpr std::uint32_t most_channels = 8;
    static constexpr std::uint32_t longest_delay = 60;

    std::uint32_t channels = 1;
    std::uint32_t buffer_flits = 4;
    std::uint32_t pipeline = 1;
    std::uint32_t link_cycles = 1;
    std::uint32_t link_period = 1;
    std::uint32_t credit_cycles = 1;
    std::uint32_t interface_cycles = 0;
    std::uint32_t inject_cycles = 1;
    std::uint32_t interface_credit_cycles = 1;
    std::uint32_t eject_flits = 0;
    mesh_routing_rule routing = mesh_routing_rule::xy;
    mesh_arbiter arbiter = mesh_arbiter::round_robin;
    mesh_channel_rule channel_rule = mesh_channel_rule::free;
    std::vector<failed_link> failed_links{};
    std::vector<failed_router> failed_routers{};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "channels",
                    .unit = "1",
                    .doc = "virtual channels of every link",
                    .min = 1,
                    .max = most_channels},
              self.channels);
        visit(field{.name = "buffer_flits",
                    .unit = "flits",
                    .doc = "depth of the buffer of every input and channel",
                    .min = 1,
                    .max = 128},
              self.buffer_flits);
        visit(field{.name = "pipeline",
                    .unit = "cycles",
                    .doc = "of a head in a router. 1: routed, given a channel and sent in the "
                           "cycle in which it is in the buffer; 2: sent a cycle later; 3: routing "
                           "takes a cycle, too",
                    .min = 1,
                    .max = 3},
              self.pipeline);
        visit(field{.name = "link_cycles",
                    .unit = "cycles",
                    .doc = "in which a flit that was sent is on the link, before the one in which "
                           "it can be sent on",
                    .min = 0,
                    .max = longest_delay - 1},
              self.link_cycles);
        visit(field{.name = "link_period",
                    .unit = "cycles",
                    .doc = "from a flit of a link to the next; also where packets enter and leave",
                    .min = 1,
                    .max = 16},
              self.link_period);
        visit(field{.name = "credit_cycles",
                    .unit = "cycles",
                    .doc = "from a flit that leaves a buffer to the use of its room by the sender",
                    .min = 1,
                    .max = longest_delay},
              self.credit_cycles);
        visit(field{.name = "interface_cycles",
                    .unit = "cycles",
                    .doc = "of a packet in its source before its first flit may enter the router",
                    .min = 0,
                    .max = longest_delay},
              self.interface_cycles);
        visit(field{.name = "inject_cycles",
                    .unit = "cycles",
                    .doc = "from a flit that leaves its source to the buffer of its router",
                    .min = 1,
                    .max = longest_delay},
              self.inject_cycles);
        visit(field{.name = "interface_credit_cycles",
                    .unit = "cycles",
                    .doc = "credit_cycles of the buffer that a source writes; 0: in the same cycle",
                    .min = 0,
                    .max = longest_delay},
              self.interface_credit_cycles);
        visit(field{.name = "eject_flits",
                    .unit = "flits",
                    .doc = "that an endpoint has room for in every channel; 0: it takes whatever "
                           "comes",
                    .min = 0,
                    .max = 32767},
              self.eject_flits);
        visit(field{.name = "routing", .doc = "which turns packets may take"}, self.routing);
        visit(field{.name = "arbiter", .doc = "whom an output serves first"}, self.arbiter);
        visit(field{.name = "channel_rule", .doc = "who says in which channel a packet travels"},
              self.channel_rule);
        visit(field{.name = "failed_links", .doc = "that carry nothing"}, self.failed_links);
        visit(field{.name = "failed_routers", .doc = "whose links carry nothing either"},
              self.failed_routers);
    }

    /// Cycles of a packet of so many flits from the one in which it is handed to its source to the
    /// one in which its tail leaves its last router, alone in a mesh whose buffers cover the way of
    /// a credit: buffer_flits at least max(1 + link_cycles, inject_cycles) + credit_cycles.
    std::uint64_t zero_load_cycles(std::uint64_t links, std::uint64_t flits) const {
        return interface_cycles + inject_cycles + (links + 1) * (pipeline - 1) +
               links * (1 + link_cycles) + (flits - 1) * link_period;
    }
};

/// The timing of Noxim (Catania et al. 2015): a handshake by alternating bits, so that a link
/// carries a flit every second cycle; an interface that holds one flit on its wire and sees room at
/// once; arbiters that all begin at the same side.
constexpr void use_noxim_timing(mesh_config& c) {
    c.pipeline = 1;
    c.link_cycles = 1;
    c.link_period = 2;
    c.credit_cycles = 1;
    c.interface_cycles = 1;
    c.inject_cycles = 1;
    c.interface_credit_cycles = 0;
    c.arbiter = mesh_arbiter::rotating;
}

}  // namespace memglia
