#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/field.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

constexpr std::string_view choice_words(learning_rule) {
    return "none|eligibility|wave";
}

/// Commands that a bench makes.
struct random_decisions {
    std::uint32_t commands = 200;
    double reward_share = 0.1;
    double silent_share = 0.1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "commands", .unit = "1", .doc = "in all", .min = 1, .max = 1e6},
              self.commands);
        visit(field{.name = "reward_share",
                    .unit = "1",
                    .doc = "of them that are rewards, and as many new episodes",
                    .min = 0,
                    .max = 0.5},
              self.reward_share);
        visit(field{.name = "silent_share",
                    .unit = "1",
                    .doc = "of the decisions in which no action neuron spikes",
                    .min = 0,
                    .max = 1},
              self.silent_share);
    }
};

/// The navigation controller on its bench.
struct controller_bench_config {
    std::uint32_t places = 25;
    std::uint32_t places_per_core = 16;
    learning_rule learning = learning_rule::eligibility;
    bool astrocyte_per_synapse = false;
    std::uint32_t spike_cycles = 20;
    std::string technology = "cmos_28nm";
    random_decisions random;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "places",
                    .unit = "1",
                    .doc = "place neurons, of which one spikes in a decision",
                    .min = 1,
                    .max = 65536},
              self.places);
        visit(field{.name = "places_per_core",
                    .unit = "1",
                    .doc = "of them in a core",
                    .min = 1,
                    .max = 65536},
              self.places_per_core);
        visit(field{.name = "learning", .doc = "what a reward sets off"}, self.learning);
        visit(field{.name = "astrocyte_per_synapse",
                    .doc = "whether an astrocyte is told of each use of its synapse"},
              self.astrocyte_per_synapse);
        visit(field{.name = "spike_cycles",
                    .unit = "cycles",
                    .doc = "in which the answer of the cores, or the writes, take place: the clock "
                           "is off",
                    .min = 1,
                    .max = 100000},
              self.spike_cycles);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the commands of a random stimulus"}, self.random);
    }

    /// Where answers tie.
    bool has_noise() const { return true; }
};

}  // namespace memglia
