#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/choice.hpp"
#include "base/random.hpp"
#include "rtl_models/fabric/wormhole_mesh.hpp"

namespace memglia::test {

/// Follows packets through a mesh: each arrives once, whole, flit after flit, at its destination.
class packet_check {
  public:
    explicit packet_check(wormhole_mesh& mesh) : mesh_(mesh) {}

    /// Injects; false where no way is left.
    bool send(mesh_packet p) {
        p.tag = static_cast<std::uint32_t>(packets_.size());
        if (!mesh_.routing().reaches(p.source, p.destination)) {
            CHECK_THROWS_AS(mesh_.inject(p), unreachable_error);
            return false;
        }
        packets_.push_back({p, 0});
        flits_sent_ += p.flits;
        mesh_.inject(p);
        return true;
    }

    /// Takes the arrivals of the last cycle; with eject_flits gives room back after `delay` cycles.
    void take() {
        for (const mesh_arrival& a : mesh_.arrivals()) {
            followed& f = packets_[a.tag];
            if (a.node != f.packet.destination) FAIL("flit at node " << a.node);
            if (a.head != (f.flits == 0)) FAIL("a head that is not the first");
            ++f.flits;
            if (a.tail != (f.flits == f.packet.flits)) FAIL("a tail that is not the last");
            if (a.tail) {
                ++arrived_;
                note_order(f.packet, a);
            }
            ++flits_arrived_;
            if (mesh_.config().eject_flits > 0) {
                const auto key = std::pair{a.node, std::uint32_t{a.channel}};
                if (++held_[key] > mesh_.config().eject_flits) FAIL("a flit without room");
                holding_.push_back(key);
            }
        }
    }

    /// Endpoints make room for some of what they hold.
    void release(random_stream& r, std::uint32_t one_in) {
        for (std::size_t k = 0; k < holding_.size();) {
            if (r.below(one_in) != 0) {
                ++k;
                continue;
            }
            mesh_.release(holding_[k].first, holding_[k].second, 1);
            --held_[holding_[k]];
            holding_[k] = holding_.back();
            holding_.pop_back();
        }
    }
    bool holds_flits() const { return !holding_.empty(); }

    std::uint64_t sent() const { return packets_.size(); }
    std::uint64_t arrived() const { return arrived_; }
    std::uint64_t flits_sent() const { return flits_sent_; }
    std::uint64_t flits_arrived() const { return flits_arrived_; }
    /// Tails that came before one of an earlier packet of the same pair and channel.
    std::uint64_t overtaken() const { return overtaken_; }

  private:
    struct followed {
        mesh_packet packet;
        std::uint32_t flits = 0;
    };

    void note_order(const mesh_packet& p, const mesh_arrival& a) {
        const auto key = std::pair{p.source * 65536 + p.destination, p.channel};
        auto [last, is_first] = last_.try_emplace(key, a.tag);
        if (!is_first && a.tag < last->second) ++overtaken_;
        if (!is_first && a.tag > last->second) last->second = a.tag;
    }

    wormhole_mesh& mesh_;
    std::vector<followed> packets_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> last_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> held_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> holding_;
    std::uint64_t arrived_ = 0;
    std::uint64_t flits_sent_ = 0;
    std::uint64_t flits_arrived_ = 0;
    std::uint64_t overtaken_ = 0;
};

enum class attack : std::uint8_t { uniform, hotspot, complement, transpose, ring };
inline constexpr std::uint32_t attacks = 5;

/// Whom a node attacks; `ring` is its neighbour but two along the border, whose ways close a circle
/// around the mesh.
inline std::uint32_t victim(attack how, const wormhole_mesh& m, std::uint32_t node,
                            random_stream& r) {
    const std::uint32_t w = m.width();
    const std::uint32_t h = m.height();
    const std::uint32_t x = node % w;
    const std::uint32_t y = node / w;
    switch (how) {
        case attack::hotspot:
            return r.below(4) == 0 ? r.below(m.nodes()) : m.nodes() / 2;
        case attack::complement:
            return m.nodes() - 1 - node;
        case attack::transpose:
            return (x % h) * w + y % w;
        case attack::ring:
            if (h == 1) return (node + 2) % w;
            if (y == 0 && x + 1 < w) return w - 1 + (h > 2 ? 2 : 1) * w;
            if (x + 1 == w && y + 1 < h) return m.nodes() - 1 - (w > 2 ? 2 : 1);
            if (y + 1 == h && x > 0) return (h > 2 ? h - 3 : 0) * w;
            return w > 2 ? 2 : 1;
        case attack::uniform:
            break;
    }
    return r.below(m.nodes());
}

struct flood {
    std::uint32_t width = 4;
    std::uint32_t height = 4;
    mesh_config config{};
    attack how = attack::uniform;
    std::uint32_t longest = 9;  ///< flits
    std::uint64_t packets = 2000;
    std::uint32_t per_cycle = 0;  ///< packets; 0: all at once
    double stall = 0;
    bool conserve = false;  ///< count all flits in every cycle
};

/// Fills the mesh, drains it, and checks that all came and all credits are home. Returns the hops.
inline std::uint64_t run_flood(const flood& f, std::uint64_t seed) {
    wormhole_mesh mesh(f.width, f.height, f.config);
    if (f.stall > 0) mesh.stall(f.stall, seed);
    packet_check check(mesh);
    random_stream r(seed, "flood", "packets");
    random_stream room(seed, "flood", "room");
    std::uint64_t left = f.packets;
    std::uint64_t idle = 0;
    while (left > 0 || mesh.next_cycle() != wormhole_mesh::never || check.holds_flits()) {
        for (std::uint64_t n = f.per_cycle > 0 ? f.per_cycle : left; n > 0 && left > 0; --n) {
            --left;
            const std::uint32_t from = r.below(mesh.nodes());
            const std::uint32_t to = victim(f.how, mesh, from, r);
            const std::uint32_t flits = 1 + r.below(f.longest);
            const std::uint32_t channel = r.below(f.config.channels);
            check.send({.source = from, .destination = to, .flits = flits, .channel = channel});
        }
        const std::uint64_t before = check.flits_arrived();
        mesh.step();
        check.take();
        if (f.config.eject_flits > 0) check.release(room, 4);
        if (f.conserve) {
            const mesh_activity a = mesh.activity();
            if (a.injected != a.ejected + mesh.flits_inside()) FAIL("flits lost or made");
            if (a.ejected != check.flits_arrived()) FAIL("flits not reported");
        }
        idle = check.flits_arrived() == before ? idle + 1 : 0;
        if (idle > 100'000) FAIL("no flit has left for 100 000 cycles");
    }
    CHECK(check.arrived() == check.sent());
    CHECK(check.flits_arrived() == check.flits_sent());
    CHECK(mesh.empty());
    CHECK(mesh.flits_inside() == 0);
    CHECK(mesh.credits_are_home());
    const mesh_activity a = mesh.activity();
    CHECK(a.injected == check.flits_sent());
    CHECK(a.ejected == a.injected);
    CHECK(a.buffer_writes == a.hops);
    CHECK(a.credits == a.hops);
    if (f.config.channel_rule == mesh_channel_rule::kept &&
        f.config.routing == mesh_routing_rule::xy) {
        CHECK(check.overtaken() == 0);
    }
    return a.hops;
}

}  // namespace memglia::test
