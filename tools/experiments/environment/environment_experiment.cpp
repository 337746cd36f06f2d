#include "tools/experiments/environment/environment_experiment.hpp"

#include "base/error.hpp"
#include "tools/experiments/chip_keys.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

void environment_experiment::validate() const {
    environment.validate();
    const environment_damage_config& d = environment.damage;
    if (questions == questions_on::rule) return;
    if (damage || d.spread > 0 || d.dead_neurons > 0 || d.dead_astrocytes > 0) {
        throw input_error({.path = "damage",
                           .found = "found damage of neurons or astrocytes",
                           .expected = "none where questions is fixed or chip",
                           .hint = "damage: false"});
    }
}

unused_keys environment_experiment::unused() const {
    unused_keys all;
    switch (questions) {
        case questions_on::rule:
            add_unused(all, {"chip"}, "questions is 'rule': no chip is asked", "questions",
                       "questions fixed or chip");
            break;
        case questions_on::fixed:
            add_unused_chip(all, substrate::fixed);
            break;
        case questions_on::chip:
            break;
    }
    return all;
}

}  // namespace memglia
