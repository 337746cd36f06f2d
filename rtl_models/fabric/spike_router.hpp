#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/field.hpp"
#include "rtl_models/fabric/clocked_fifo.hpp"

namespace memglia {

struct router_config {
    std::uint32_t buffer_flits = 4;
    std::uint32_t hop_cycles = 1;
    std::uint32_t link_cycles = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "buffer_flits",
                    .unit = "flits",
                    .doc = "depth of every input buffer",
                    .min = 1,
                    .max = 1024},
              self.buffer_flits);
        visit(field{.name = "hop_cycles",
                    .unit = "cycles",
                    .doc = "latency of a router",
                    .min = 1,
                    .max = 100},
              self.hop_cycles);
        visit(field{.name = "link_cycles",
                    .unit = "cycles",
                    .doc = "latency of a link",
                    .min = 0,
                    .max = 100},
              self.link_cycles);
    }
};

enum class router_port : std::uint8_t { local = 0, north = 1, east = 2, south = 3, west = 4 };
inline constexpr std::size_t router_port_count = 5;

/// A five-port mesh router for single-flit packets: input buffers, XY routing (x first, so no
/// deadlock), round-robin arbitration per output, back-pressure by credits. Nothing is ever
/// dropped.
///
/// Timing contract: a flit that is ready in cycle t and wins arbitration leaves in t; its receiver
/// may use it hop_cycles + link_cycles later. One flit per output and cycle.
class spike_router {
  public:
    spike_router(const router_config& config, std::uint32_t x, std::uint32_t y,
                 std::uint32_t mesh_width);

    bool can_accept(router_port port, std::uint64_t cycle) const {
        return inputs_[index(port)].can_accept(cycle);
    }
    void accept(router_port port, const packet& p, std::uint64_t ready) {
        inputs_[index(port)].push(p, ready);
    }

    /// The arbiters' turns begin anew.
    void reset() { last_winner_ = {}; }

    /// Output port by XY routing.
    router_port route(const packet& p) const;

    struct transfer {
        router_port from = router_port::local;
        router_port to = router_port::local;
        packet content;
    };

    struct outcome {
        std::array<transfer, router_port_count> transfers;
        std::size_t count = 0;
        /// When to step again without an outside event; none when empty or waiting for credit only.
        std::optional<std::uint64_t> next_cycle;
    };

    /// One cycle of arbitration. `may_send(port)` tells whether that output's receiver has room.
    template <class MaySend>
    outcome step(std::uint64_t cycle, const MaySend& may_send);

    std::size_t occupancy(router_port port) const { return inputs_[index(port)].size(); }

  private:
    static std::size_t index(router_port port) { return static_cast<std::size_t>(port); }

    std::uint32_t x_;
    std::uint32_t y_;
    std::uint32_t mesh_width_;
    std::vector<clocked_fifo> inputs_;
    std::array<std::size_t, router_port_count> last_winner_{};
};

template <class MaySend>
spike_router::outcome spike_router::step(std::uint64_t cycle, const MaySend& may_send) {
    outcome result;
    const auto wake_at = [&result](std::uint64_t when) {
        if (!result.next_cycle || when < *result.next_cycle) result.next_cycle = when;
    };
    // Which inputs have a flit for which output this cycle.
    std::array<std::uint8_t, router_port_count> wanted{};
    for (std::size_t in = 0; in < router_port_count; ++in) {
        if (inputs_[in].empty()) continue;
        if (inputs_[in].ready() > cycle) {
            wake_at(inputs_[in].ready());
        } else {
            wanted[index(route(inputs_[in].front()))] |= static_cast<std::uint8_t>(1U << in);
        }
    }
    for (std::size_t out = 0; out < router_port_count; ++out) {
        if (wanted[out] == 0 || !may_send(static_cast<router_port>(out))) continue;
        std::size_t in = last_winner_[out];
        do {
            in = (in + 1) % router_port_count;
        } while ((unsigned{wanted[out]} >> in & 1U) == 0);
        last_winner_[out] = in;
        result.transfers[result.count++] = {static_cast<router_port>(in),
                                            static_cast<router_port>(out), inputs_[in].pop(cycle)};
        const bool others_wait = (unsigned{wanted[out]} & ~(1U << in)) != 0;
        if (others_wait || (!inputs_[in].empty() && inputs_[in].ready() <= cycle + 1)) {
            wake_at(cycle + 1);
        } else if (!inputs_[in].empty()) {
            wake_at(inputs_[in].ready());
        }
    }
    return result;
}

}  // namespace memglia
