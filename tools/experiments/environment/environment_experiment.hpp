#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/tasks/environment/environment_config.hpp"

namespace memglia {

/// In which numbers the rule runs.
enum class environment_numbers { double_precision, fixed };
constexpr std::string_view choice_words(environment_numbers) {
    return "double|fixed";
}

/// Where questions are answered: by the rule itself, or by a network with the weights that were
/// learned, in a chip's integers or on a chip.
enum class questions_on { rule, fixed, chip };
constexpr std::string_view choice_words(questions_on) {
    return "rule|fixed|chip";
}

/// An experiment file with `task: environment`.
struct environment_experiment {
    environment_config environment;
    environment_numbers on = environment_numbers::double_precision;
    questions_on questions = questions_on::rule;
    network_chip_config chip;
    std::uint32_t networks = 20;
    bool ablations = true;
    bool costs = true;
    bool persistence = true;
    bool damage = true;

    void validate() const;
    unused_keys unused() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "environment", .doc = "network, stream and questions"},
              self.environment);
        visit(field{.name = "on", .doc = "double precision, or a chip's integers"}, self.on);
        visit(field{.name = "questions",
                    .doc = "rule: the network goes on by its rule; fixed, chip: the weights that "
                           "were learned are programmed, and a chip's integers or a chip answer"},
              self.questions);
        visit(field{.name = "chip",
                    .doc = "the hardware",
                    .presets = "network_chips",
                    .preset = "environment"},
              self.chip);
        visit(field{.name = "networks",
                    .unit = "networks",
                    .doc = "with environment.seed and the seeds after it",
                    .min = 1,
                    .max = 1000},
              self.networks);
        visit(field{.name = "ablations",
                    .doc = "the same without astrocytes, plasticity or homeostasis, too"},
              self.ablations);
        visit(field{.name = "costs",
                    .doc = "fewer and more bouts, too: what accuracy costs, with astrocytes and "
                           "without"},
              self.costs);
        visit(field{.name = "persistence",
                    .doc = "delays from 0.3 to 6 s, and a hundred images after the last bout, too"},
              self.persistence);
        visit(field{.name = "damage", .doc = "spread of parameters and parts that are dead, too"},
              self.damage);
    }
};

}  // namespace memglia
