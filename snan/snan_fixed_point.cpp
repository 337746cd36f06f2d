#include "snan/snan_fixed_point.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"

namespace memglia {

namespace {

tie_source chip_ties(std::uint64_t seed) {
    return {[stream = random_stream(seed, "chip/controller", "ties")](std::uint32_t n) mutable {
        return stream.below(n);
    }};
}

}  // namespace

snan_fixed_point::snan_fixed_point(const rule_config& rule, const grid_map& map, std::uint64_t seed,
                                   std::unique_ptr<synapses> store)
    : snan_fixed_point(rule, map, chip_ties(seed), std::move(store)) {}

snan_fixed_point::snan_fixed_point(const rule_config& rule, const grid_map& map, tie_source ties,
                                   std::unique_ptr<synapses> store)
    : rule_(rule),
      waves_(rule.learning == snan_learning::wave),
      guided_by_waves_(rule.guided()),
      map_(map),
      layout_(rule, map),
      ties_(std::move(ties)),
      synapses_(std::move(store)),
      calcium_(layout_.astrocytes(), 0),
      last_visit_(layout_.astrocytes(), 0),
      wave_(rule, map),
      tag_(map.cells()) {}

void snan_fixed_point::begin_episode() {
    now_ += rule_.rest_decisions;
    std::fill(tag_.begin(), tag_.end(), eligibility_tag{});
    wave_.begin_episode();
}

int snan_fixed_point::calcium_of(std::uint32_t astrocyte) const {
    const std::uint64_t elapsed = now_ - last_visit_[astrocyte];
    if (!rule_.transient.empty()) {
        const bool under_way = last_visit_[astrocyte] != 0 && elapsed < rule_.transient.size();
        return under_way ? rule_.transient[elapsed] : rule_.transient.back();
    }
    if (elapsed >= 64 * 64) return 0;
    constexpr int half = quantised_rule::decay_one / 2;
    const int fine =
        (calcium_[astrocyte] * rule_.decay_fine[elapsed % 64] + half) / quantised_rule::decay_one;
    return (fine * rule_.decay_coarse[elapsed / 64] + half) / quantised_rule::decay_one;
}

void snan_fixed_point::raise(std::uint32_t astrocyte) {
    if (rule_.transient.empty()) {
        calcium_[astrocyte] =
            std::min(quantised_rule::calcium_one, calcium_of(astrocyte) + rule_.calcium_per_visit);
    } else if (last_visit_[astrocyte] != 0 &&
               now_ - last_visit_[astrocyte] < rule_.transient.size()) {
        return;  // refractory: a transient under way takes its course
    }
    last_visit_[astrocyte] = now_;
}

direction snan_fixed_point::decide(const observation& seen) {
    ++now_;
    ++decisions_;
    if (!layout_.per_synapse()) raise(layout_.of_cell(seen.cell));
    wave_.sense(seen);
    const contact_bits guided = guided_by_waves_ ? wave_.guide(seen.cell) : contact_bits{0};

    trace_ = {.decision = decisions_, .seen = seen};
    trace_.learns_by_waves = waves_;
    trace_.weight_level = synapses_->read_levels(seen.cell);
    std::int32_t strongest = rule_.fire_threshold;
    for (const direction a : all_directions) {
        const auto i = static_cast<std::size_t>(a);
        // A side beyond the edge of the map has no astrocyte: its gate stays at the resting level.
        const auto gating = layout_.of_synapse(map_, seen.cell, a);
        int calcium = gating ? calcium_of(*gating) : 0;
        if (guided != 0) {
            calcium = (guided & contact_bit(a)) != 0 ? 0 : quantised_rule::calcium_one;
        }
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
    if (layout_.per_synapse()) {
        const auto own = layout_.of_synapse(map_, seen.cell, trace_.action);
        if (own) raise(*own);
    }
    if (waves_ && wave_.misses_reward(seen.cell)) {
        const auto recalled = wave_.recall(seen.cell);
        learn_from(recalled.arrivals, recalled.potentiates);
        if (recalled.potentiates) now_ += rule_.rest_decisions;
    }
    return trace_.action;
}

void snan_fixed_point::outcome(bool rewarded) {
    if (!rewarded) return;
    if (waves_) {
        const auto reached = map_.neighbour(trace_.seen.cell, trace_.action);
        if (!reached) return;  // the other of two in lockstep has moved, this one has not
        learn_from(wave_.reward(*reached), true);
        return;
    }
    for (cell_index cell = 0; cell < tag_.size(); ++cell) {
        if (tag_[cell].decision == 0) continue;
        const std::uint64_t age = now_ - tag_[cell].decision;
        if (age >= rule_.learning_steps.size()) continue;
        const auto action = contact_bit(tag_[cell].action);
        const std::uint8_t step = rule_.learning_steps[age];
        trace_.request_sum += (cell + 1ULL) * (1ULL + action + 16ULL * step);
        reinforce(cell, action, step);
    }
}

void snan_fixed_point::reinforce(cell_index cell, contact_bits actions, std::uint8_t step) {
    ++trace_.rows_requested;
    ++trace_.rows_written;
    trace_.write_pulses += synapses_->reinforce(cell, actions, step);
}

void snan_fixed_point::learn_from(const std::vector<astrocyte_wave::arrival>& wave,
                                  bool potentiate) {
    for (const astrocyte_wave::arrival& at : wave) {
        if (potentiate && at.step == 0) continue;
        const contact_bits grows = potentiate ? at.from : contact_bits{0};
        trace_.request_sum += (at.cell + 1ULL) * (1ULL + grows);
        reinforce(at.cell, grows, rule_.wave_step);
    }
}

}  // namespace memglia
