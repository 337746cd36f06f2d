#include "snan/snan_rule.hpp"

namespace memglia {

unused_keys rule_config::unused() const {
    unused_keys all;
    add_unused(all, {"membrane_tau_s"},
               "every decision of this task ends with a discharge of the membranes");
    if (suppression_depth == 0) {
        add_unused(all,
                   {"gate_threshold", "gate_slope", "calcium_tau_s", "calcium_per_visit",
                    "region_width_cells", "region_height_cells", "rest_s"},
                   "suppression_depth is 0: calcium weakens nothing", "suppression_depth",
                   "suppression_depth above 0");
    } else if (astrocyte_model != "reduced") {
        add_unused(all, {"calcium_tau_s", "calcium_per_visit"},
                   "astrocyte_model is '" + astrocyte_model + "', which has constants of its own",
                   "astrocyte_model", "astrocyte_model reduced");
    }
    const std::string learns = "learning is '" + learning + "'";
    if (learning != "eligibility") {
        add_unused(all, {"eligibility_tau_s", "eligibility_min"}, learns + ": nothing is tagged",
                   "learning", "learning eligibility");
    }
    if (learning != "wave") {
        add_unused(all, {"wave_over", "wave_reach_cells", "reward_memory", "exploration"},
                   learns + ": no waves", "learning", "learning wave");
    }
    if (learning == "none") {
        add_unused(all, {"weight_max", "learning_rate"}, learns + ": no weight changes", "learning",
                   "learning wave or eligibility");
    }
    return all;
}

}  // namespace memglia
