#pragma once

#include "snan/snan_rule.hpp"

namespace memglia::test {

// Constants of these tests, whatever the defaults are: tau 100 decisions, 0.5 per visit, gate 0.5 /
// 0.2, alpha 0.95, ties only between equals, weights 4 to 15, learning by eligibility, 2 levels,
// tau 10 decisions down to 0.25, 4000 decisions of rest.
inline rule_config rule() {
    rule_config r;
    r.decision_window_s = 0.05;
    r.fire_threshold = 0.1;
    r.winner_margin = 0;
    r.suppression_depth = 0.95;
    r.gate_threshold = 0.5;
    r.gate_slope = 0.2;
    r.calcium_tau_s = 5;
    r.calcium_per_visit = 0.5;
    r.region_width_cells = r.region_height_cells = 1;
    r.weight_max = 15;
    r.weight_initial = 4;
    r.learning = snan_learning::eligibility;
    r.learning_rate = 2;
    r.eligibility_tau_s = 0.5;
    r.eligibility_min = 0.25;
    r.rest_s = 200;
    return r;
}

}  // namespace memglia::test
