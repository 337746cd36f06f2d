#include "rtl_models/fabric/traffic.hpp"

#include <algorithm>
#include <string>

#include "base/elementary.hpp"

namespace memglia {

traffic_source::traffic_source(std::uint32_t width, std::uint32_t height,
                               const traffic_config& config)
    : width_(width),
      nodes_(width * height),
      config_(config),
      log_of_none_(config.rate < 1 ? log1p_exact_bits(-config.rate) : 0),
      gaps_(config.seed, "traffic", "gaps"),
      destinations_(config.seed, "traffic", "destinations") {
    if (config.pattern == traffic_pattern::transpose && width != height) {
        throw input_error({.path = "pattern",
                           .found = "found transpose on a mesh of " + std::to_string(width) +
                                    " by " + std::to_string(height),
                           .expected = "a square mesh"});
    }
    if (config.pattern == traffic_pattern::hotspot && config.hotspot_node >= nodes_) {
        throw input_error({.path = "hotspot_node",
                           .found = "found node " + std::to_string(config.hotspot_node),
                           .expected = "one of " + std::to_string(nodes_) + " nodes"});
    }
    if (nodes_ < 2) {
        throw input_error(
            {.path = "mesh", .found = "found one node", .expected = "two or more for traffic"});
    }
    next_.packet.tag = 0xffffffffU;
    pop();
}

traffic_source::traffic_source(std::vector<traffic_event> list)
    : config_{.pattern = traffic_pattern::replay},
      list_(std::move(list)),
      gaps_(0, "traffic", "gaps"),
      destinations_(0, "traffic", "destinations") {
    std::stable_sort(
        list_.begin(), list_.end(),
        [](const traffic_event& a, const traffic_event& b) { return a.cycle < b.cycle; });
    next_.packet.tag = 0xffffffffU;
    pop();
}

// One draw says how many chances pass without a packet: the same as one draw for every node and
// cycle.
void traffic_source::pop() {
    const std::uint32_t tag = next_.packet.tag + 1;
    if (config_.pattern == traffic_pattern::replay) {
        if (at_ == list_.size()) {
            next_.cycle = wormhole_mesh::never;
            return;
        }
        next_ = list_[at_++];
        next_.packet.tag = tag;
        return;
    }
    while (true) {
        if (config_.rate < 1) {
            const double u = gaps_.uniform();
            index_ += static_cast<std::uint64_t>(log1p_exact_bits(-u) / log_of_none_);
        }
        const auto node = static_cast<std::uint32_t>(index_ % nodes_);
        next_.cycle = index_ / nodes_;
        ++index_;
        const std::uint32_t to = destination(node);
        if (to == node) continue;
        next_.packet = {.source = node, .destination = to, .flits = config_.flits, .tag = tag};
        return;
    }
}

std::uint32_t traffic_source::destination(std::uint32_t node) {
    switch (config_.pattern) {
        case traffic_pattern::transpose:
            return node % width_ * width_ + node / width_;
        case traffic_pattern::bit_complement:
            return nodes_ - 1 - node;
        case traffic_pattern::hotspot: {
            const double u = destinations_.uniform();
            if (u < config_.hotspot_share) return config_.hotspot_node;
            break;
        }
        case traffic_pattern::uniform:
        case traffic_pattern::replay:
            break;
    }
    const std::uint32_t other = destinations_.below(nodes_ - 1);
    return other < node ? other : other + 1;
}

}  // namespace memglia
