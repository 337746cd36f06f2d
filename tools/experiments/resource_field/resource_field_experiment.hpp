#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/tasks/resource_field/brief_field.hpp"
#include "snan/tasks/resource_field/conserved_field.hpp"
#include "snan/tasks/resource_field/ring_network.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

enum class field_model { conserved, brief };
constexpr std::string_view choice_words(field_model) {
    return "conserved|brief";
}

/// What a trial runs on: the equations on a grid, or a ring of spiking neurons and astrocytes.
enum class field_medium { grid, ring };
constexpr std::string_view choice_words(field_medium) {
    return "grid|ring";
}

enum class plane_axis { diffusion, gamma };
constexpr std::string_view choice_words(plane_axis) {
    return "diffusion|gamma";
}

/// Simulated points over beta and one parameter more, both in equal ratios, and the boundary of the
/// analysis.
struct resource_plane {
    bool run = false;
    plane_axis against = plane_axis::diffusion;
    std::uint32_t beta_points = 9;
    double beta_low = 0.005;
    double beta_high = 0.1;
    std::uint32_t points = 10;
    double low = 0.05;
    double high = 1;
    double near_boundary = 1.1;

    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "run", .doc = "whether the plane is simulated"}, self.run);
        visit(field{.name = "against", .doc = "what is varied beside beta"}, self.against);
        visit(
            field{.name = "beta_points", .unit = "points", .doc = "of beta", .min = 1, .max = 100},
            self.beta_points);
        visit(field{.name = "beta_low", .unit = "1", .doc = "smallest", .min = 1e-6, .max = 100},
              self.beta_low);
        visit(field{.name = "beta_high", .unit = "1", .doc = "largest", .min = 1e-6, .max = 100},
              self.beta_high);
        visit(field{.name = "points",
                    .unit = "points",
                    .doc = "of the other parameter",
                    .min = 1,
                    .max = 100},
              self.points);
        visit(field{.name = "low", .unit = "1", .doc = "its smallest", .min = 1e-6, .max = 1e6},
              self.low);
        visit(field{.name = "high", .unit = "1", .doc = "its largest", .min = 1e-6, .max = 1e6},
              self.high);
        visit(field{.name = "near_boundary",
                    .unit = "1",
                    .doc = "a point within this ratio of the boundary, in D or in gamma, counts as "
                           "near",
                    .min = 1,
                    .max = 10},
              self.near_boundary);
    }
};

/// An experiment file with `task: resource_field`.
struct resource_field_experiment {
    field_model model = field_model::conserved;
    conserved_parameters conserved;
    field_medium simulate = field_medium::grid;
    field_grid grid;
    ring_config ring;
    substrate on = substrate::double_precision;
    network_chip_config chip;
    double displacement = 0.3;
    double time = 0;
    resource_plane plane;
    brief_parameters brief;
    std::uint64_t seed = 1;

    /// Throws input_error for parameters without a bump, planes whose ends are the wrong way round,
    /// runs of more than 5e11 steps of points or 5e11 synaptic events.
    void validate() const;
    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "model",
                    .doc = "conserved: cosine kernel, step, resource that only moves; brief: "
                           "Mexican hat, tanh, resource that returns to 1"},
              self.model);
        visit(field{.name = "conserved", .doc = "the conserved field"}, self.conserved);
        visit(field{.name = "simulate",
                    .doc = "grid: the equations; ring: a network of spiking neurons and astrocyte "
                           "units"},
              self.simulate);
        visit(field{.name = "grid", .doc = "of the equations"}, self.grid);
        visit(field{.name = "ring", .doc = "the network"}, self.ring);
        visit(field{.name = "on",
                    .doc = "what the network runs on: double precision, a chip's integers, a chip"},
              self.on);
        visit(field{.name = "chip",
                    .doc = "the hardware",
                    .presets = "network_chips",
                    .preset = "resource_ring"},
              self.chip);
        visit(field{.name = "displacement",
                    .unit = "1",
                    .doc = "u starts as the bump plus so much of its peak times sin x",
                    .min = 0,
                    .max = 10},
              self.displacement);
        visit(field{.name = "time",
                    .unit = "1",
                    .doc = "of a trial, in membrane time constants; 0: 500 or, where the analysis "
                           "lets a drift grow, twelve of its time constants, 20 000 at most",
                    .min = 0,
                    .max = 1e6},
              self.time);
        visit(field{.name = "plane", .doc = "many trials, and the boundary between their fates"},
              self.plane);
        visit(field{.name = "brief", .doc = "the other field"}, self.brief);
        visit(field{.name = "seed", .unit = "1", .doc = "of noise"}, self.seed);
    }
};

}  // namespace memglia
