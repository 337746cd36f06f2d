#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rtl_models/fabric/endpoint_module.hpp"
#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/fabric/spike_router_module.hpp"
#include "testbenches/support/quiet_kernel.hpp"

namespace memglia {

/// An endpoint that sends what it is told when it is told, and takes packets as slowly as it is
/// told.
class mesh_endpoint : public endpoint_module {
  public:
    struct arrival {
        std::uint64_t cycle = 0;
        packet content;
    };

    mesh_endpoint(const sc_core::sc_module_name& name, node_id node, spike_router_module& router,
                  const router_config& config, chip_context& context)
        : endpoint_module(name, node, router, config, context) {}

    /// Hands a packet to the outbox in this cycle. Cycles in ascending order.
    void send_at(std::uint64_t cycle, const packet& p) {
        to_send_.push_back({cycle, p});
        wake_at(to_send_.front().cycle);
    }

    /// After a take in cycle c, the next is not before next_take(c).
    std::function<std::uint64_t(std::uint64_t)> next_take = [](std::uint64_t c) { return c + 1; };
    std::size_t takes_per_cycle = 1;
    std::uint64_t takes_from = 0;  ///< none before this cycle

    std::vector<arrival> received;

  protected:
    void evaluate(std::uint64_t cycle) override {
        for (; !to_send_.empty() && to_send_.front().cycle <= cycle; to_send_.pop_front()) {
            send(to_send_.front().content, cycle + 1);
        }
        if (takes_from <= cycle && has_packet(cycle)) {
            for (std::size_t n = 0; n < takes_per_cycle && has_packet(cycle); ++n) {
                received.push_back({cycle, take(cycle)});
            }
            takes_from = std::max(next_take(cycle), cycle + 1);
        }
        if (!to_send_.empty()) wake_at(to_send_.front().cycle);
        if (has_packet(cycle)) wake_at(std::max(takes_from, cycle + 1));
    }

  private:
    std::deque<arrival> to_send_;
};

/// The routers of a mesh, joined; the bench adds what it wants at their local ports.
class router_mesh {
  public:
    router_mesh(std::uint32_t mesh_width, std::uint32_t mesh_height, const router_config& config,
                bool last_first = false)
        : width(mesh_width), height(mesh_height), network(config), routers(width * height) {
        for (std::uint32_t i = 0; i < nodes(); ++i) {
            const std::uint32_t node = last_first ? nodes() - 1 - i : i;
            routers[node] = std::make_unique<spike_router_module>(
                ("router_" + std::to_string(node)).c_str(), network, node % width, node / width,
                width, context);
        }
        for (std::uint32_t node = 0; node < nodes(); ++node) {
            if (node % width + 1 < width) {
                routers[node]->connect(router_port::east, *routers[node + 1]);
                routers[node + 1]->connect(router_port::west, *routers[node]);
            }
            if (node + width < nodes()) {
                routers[node]->connect(router_port::south, *routers[node + width]);
                routers[node + width]->connect(router_port::north, *routers[node]);
            }
        }
    }

    std::uint32_t nodes() const { return width * height; }
    std::uint64_t cycle() const { return context.clock.now(); }

    void run(std::uint64_t cycles) {
        sc_core::sc_start(sc_core::sc_time::from_value(cycles * context.clock.period_ps),
                          sc_core::SC_RUN_TO_TIME);
    }

    /// Links between two nodes.
    std::uint64_t distance(std::uint32_t a, std::uint32_t b) const {
        const auto apart = [](std::uint32_t u, std::uint32_t v) { return u > v ? u - v : v - u; };
        return apart(a % width, b % width) + apart(a / width, b / width);
    }

    /// Cycles from "ready at the source's router" to "the destination may take it", without
    /// traffic.
    std::uint64_t latency(std::uint32_t from, std::uint32_t to) const {
        return distance(from, to) * (network.hop_cycles + network.link_cycles) + network.hop_cycles;
    }

    quiet_kernel quiet;
    const std::uint32_t width;
    const std::uint32_t height;
    const router_config network;
    chip_context context;
    std::vector<std::unique_ptr<spike_router_module>> routers;
};

/// A mesh with a probe at every node.
class probe_mesh : public router_mesh {
  public:
    probe_mesh(std::uint32_t mesh_width, std::uint32_t mesh_height, const router_config& config,
               bool last_first = false)
        : router_mesh(mesh_width, mesh_height, config, last_first), probes(nodes()) {
        for (std::uint32_t i = 0; i < nodes(); ++i) {
            const std::uint32_t node = last_first ? nodes() - 1 - i : i;
            probes[node] = std::make_unique<mesh_endpoint>(
                ("probe_" + std::to_string(node)).c_str(), static_cast<node_id>(node),
                *routers[node], network, context);
        }
    }

    bool drained() const {
        return std::all_of(probes.begin(), probes.end(),
                           [](const auto& p) { return p->drained(); });
    }

    std::vector<std::unique_ptr<mesh_endpoint>> probes;
};

}  // namespace memglia
