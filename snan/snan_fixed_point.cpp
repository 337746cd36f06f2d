#include "snan/snan_fixed_point.hpp"

#include <algorithm>
#include <utility>

#include "snan/choice.hpp"

namespace memglia {

snan_fixed_point::snan_fixed_point(const rule_config& rule, const grid_map& map, std::uint64_t seed,
                                   std::unique_ptr<synapses> store)
    : rule_(rule),
      map_(map),
      layout_(map.width(), map.height(), rule.region_side_cells),
      ties_(seed, "chip/controller", "ties"),
      synapses_(std::move(store)),
      calcium_(layout_.astrocytes(), 0),
      last_visit_(layout_.astrocytes(), 0),
      tag_(map.cells()) {}

void snan_fixed_point::begin_episode() {
    now_ += rule_.rest_decisions;
    std::fill(tag_.begin(), tag_.end(), eligibility_tag{});
}

int snan_fixed_point::calcium_of(std::uint32_t astrocyte) const {
    const std::uint64_t elapsed = now_ - last_visit_[astrocyte];
    if (elapsed >= 64 * 64) return 0;
    constexpr int half = quantised_rule::decay_one / 2;
    const int fine =
        (calcium_[astrocyte] * rule_.decay_fine[elapsed % 64] + half) / quantised_rule::decay_one;
    return (fine * rule_.decay_coarse[elapsed / 64] + half) / quantised_rule::decay_one;
}

direction snan_fixed_point::decide(const observation& seen) {
    ++now_;
    ++decisions_;
    const std::uint32_t own = layout_.astrocyte_of(seen.cell);
    calcium_[own] =
        std::min(quantised_rule::calcium_one, calcium_of(own) + rule_.calcium_per_visit);
    last_visit_[own] = now_;

    trace_ = {.decision = decisions_, .seen = seen};
    trace_.weight_level = synapses_->read_levels(seen.cell);
    std::int32_t strongest = rule_.fire_threshold;
    for (const direction a : all_directions) {
        const auto i = static_cast<std::size_t>(a);
        // A side beyond the edge of the map has no astrocyte: its gate stays at the resting level.
        const auto destination = map_.neighbour(seen.cell, a);
        const int calcium = destination ? calcium_of(layout_.astrocyte_of(*destination)) : 0;
        trace_.gate_level[i] = rule_.gate_of_calcium[static_cast<std::size_t>(calcium)];
        const auto gain = rule_.gain_of_gate[static_cast<std::size_t>(trace_.gate_level[i])];
        trace_.membrane[i] = trace_.weight_level[i] * gain;
        if ((seen.contacts & contact_bit(a)) != 0) {
            trace_.membrane[i] -= quantised_rule::contact_inhibition;
        }
        if (trace_.membrane[i] > strongest) trace_.spikes = 0;
        if (trace_.membrane[i] >= strongest) {
            strongest = trace_.membrane[i];
            trace_.spikes = static_cast<contact_bits>(trace_.spikes | contact_bit(a));
        }
    }
    trace_.action = choose(trace_.spikes, seen.contacts, ties_);
    tag_[seen.cell] = {now_, trace_.action};
    return trace_.action;
}

void snan_fixed_point::outcome(bool rewarded) {
    if (!rewarded) return;
    for (cell_index cell = 0; cell < tag_.size(); ++cell) {
        if (tag_[cell].decision == 0) continue;
        const std::uint64_t age = now_ - tag_[cell].decision;
        if (age >= rule_.learning_steps.size()) continue;
        trace_.write_pulses +=
            synapses_->reinforce(cell, tag_[cell].action, rule_.learning_steps[age]);
    }
}

}  // namespace memglia
