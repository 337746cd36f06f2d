#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/fabric/mesh_config.hpp"
#include "rtl_models/fabric/traffic.hpp"

namespace memglia {

/// An experiment file with `task: traffic`: latency and throughput of a mesh over the rate of its
/// packets, for several patterns.
struct traffic_experiment {
    std::uint32_t width = 8;
    std::uint32_t height = 8;
    mesh_config mesh;
    std::vector<std::string> patterns{"uniform", "transpose", "hotspot", "bit_complement"};
    std::uint32_t flits = 8;
    std::uint32_t hotspot_node = 27;
    double hotspot_share = 0.2;
    std::uint32_t rates = 12;
    double rate_low = 0.001;
    double rate_high = 0.06;
    std::uint64_t warm_up_cycles = 2000;
    std::uint64_t cycles = 20'000;
    std::uint64_t drain_cycles = 20'000;
    bool without_cycles = true;
    std::uint64_t seed = 1;

    /// Throws input_error for patterns that are none or do not fit the mesh, rates the wrong way
    /// round, and more than 2e7 packets in a run.
    void validate() const;
    unused_keys unused() const;

    /// Of point i of `rates`, in equal ratios.
    double rate(std::uint32_t i) const;
    traffic_config traffic(const std::string& pattern, double rate) const;
    std::uint64_t all_cycles() const { return warm_up_cycles + cycles + drain_cycles; }
    /// Whether event_mesh has this mesh.
    bool has_event_mesh() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "width", .unit = "routers", .doc = "of the mesh", .min = 1, .max = 64},
              self.width);
        visit(field{.name = "height", .unit = "routers", .doc = "of the mesh", .min = 1, .max = 64},
              self.height);
        visit(field{.name = "mesh", .doc = "routers and links"}, self.mesh);
        visit(field{.name = "patterns",
                    .doc = "where packets go: uniform, transpose, hotspot, bit_complement"},
              self.patterns);
        visit(field{.name = "flits", .unit = "flits", .doc = "of a packet", .min = 1, .max = 65535},
              self.flits);
        visit(
            field{
                .name = "hotspot_node", .unit = "1", .doc = "y * width + x", .min = 0, .max = 4095},
            self.hotspot_node);
        visit(field{.name = "hotspot_share",
                    .unit = "1",
                    .doc = "of packets that go to the hot spot",
                    .min = 0,
                    .max = 1},
              self.hotspot_share);
        visit(field{.name = "rates",
                    .unit = "points",
                    .doc = "from rate_low to rate_high in equal ratios",
                    .min = 1,
                    .max = 100},
              self.rates);
        visit(field{.name = "rate_low",
                    .unit = "1",
                    .doc = "packets per node and cycle",
                    .min = 1e-6,
                    .max = 1},
              self.rate_low);
        visit(field{.name = "rate_high",
                    .unit = "1",
                    .doc = "packets per node and cycle",
                    .min = 1e-6,
                    .max = 1},
              self.rate_high);
        visit(field{.name = "warm_up_cycles",
                    .unit = "cycles",
                    .doc = "before what is measured",
                    .min = 0,
                    .max = 1e9},
              self.warm_up_cycles);
        visit(field{.name = "cycles",
                    .unit = "cycles",
                    .doc = "whose packets are measured",
                    .min = 1,
                    .max = 1e9},
              self.cycles);
        visit(field{.name = "drain_cycles",
                    .unit = "cycles",
                    .doc = "after them, traffic going on, in which the last of them may arrive",
                    .min = 0,
                    .max = 1e9},
              self.drain_cycles);
        visit(field{.name = "without_cycles",
                    .doc = "whether the same packets also go through the mesh that has no cycles"},
              self.without_cycles);
        visit(field{.name = "seed", .unit = "1", .doc = "of the packets", .min = 0, .max = 9e15},
              self.seed);
    }
};

}  // namespace memglia
