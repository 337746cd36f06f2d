#include "snan/mapping/rule_images.hpp"

#include "snan/mapping/field_images.hpp"

namespace memglia {

stdp_rule rule_of(const fixed_stdp& stdp) {
    stdp_rule rule{stdp.a_plus, stdp.a_minus, rom_of(stdp.plus), rom_of(stdp.minus), {}};
    if (stdp.reward) {
        const step_factor& gain = stdp.reward->gain;
        rule.reward = reward_rule{{gain.mantissa, gain.shift}, rom_of(stdp.reward->eligibility)};
    }
    return rule;
}

tripartite_rule rule_of(const fixed_tripartite& tripartite) {
    tripartite_rule rule;
    rule.step = tripartite.step;
    rule.window_ticks = tripartite.window_ticks;
    rule.pause_ticks = tripartite.pause_ticks;
    rule.until_tick = tripartite.until_tick;
    rule.is_gated = tripartite.field.has_value();
    if (tripartite.scaling) {
        rule.scaling = scaling_table{tripartite.scaling->shift, tripartite.scaling->unit};
    }
    return rule;
}

}  // namespace memglia
