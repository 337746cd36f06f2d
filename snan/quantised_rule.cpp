#include "snan/quantised_rule.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "snan/ullah_astrocyte.hpp"

namespace memglia {

namespace {
template <class Integer>
Integer rounded(double x) {
    return static_cast<Integer>(std::floor(x + 0.5));
}

}  // namespace

quantised_rule::quantised_rule(const rule_config& rule)
    : calcium_per_visit(rounded<std::uint8_t>(rule.calcium_per_visit * calcium_one)),
      wave_step(rounded<std::uint8_t>(rule.learning_rate)),
      weight_initial(static_cast<std::uint8_t>(rule.weight_initial)),
      weight_max(static_cast<std::uint8_t>(rule.weight_max)),
      fire_threshold(std::max(1, rounded<std::int32_t>(rule.fire_threshold * gain_one))),
      rest_decisions(rule.rest_decisions()) {
    const double tau = rule.calcium_tau_decisions();
    for (std::size_t i = 0; i < decay_fine.size(); ++i) {
        const auto elapsed = static_cast<double>(i);
        decay_fine[i] = rounded<std::uint16_t>(decay_one * exp_exact_bits(-elapsed / tau));
        decay_coarse[i] = rounded<std::uint16_t>(decay_one * exp_exact_bits(-64 * elapsed / tau));
    }
    for (std::size_t i = 0; i < gate_of_calcium.size(); ++i) {
        const double calcium = static_cast<double>(i) / calcium_one;
        const double gate = logistic_exact_bits((calcium - rule.gate_threshold) / rule.gate_slope);
        gate_of_calcium[i] = rounded<std::uint8_t>(gate * (gate_levels - 1));
    }
    for (std::size_t i = 0; i < gain_of_gate.size(); ++i) {
        const double gate = static_cast<double>(i) / (gate_levels - 1);
        gain_of_gate[i] = rounded<std::uint8_t>(gain_one * (1 - rule.suppression_depth * gate));
    }
    rule.require_quantisable("rule");
    if (rule.astrocyte_model == calcium_model::ullah_transient) {
        for (const double um : ullah_transient(rule.decision_window_s, transient_tolerance_um)) {
            transient.push_back(
                rounded<std::uint8_t>(std::min<double>(calcium_one, um * calcium_one)));
        }
    }
    for (int age = 0; rule.learning == snan_learning::eligibility; ++age) {
        const double eligibility = exp_exact_bits(-age / rule.eligibility_tau_decisions());
        const auto step = rounded<std::uint8_t>(rule.learning_rate * eligibility);
        if (eligibility < rule.eligibility_min || step == 0) break;
        learning_steps.push_back(step);
    }
}

}  // namespace memglia
