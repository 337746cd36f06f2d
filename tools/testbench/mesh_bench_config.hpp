#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/fabric/mesh_config.hpp"

namespace memglia {

/// Packets that a bench makes: some far apart, of which every one has the mesh for itself, then
/// the others at a rate.
struct random_packets {
    std::uint32_t alone = 16;
    std::uint32_t packets = 500;
    double rate = 0.05;
    std::uint32_t longest_flits = 8;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "alone",
                    .unit = "packets",
                    .doc = "so far apart that none meets another",
                    .min = 0,
                    .max = 10000},
              self.alone);
        visit(field{.name = "packets",
                    .unit = "packets",
                    .doc = "at the rate, after those",
                    .min = 0,
                    .max = 100000},
              self.packets);
        visit(field{.name = "rate",
                    .unit = "1",
                    .doc = "packets per node and cycle, to any other node",
                    .min = 0.001,
                    .max = 1},
              self.rate);
        visit(field{.name = "longest_flits",
                    .unit = "flits",
                    .doc = "of a packet; all lengths up to it are as likely",
                    .min = 1,
                    .max = 1000},
              self.longest_flits);
    }

    void validate() const {
        if (alone + packets > 0) return;
        throw input_error({.path = "packets",
                           .found = "found alone 0 and packets 0",
                           .expected = "one of them above 0"});
    }
};

/// A mesh on its bench; `x` and `y` say which router the bench of a router looks at.
struct mesh_bench_config {
    std::uint32_t width = 4;
    std::uint32_t height = 4;
    mesh_config mesh;
    std::uint32_t flit_bits = 32;
    std::string technology = "cmos_28nm";
    random_packets random;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "width", .unit = "nodes", .doc = "columns", .min = 1, .max = 64},
              self.width);
        visit(field{.name = "height", .unit = "nodes", .doc = "rows", .min = 1, .max = 64},
              self.height);
        visit(field{.name = "mesh", .doc = "routers and links"}, self.mesh);
        visit(field{.name = "flit_bits",
                    .unit = "bits",
                    .doc = "of a flit, for the energy",
                    .min = 1,
                    .max = 1024},
              self.flit_bits);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the packets of a random stimulus"}, self.random);
    }

    unused_keys unused() const {
        unused_keys all;
        if (mesh.channels == 1) {
            add_unused(all, {"mesh.channel_rule"}, "mesh.channels is 1: there is no choice",
                       "mesh.channels", "mesh.channels 2 or more");
        }
        return all;
    }
};

struct router_bench_config : mesh_bench_config {
    std::uint32_t x = 1;
    std::uint32_t y = 1;

    router_bench_config() {
        width = 3;
        height = 3;
    }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        mesh_bench_config::fields(self, visit);
        visit(field{.name = "x",
                    .unit = "1",
                    .doc = "column of the router that is looked at",
                    .min = 0,
                    .max = 63},
              self.x);
        visit(field{.name = "y",
                    .unit = "1",
                    .doc = "row of the router that is looked at",
                    .min = 0,
                    .max = 63},
              self.y);
    }

    void validate() const {
        if (x < width && y < height) return;
        throw input_error({.path = x < width ? "y" : "x",
                           .found = "found a router outside of the mesh",
                           .expected = "x below width and y below height"});
    }
};

}  // namespace memglia
