#pragma once

#include "base/field.hpp"
#include "rtl_models/baseline_config.hpp"
#include "rtl_models/chip_config.hpp"
#include "snan/navigation_experiment.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// Everything that decides a result: one file in configs/experiments/ with what it refers to.
struct run_config {
    experiment_config experiment;
    rule_config rule;
    chip_config chip;
    baseline_config baselines;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "experiment", .doc = "who walks which mazes how often"},
              self.experiment);
        visit(field{.name = "rule", .doc = "the network's rule, in biological units"}, self.rule);
        visit(
            field{
                .name = "chip", .doc = "the hardware", .presets = "chips", .preset = "navigation"},
            self.chip);
        visit(field{.name = "baselines", .doc = "what a decision is compared with"},
              self.baselines);
    }
};

}  // namespace memglia
