#include "tools/experiments/environment/environment_experiment.hpp"

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/experiments/chip_keys.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

void environment_experiment::validate() const {
    environment.validate();
    const environment_damage_config& d = environment.damage;
    const bool learns_on_chip = on == environment_numbers::chip;
    if (questions == questions_on::rule && !learns_on_chip) return;
    if (damage || d.spread > 0 || d.dead_neurons > 0 || d.dead_astrocytes > 0 ||
        (learns_on_chip && d.stuck_synapses > 0)) {
        throw input_error({.path = "damage",
                           .found = "found damage of neurons, astrocytes or synapses",
                           .expected = "none where on is chip, or questions fixed or chip",
                           .hint = "damage: false"});
    }
    if (learns_on_chip && questions != questions_on::rule) {
        throw input_error({.path = "questions",
                           .found = "found '" + word_of(questions) + "'",
                           .expected = "rule where on is chip: what learned answers"});
    }
}

unused_keys environment_experiment::unused() const {
    unused_keys all;
    if (on == environment_numbers::chip) return all;
    switch (questions) {
        case questions_on::rule:
            add_unused(all, {"chip"}, "questions is 'rule': no chip is asked", "questions",
                       "questions fixed or chip, or on chip");
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
