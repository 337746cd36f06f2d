#include "snan/snan_reference.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "snan/choice.hpp"

namespace memglia {

snan_reference::snan_reference(const rule_config& rule, const grid_map& map, std::uint64_t seed)
    : rule_(rule),
      guided_by_waves_(rule.guided()),
      map_(map),
      wiring_(rule, map),
      ties_(seed, "snan/reference", "ties"),
      calcium_(make_calcium(rule, wiring_.astrocytes())),
      wave_(rule, map),
      weight_(map.cells()),
      tag_(map.cells()) {
    for (auto& row : weight_) row.fill(rule.weight_initial);
}

void snan_reference::begin_episode() {
    now_ += rule_.rest_decisions();
    std::fill(tag_.begin(), tag_.end(), eligibility_tag{});
    wave_.begin_episode();
}

contact_bits snan_reference::winners(const observation& seen) {
    ++now_;
    here_ = seen.cell;
    if (!wiring_.per_synapse()) calcium_->raise(wiring_.sensing(here_), now_);
    wave_.sense(seen);
    const contact_bits guided = guided_by_waves_ ? wave_.guide(seen.cell) : contact_bits{0};

    std::array<double, 4> drive{};
    double strongest = 0;
    for (const direction a : all_directions) {
        if ((seen.contacts & contact_bit(a)) != 0) continue;
        drive[static_cast<std::size_t>(a)] =
            weight(here_, a) * (1 - rule_.suppression_depth * gate(seen, a, guided));
        strongest = std::max(strongest, drive[static_cast<std::size_t>(a)]);
    }
    contact_bits winning = 0;
    for (const direction a : all_directions) {
        if ((seen.contacts & contact_bit(a)) != 0) continue;
        const double v = drive[static_cast<std::size_t>(a)];
        if (v >= rule_.fire_threshold && v >= strongest - rule_.winner_margin) {
            winning = static_cast<contact_bits>(winning | contact_bit(a));
        }
    }
    return winning;
}

// A wave that guides holds the gates open towards where it came from and shuts the others.
double snan_reference::gate(const observation& seen, direction a, contact_bits guided) const {
    const double calcium = guided == 0 ? calcium_->at(*wiring_.gating(seen.cell, a), now_)
                                       : ((guided & contact_bit(a)) != 0 ? 0.0 : 1.0);
    return logistic_exact_bits((calcium - rule_.gate_threshold) / rule_.gate_slope);
}

void snan_reference::follow(direction action) {
    last_action_ = action;
    tag_[here_] = {now_, action};
    if (wiring_.per_synapse()) {
        if (const auto own = wiring_.gating(here_, action)) calcium_->raise(*own, now_);
    }
    if (rule_.learning == snan_learning::wave && wave_.misses_reward(here_)) {
        const auto recalled = wave_.recall(here_);
        learn_from(recalled.arrivals, recalled.potentiates);
        // The way back to a remembered place may lead over visited cells.
        if (recalled.potentiates) now_ += rule_.rest_decisions();
    }
}

direction snan_reference::decide(const observation& seen) {
    const direction action = choose(winners(seen), seen.contacts, ties_);
    follow(action);
    return action;
}

void snan_reference::outcome(bool rewarded) {
    if (!rewarded) return;
    if (rule_.learning == snan_learning::eligibility) reinforce_eligible();
    if (rule_.learning == snan_learning::wave) {
        const auto reached = map_.neighbour(here_, last_action_);
        if (!reached) return;
        learn_from(wave_.reward(*reached), true);
    }
}

// Spike timing: a synapse whose destination fired one step before its origin grows, the others
// shrink; nothing leads on from a source. Without potentiation all shrink.
void snan_reference::learn_from(const std::vector<astrocyte_wave::arrival>& wave, bool potentiate) {
    for (const astrocyte_wave::arrival& at : wave) {
        if (potentiate && at.step == 0) continue;
        reinforce(at.cell, potentiate ? at.from : contact_bits{0}, rule_.learning_rate);
    }
}

void snan_reference::reinforce_eligible() {
    for (cell_index cell = 0; cell < tag_.size(); ++cell) {
        if (tag_[cell].decision < 0) continue;
        const auto age = static_cast<double>(now_ - tag_[cell].decision);
        const double eligibility = exp_exact_bits(-age / rule_.eligibility_tau_decisions());
        if (eligibility < rule_.eligibility_min) continue;
        reinforce(cell, contact_bit(tag_[cell].action), rule_.learning_rate * eligibility);
    }
}

void snan_reference::reinforce(cell_index cell, contact_bits actions, double change) {
    for (const direction a : all_directions) {
        double& w = weight_[cell][static_cast<std::size_t>(a)];
        if ((actions & contact_bit(a)) != 0) {
            w = std::min<double>(rule_.weight_max, w + change);
        } else {
            w = std::min(w, std::max<double>(rule_.weight_initial, w - change));
        }
    }
}

}  // namespace memglia
