#include "snan/snan_reference.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "snan/choice.hpp"

namespace memglia {

snan_reference::snan_reference(const rule_config& rule, const grid_map& map, std::uint64_t seed)
    : rule_(rule),
      map_(map),
      layout_(map.width(), map.height(), rule.region_side_cells),
      ties_(seed, "snan/reference", "ties"),
      calcium_(layout_.astrocytes(), 0.0),
      last_visit_(layout_.astrocytes(), 0),
      weight_(map.cells()),
      tag_(map.cells()) {
    for (auto& row : weight_) row.fill(rule.weight_initial);
}

void snan_reference::begin_episode() {
    now_ += rule_.rest_decisions();
    std::fill(tag_.begin(), tag_.end(), eligibility_tag{});
}

double snan_reference::calcium_of(std::uint32_t astrocyte) const {
    const auto elapsed = static_cast<double>(now_ - last_visit_[astrocyte]);
    return calcium_[astrocyte] * exp_exact_bits(-elapsed / rule_.calcium_tau_decisions());
}

double snan_reference::calcium(cell_index cell) const {
    return calcium_of(layout_.astrocyte_of(cell));
}

contact_bits snan_reference::winners(const observation& seen) {
    ++now_;
    here_ = seen.cell;
    const std::uint32_t own = layout_.astrocyte_of(here_);
    calcium_[own] = std::min(1.0, calcium_of(own) + rule_.calcium_per_visit);
    last_visit_[own] = now_;

    double strongest = rule_.fire_threshold;
    contact_bits winning = 0;
    for (const direction a : all_directions) {
        if ((seen.contacts & contact_bit(a)) != 0) continue;
        const auto destination = map_.neighbour(here_, a);
        const double gate =
            logistic_exact_bits((calcium(*destination) - rule_.gate_threshold) / rule_.gate_slope);
        const double drive = weight(here_, a) * (1 - rule_.suppression_depth * gate);
        if (drive > strongest) winning = 0;
        if (drive >= strongest) {
            strongest = drive;
            winning = static_cast<contact_bits>(winning | contact_bit(a));
        }
    }
    return winning;
}

void snan_reference::follow(direction action) {
    tag_[here_] = {now_, action};
}

direction snan_reference::decide(const observation& seen) {
    const direction action = choose(winners(seen), seen.contacts, ties_);
    follow(action);
    return action;
}

void snan_reference::outcome(bool rewarded) {
    if (!rewarded) return;
    for (cell_index cell = 0; cell < tag_.size(); ++cell) {
        if (tag_[cell].decision < 0) continue;
        const auto age = static_cast<double>(now_ - tag_[cell].decision);
        const double eligibility = exp_exact_bits(-age / rule_.eligibility_tau_decisions());
        if (eligibility < rule_.eligibility_min) continue;
        const double change = rule_.learning_rate * eligibility;
        for (const direction a : all_directions) {
            double& w = weight_[cell][static_cast<std::size_t>(a)];
            if (a == tag_[cell].action) {
                w = std::min<double>(rule_.weight_max, w + change);
            } else {
                w = std::min(w, std::max<double>(rule_.weight_initial, w - change));
            }
        }
    }
}

}  // namespace memglia
