#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "rtl_models/fabric/mesh_config.hpp"

namespace memglia {

/// Which outputs a head may ask for, as bits by mesh_side.
///
/// In a whole mesh these lie on shortest ways and are computed. Where links have failed they come
/// from a table of the shortest ways that the turns of the rule leave, which may be longer.
class mesh_routing {
  public:
    /// Largest mesh with failures: its table has 5 bytes for a pair of nodes.
    static constexpr std::uint32_t most_nodes_with_failures = 4096;

    mesh_routing(std::uint32_t width, std::uint32_t height, const mesh_config& config);

    std::uint32_t nodes() const { return static_cast<std::uint32_t>(at_.size()); }

    /// Of a head that came in at this side. None where no way is left.
    std::uint32_t outputs(std::uint32_t node, std::uint32_t side, std::uint32_t source,
                          std::uint32_t destination) const {
        if (!table_.empty()) return table_[table_at(node, side, destination)];
        const position here = at_[node];
        const position to = at_[destination];
        if (rule_ == mesh_routing_rule::xy) return xy(here, to);
        return rule_ == mesh_routing_rule::west_first ? west_first(here, to)
                                                      : odd_even(here, to, at_[source].x);
    }

    bool has_link(std::uint32_t node, mesh_side side) const {
        return (links_[node] >> static_cast<std::uint32_t>(side) & 1U) != 0;
    }
    bool is_alive(std::uint32_t node) const { return links_[node] != 0; }
    bool reaches(std::uint32_t source, std::uint32_t destination) const {
        return table_.empty() ||
               table_[table_at(source, static_cast<std::uint32_t>(mesh_side::local),
                               destination)] != 0;
    }

    /// Pairs of routers that work, between which the rule leaves no way: source, destination.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> unreachable() const;

    std::uint32_t neighbour(std::uint32_t node, mesh_side side) const;

  private:
    struct position {
        std::int32_t x = 0;
        std::int32_t y = 0;
    };
    static constexpr std::uint32_t bit(mesh_side side) {
        return 1U << static_cast<std::uint32_t>(side);
    }
    static std::uint32_t vertical(position here, position to) {
        return to.y < here.y ? bit(mesh_side::north) : bit(mesh_side::south);
    }
    static std::uint32_t xy(position here, position to) {
        if (to.x != here.x) return to.x > here.x ? bit(mesh_side::east) : bit(mesh_side::west);
        return to.y == here.y ? bit(mesh_side::local) : vertical(here, to);
    }
    static std::uint32_t west_first(position here, position to) {
        if (to.x <= here.x || to.y == here.y) return xy(here, to);
        return bit(mesh_side::east) | vertical(here, to);
    }
    /// ROUTE of Chiu, The odd-even turn model for adaptive routing, IEEE TPDS 11(7), 2000.
    static std::uint32_t odd_even(position here, position to, std::int32_t source_x);

    std::size_t table_at(std::uint32_t node, std::uint32_t side, std::uint32_t destination) const {
        return (std::size_t{destination} * nodes() + node) * mesh_sides + side;
    }
    void note_failures(const mesh_config& config);
    void tabulate();
    bool may_turn(std::uint32_t node, std::uint32_t side, std::uint32_t output) const;

    std::uint32_t width_;
    mesh_routing_rule rule_;
    std::vector<position> at_;
    std::vector<std::uint8_t> links_;  ///< by node: outputs that work
    std::vector<std::uint8_t> table_;
};

}  // namespace memglia
