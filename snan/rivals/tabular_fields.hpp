#pragma once

#include "base/field.hpp"

namespace memglia {

/// The fields that every learner of a table of cells and actions has: `learning_rate`, `discount`,
/// `exploration`, `initial_value` and `step_reward` of `self`, in this order.
template <class Self, class Visitor>
void visit_tabular_fields(Self& self, Visitor& visit) {
    visit(field{.name = "learning_rate",
                .unit = "1",
                .doc = "share of the prediction error that is learned",
                .min = 0,
                .max = 1},
          self.learning_rate);
    visit(field{.name = "discount",
                .unit = "1",
                .doc = "gamma: worth of a reward one decision later",
                .min = 0,
                .max = 1},
          self.discount);
    visit(field{.name = "exploration",
                .unit = "1",
                .doc = "epsilon: share of decisions that are random",
                .min = 0,
                .max = 1},
          self.exploration);
    visit(field{.name = "initial_value",
                .unit = "1",
                .doc = "value of every state and action before learning; above 0 it explores",
                .min = 0,
                .max = 10},
          self.initial_value);
    visit(field{.name = "step_reward",
                .unit = "1",
                .doc = "reward of a decision that does not reach the goal (the goal gives 1)",
                .min = -1,
                .max = 0},
          self.step_reward);
}

}  // namespace memglia
