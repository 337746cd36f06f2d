#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "rtl_models/fabric/zero_load.hpp"
#include "tools/experiments/traffic/traffic_run.hpp"
#include "tools/experiments/traffic/traffic_task.hpp"

namespace memglia {

namespace {

rung_outcome alone_in_the_mesh(const traffic_experiment& config) {
    if (!covers_credits(config.mesh) || !config.mesh.failed_links.empty() ||
        !config.mesh.failed_routers.empty()) {
        return {true,
                {"the closed form is of whole meshes whose buffers cover the way of a credit"}};
    }
    wormhole_mesh mesh(config.width, config.height, config.mesh);
    const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
    const std::uint32_t nodes = mesh.nodes();
    // All pairs of a small mesh, as many of a large one.
    const std::uint32_t step = std::max(1U, nodes * nodes / 65536);
    std::uint64_t pairs = 0;
    for (std::uint64_t k = 0; k < std::uint64_t{nodes} * nodes; k += step) {
        const auto from = static_cast<std::uint32_t>(k / nodes);
        const auto to = static_cast<std::uint32_t>(k % nodes);
        if (from == to) continue;
        ++pairs;
        const std::uint64_t sent = mesh.cycle();
        mesh.inject({.source = from, .destination = to, .flits = config.flits});
        std::optional<std::uint64_t> tail;
        while (!tail) {
            mesh.run_until_arrival(wormhole_mesh::never);
            if (mesh.arrivals().back().tail) tail = mesh.cycle() - 1;
        }
        const std::uint32_t links = apart(from % config.width, to % config.width) +
                                    apart(from / config.width, to / config.width);
        const std::uint64_t expected = zero_load_cycles(config.mesh, links, config.flits);
        if (*tail - sent != expected) {
            return {
                false,
                {fmt::format("packet from node {} to node {}: latency {} cycles, closed form {}",
                             from, to, *tail - sent, expected)}};
        }
        mesh.run_to(mesh.cycle() + 200);
    }
    return {true, {fmt::format("{} pairs of nodes, packets of {} flits", pairs, config.flits)}};
}

rung_outcome nothing_is_lost(const traffic_experiment& config) {
    constexpr std::uint64_t flood_cycles = 2000;
    std::uint64_t packets = 0;
    for (const std::string& pattern : config.patterns) {
        wormhole_mesh mesh(config.width, config.height, config.mesh);
        traffic_source source(config.width, config.height, config.traffic(pattern, 0.5));
        std::uint64_t in = 0;
        std::uint64_t out = 0;
        const auto count = [&] {
            mesh.step();
            out += mesh.arrivals().size();
            return mesh.activity().injected == out + mesh.flits_inside();
        };
        while (mesh.cycle() < flood_cycles) {
            for (; source.next().cycle <= mesh.cycle(); source.pop()) {
                const mesh_packet& p = source.next().packet;
                if (!mesh.routing().reaches(p.source, p.destination)) continue;
                mesh.inject(p);
                ++packets;
                in += p.flits;
            }
            if (count()) continue;
            return {false,
                    {fmt::format("{}: flits are lost or doubled in cycle {}", pattern,
                                 mesh.cycle() - 1)}};
        }
        const std::uint64_t latest = mesh.cycle() + 100 * (in + 1000);
        while (!mesh.empty() && mesh.cycle() < latest) count();
        mesh.run_to(mesh.cycle() + 200);
        if (!mesh.empty() || out != in || !mesh.credits_are_home()) {
            return {false,
                    {fmt::format("{}: {} flits in, {} out, {} inside", pattern, in, out,
                                 mesh.flits_inside())}};
        }
    }
    return {true,
            {fmt::format("{} packets at a rate of 0.5, in every cycle in = out + inside, then "
                         "empty",
                         packets)}};
}

rung_outcome near_without_cycles(traffic_experiment config) {
    if (!config.has_event_mesh()) {
        return {true, {"the mesh without cycles knows XY without failures alone"}};
    }
    config.without_cycles = true;
    constexpr double most = 0.05;
    rung_outcome outcome{true, {}};
    for (const std::string& pattern : config.patterns) {
        const traffic_point p = run_traffic(config, pattern, config.rate_low);
        const double error =
            p.latency.packets == 0 ? 0 : p.without_cycles->mean / p.latency.mean - 1;
        outcome.holds = outcome.holds && std::abs(error) <= most;
        outcome.lines.push_back(
            fmt::format("{:<16} mean latency {:.2f} cycles, {:.2f} without, "
                        "{:+.2f} %, at most {} %",
                        pattern, p.latency.mean, p.without_cycles->mean, 100 * error, 100 * most));
    }
    return outcome;
}

}  // namespace

std::vector<rung> traffic_task::rungs(const traffic_experiment& config, unsigned) const {
    return {{"1", "a packet alone = closed form", [config] { return alone_in_the_mesh(config); }},
            {"2", "a flood loses nothing", [config] { return nothing_is_lost(config); }},
            {"3", "mesh without cycles ~ cycle by cycle, at rate_low",
             [config] { return near_without_cycles(config); }}};
}

}  // namespace memglia
