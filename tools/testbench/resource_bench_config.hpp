#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/field.hpp"
#include "snan/models/resource.hpp"
#include "tools/testbench/unit_spikes.hpp"

namespace memglia {

/// Tiles of resource on their bench: units in a ring, dealt to them.
struct resource_bench_config {
    resource_config resource;
    double conductance = 0.1;
    std::uint32_t units = 8;
    std::uint32_t tiles = 2;
    std::uint32_t neurons_per_unit = 4;
    double tick_s = 1e-3;
    std::uint32_t tail_ticks = 500;
    std::string technology = "cmos_28nm";
    random_bursts random;

    resource_bench_config() {
        resource.depletion = 0.05;
        random.rate = 0.02;
    }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "resource", .doc = "that synapses and astrocytes share"},
              self.resource);
        visit(
            field{
                .name = "conductance",
                .unit = "1",
                .doc =
                    "share of the difference that flows between neighbours in an exchange; 0: none",
                .min = 0,
                .max = 0.25},
            self.conductance);
        visit(field{.name = "units", .unit = "1", .doc = "in a ring", .min = 3, .max = 4096},
              self.units);
        visit(field{.name = "tiles",
                    .unit = "1",
                    .doc = "to which neighbouring units are dealt",
                    .min = 1,
                    .max = 256},
              self.tiles);
        visit(field{.name = "neurons_per_unit",
                    .unit = "neurons",
                    .doc = "that a unit senses",
                    .min = 1,
                    .max = 1024},
              self.neurons_per_unit);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "one tick, in biological time",
                    .min = 1e-7,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "tail_ticks",
                    .unit = "ticks",
                    .doc = "after the last spike",
                    .min = 0,
                    .max = 1e6},
              self.tail_ticks);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the spikes of a random stimulus"}, self.random);
    }

    void validate() const {
        if (tiles <= units) return;
        throw input_error({.path = "tiles",
                           .found = "found " + std::to_string(tiles) + " tiles",
                           .expected = "at most as many as units"});
    }
};

}  // namespace memglia
