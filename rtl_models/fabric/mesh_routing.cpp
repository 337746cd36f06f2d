#include "rtl_models/fabric/mesh_routing.hpp"

#include <limits>
#include <string>

#include "base/choice.hpp"

namespace memglia {

namespace {
constexpr auto local = static_cast<std::uint32_t>(mesh_side::local);

constexpr std::uint32_t opposite(std::uint32_t side) {
    return side ^ 2U;
}
}  // namespace

mesh_routing::mesh_routing(std::uint32_t width, std::uint32_t height, const mesh_config& config)
    : width_(width), rule_(config.routing), at_(std::size_t{width} * height), links_(at_.size()) {
    for (std::uint32_t node = 0; node < nodes(); ++node) {
        at_[node] = {static_cast<std::int32_t>(node % width),
                     static_cast<std::int32_t>(node / width)};
        links_[node] = static_cast<std::uint8_t>(
            bit(mesh_side::local) | (node >= width ? bit(mesh_side::north) : 0) |
            (node % width + 1 < width ? bit(mesh_side::east) : 0) |
            (node + width < nodes() ? bit(mesh_side::south) : 0) |
            (node % width > 0 ? bit(mesh_side::west) : 0));
    }
    if (config.failed_links.empty() && config.failed_routers.empty()) return;
    if (nodes() > most_nodes_with_failures) {
        throw input_error(
            {.path = "failed_links",
             .found = "found failures in a mesh of " + std::to_string(nodes()) + " nodes",
             .expected = "at most " + std::to_string(most_nodes_with_failures) +
                         " nodes where links or routers fail"});
    }
    note_failures(config);
    tabulate();
}

std::uint32_t mesh_routing::neighbour(std::uint32_t node, mesh_side side) const {
    switch (side) {
        case mesh_side::north:
            return node - width_;
        case mesh_side::east:
            return node + 1;
        case mesh_side::south:
            return node + width_;
        case mesh_side::west:
            return node - 1;
        case mesh_side::local:
            break;
    }
    return node;
}

std::uint32_t mesh_routing::odd_even(position here, position to, std::int32_t source_x) {
    const std::int32_t dx = to.x - here.x;
    if (dx == 0 || to.y == here.y) return xy(here, to);
    if (dx < 0) {
        return bit(mesh_side::west) | (here.x % 2 == 0 ? vertical(here, to) : 0);
    }
    return (here.x % 2 != 0 || here.x == source_x ? vertical(here, to) : 0) |
           (to.x % 2 != 0 || dx != 1 ? bit(mesh_side::east) : 0);
}

void mesh_routing::note_failures(const mesh_config& config) {
    const auto cut = [this](std::uint32_t node, mesh_side side) {
        const std::uint32_t other = neighbour(node, side);
        links_[node] = static_cast<std::uint8_t>(links_[node] & ~bit(side));
        links_[other] = static_cast<std::uint8_t>(
            links_[other] & ~(1U << opposite(static_cast<std::uint32_t>(side))));
    };
    for (std::size_t i = 0; i < config.failed_links.size(); ++i) {
        const failed_link& f = config.failed_links[i];
        const std::string path = "failed_links[" + std::to_string(i) + "]";
        if (f.node >= nodes()) {
            throw input_error({.path = path + ".node",
                               .found = "found node " + std::to_string(f.node),
                               .expected = "one of " + std::to_string(nodes()) + " nodes"});
        }
        // The mesh's own shape, whatever has failed before.
        const bool exists = f.side != mesh_side::local &&
                            !(f.side == mesh_side::north && f.node < width_) &&
                            !(f.side == mesh_side::south && f.node + width_ >= nodes()) &&
                            !(f.side == mesh_side::west && f.node % width_ == 0) &&
                            !(f.side == mesh_side::east && f.node % width_ + 1 == width_);
        if (!exists) {
            throw input_error(
                {.path = path + ".side",
                 .found = "found " + word_of(f.side) + " of node " + std::to_string(f.node),
                 .expected = "a side on which the node has a neighbour"});
        }
        cut(f.node, f.side);
    }
    for (std::size_t i = 0; i < config.failed_routers.size(); ++i) {
        const std::uint32_t node = config.failed_routers[i].node;
        if (node >= nodes()) {
            throw input_error({.path = "failed_routers[" + std::to_string(i) + "].node",
                               .found = "found node " + std::to_string(node),
                               .expected = "one of " + std::to_string(nodes()) + " nodes"});
        }
        for (std::uint32_t side = 0; side < local; ++side) {
            if (has_link(node, static_cast<mesh_side>(side))) {
                cut(node, static_cast<mesh_side>(side));
            }
        }
        links_[node] = 0;
    }
}

// What comes in at a side travels to the opposite one.
bool mesh_routing::may_turn(std::uint32_t node, std::uint32_t side, std::uint32_t output) const {
    if (side == local || output == local) return true;
    if (side == output) return false;
    const auto heading = static_cast<mesh_side>(opposite(side));
    const auto to = static_cast<mesh_side>(output);
    if (heading == to) return true;
    const bool from_vertical = heading == mesh_side::north || heading == mesh_side::south;
    switch (rule_) {
        case mesh_routing_rule::xy:
            return !from_vertical;
        case mesh_routing_rule::west_first:
            return to != mesh_side::west;
        case mesh_routing_rule::odd_even:
            break;
    }
    const bool even = at_[node].x % 2 == 0;
    if (heading == mesh_side::east) return !even;
    if (to == mesh_side::west) return even;
    return true;
}

// For each destination, backwards over (node, side of entry): how far it is, and which outputs
// bring it nearer.
void mesh_routing::tabulate() {
    constexpr auto never = std::numeric_limits<std::uint32_t>::max();
    table_.assign(std::size_t{nodes()} * nodes() * mesh_sides, 0);
    std::vector<std::uint32_t> far(std::size_t{nodes()} * mesh_sides);
    std::vector<std::uint32_t> queue;
    for (std::uint32_t to = 0; to < nodes(); ++to) {
        if (!is_alive(to)) continue;
        far.assign(far.size(), never);
        queue.clear();
        for (std::uint32_t side = 0; side < mesh_sides; ++side) {
            far[to * mesh_sides + side] = 0;
            queue.push_back(to * mesh_sides + side);
        }
        for (std::size_t next = 0; next < queue.size(); ++next) {
            const std::uint32_t state = queue[next];
            const std::uint32_t node = state / mesh_sides;
            const std::uint32_t side = state % mesh_sides;
            if (side == local || !has_link(node, static_cast<mesh_side>(side))) continue;
            const std::uint32_t before = neighbour(node, static_cast<mesh_side>(side));
            for (std::uint32_t entry = 0; entry < mesh_sides; ++entry) {
                const std::uint32_t earlier = before * mesh_sides + entry;
                if (before == to || !may_turn(before, entry, opposite(side))) continue;
                if (far[earlier] == never) {
                    far[earlier] = far[state] + 1;
                    queue.push_back(earlier);
                }
            }
        }
        for (std::uint32_t node = 0; node < nodes(); ++node) {
            for (std::uint32_t side = 0; side < mesh_sides; ++side) {
                const std::uint32_t away = far[node * mesh_sides + side];
                if (away == never) continue;
                std::uint32_t outputs = away == 0 ? bit(mesh_side::local) : 0;
                for (std::uint32_t o = 0; o < local && away > 0; ++o) {
                    if (!has_link(node, static_cast<mesh_side>(o)) || !may_turn(node, side, o)) {
                        continue;
                    }
                    const std::uint32_t after =
                        neighbour(node, static_cast<mesh_side>(o)) * mesh_sides + opposite(o);
                    if (far[after] + 1 == away) outputs |= 1U << o;
                }
                table_[table_at(node, side, to)] = static_cast<std::uint8_t>(outputs);
            }
        }
    }
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> mesh_routing::unreachable() const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::uint32_t from = 0; from < nodes(); ++from) {
        for (std::uint32_t to = 0; to < nodes(); ++to) {
            if (is_alive(from) && is_alive(to) && !reaches(from, to)) pairs.emplace_back(from, to);
        }
    }
    return pairs;
}

}  // namespace memglia
