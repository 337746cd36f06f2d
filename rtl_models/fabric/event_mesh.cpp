#include "rtl_models/fabric/event_mesh.hpp"

#include <algorithm>
#include <bit>

#include "base/choice.hpp"

namespace memglia {

namespace {
constexpr auto local = static_cast<std::uint32_t>(mesh_side::local);
constexpr std::uint32_t source_port = 5;
}  // namespace

event_mesh::event_mesh(std::uint32_t width, std::uint32_t height, const mesh_config& config)
    : width_(width),
      config_(config),
      routing_(width, height, config),
      outputs_(std::size_t{width} * height * ports) {
    if (config.routing != mesh_routing_rule::xy) {
        throw input_error(
            {.path = "routing",
             .found = "found " + word_of(config.routing) + " without cycles",
             .expected = "xy: links are reserved before the load of others is known"});
    }
    if (!config.failed_links.empty() || !config.failed_routers.empty()) {
        throw input_error({.path = config.failed_links.empty() ? "failed_routers" : "failed_links",
                           .found = "found failures in a mesh without cycles",
                           .expected = "none"});
    }
}

// The first cycle from `from` on in which nothing is reserved for so long; what was over before now
// is forgotten.
std::uint64_t event_mesh::first_gap(output& o, std::uint64_t from, std::uint64_t length,
                                    std::uint64_t now) {
    std::size_t over = 0;
    while (over < o.taken.size() && o.taken[over].end <= now) ++over;
    if (over > 0) {
        o.taken.erase(o.taken.begin(), o.taken.begin() + static_cast<std::ptrdiff_t>(over));
    }
    for (const reservation& r : o.taken) {
        if (from + length <= r.first) break;
        from = std::max(from, r.end);
    }
    return from;
}

void event_mesh::take(output& o, std::uint64_t first, std::uint64_t end) {
    auto at = o.taken.end();
    while (at != o.taken.begin() && std::prev(at)->first > first) --at;
    // A tail that waits for room may reach into what others have reserved.
    if (at != o.taken.begin() && std::prev(at)->end >= first) {
        --at;
        at->end = std::max(at->end, end);
    } else {
        at = o.taken.insert(at, {first, end});
    }
    auto next = std::next(at);
    while (next != o.taken.end() && next->first <= at->end) {
        at->end = std::max(at->end, next->end);
        ++next;
    }
    o.taken.erase(std::next(at), next);
}

event_mesh::transit event_mesh::send(std::uint64_t cycle, std::uint32_t source,
                                     std::uint32_t destination, std::uint32_t flits) {
    const std::uint64_t period = config_.link_period;
    const std::uint64_t body = (flits - 1) * period;
    const std::uint64_t in_router = config_.pipeline - 1;
    // The way: the source's own link into its router, links, the link to the endpoint.
    way_.clear();
    std::uint64_t at = cycle + config_.interface_cycles;
    const auto pass = [&](std::uint32_t port, std::uint64_t then) {
        const std::uint64_t start = first_gap(outputs_[port], at, body + period, cycle);
        way_.push_back({port, start});
        at = start + then;
    };
    pass(source * ports + source_port, config_.inject_cycles + in_router);
    for (std::uint32_t node = source;;) {
        const auto side = static_cast<std::uint32_t>(
            std::countr_zero(routing_.outputs(node, local, source, destination)));
        pass(node * ports + side, 1 + config_.link_cycles + in_router);
        if (side == local) break;
        node = routing_.neighbour(node, static_cast<mesh_side>(side));
    }
    // Backwards: the last flit of a packet longer than the next buffer waits for room in it.
    std::uint64_t after = 0;  ///< when the tail leaves the next output
    for (std::size_t k = way_.size(); k-- > 0;) {
        std::uint64_t tail = way_[k].start + body;
        if (k + 1 < way_.size() && flits > config_.buffer_flits) {
            const std::uint64_t ahead = std::uint64_t{config_.buffer_flits} * period;
            const std::uint64_t freed = after > ahead ? after - ahead : 0;
            tail = std::max(tail, freed + config_.credit_cycles);
        }
        after = tail;
        output& o = outputs_[way_[k].port];
        take(o, way_[k].start, tail + period);
        o.sent += flits;
    }
    hops_ += std::uint64_t{flits} * (way_.size() - 1);
    return {way_.back().start, way_.back().start + body};
}

}  // namespace memglia
