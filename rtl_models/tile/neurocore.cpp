#include "rtl_models/tile/neurocore.hpp"

#include <algorithm>

namespace memglia {

namespace {

constexpr std::uint32_t no_group = ~std::uint32_t{0};

}  // namespace

neurocore::neurocore(const core_image& image, const synapse_array_config& config,
                     const device_config& device, const access_config& access, double line_cell_f,
                     std::uint64_t seed, std::uint64_t index)
    : group_is_(image.groups),
      groups_(image.groups.size()),
      most_state_((std::int64_t{1} << (image.state_bits - 1)) - 1),
      gate_(image.gates),
      effect_is_(image.effects),
      groups_of_gate_(image.gates),
      effects_of_gate_(image.gates),
      axon_words_(image.axon_words),
      fan_out_begin_(image.fan_out_begin),
      fan_out_(image.fan_out),
      delays_(image.rows.size() + image.rewards.size(), image.longest_delay_ticks()),
      synapses_(image, config, device, access, line_cell_f, seed, index),
      neurons_(image),
      plasticity_(image),
      tripartite_(image),
      groups_of_tripartite_(image.tripartite.size()),
      reward_rule_(image.rewards),
      rewards_(image.rules.size()) {
    for (const tripartite_rule& rule : image.tripartite) {
        tripartite_is_scaled_.push_back(rule.scaling ? 1 : 0);
    }
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
        const gain_group& is = group_is_[g];
        if (is_scaled(is)) groups_of_tripartite_[*is.tripartite].push_back(g);
        if (is.by == gain_group::gating::row) groups_of_gate_[is.gate].push_back(g);
        if (is.by == gain_group::gating::column) {
            for (const std::uint32_t gate : is.gate_of_column) {
                if (gate == no_gate) continue;
                auto& users = groups_of_gate_[gate];
                if (users.empty() || users.back() != g) users.push_back(g);
            }
        }
        take_gates(g);
    }
    for (std::uint32_t e = 0; e < effect_is_.size(); ++e) {
        for (std::uint32_t c = 0; c < effect_is_[e].gate_of_column.size(); ++c) {
            const std::uint32_t gate = effect_is_[e].gate_of_column[c];
            if (gate == no_gate) continue;
            auto& all = effects_of_gate_[gate];
            if (all.empty() || all.back().effect != e) all.push_back({e, {}});
            all.back().columns.push_back(c);
        }
    }
}

std::int32_t neurocore::column_gain(const gain_group& is, std::uint32_t column) const {
    const std::int32_t unit = is_scaled(is) ? tripartite_.unit(*is.tripartite, column) : is.unit;
    switch (is.by) {
        case gain_group::gating::none:
            return unit;
        case gain_group::gating::row:
            return gated(is, unit, is.gate);
        default:
            return gated(is, unit, is.gate_of_column[column]);
    }
}

void neurocore::take_gates(std::size_t g) {
    const gain_group& is = group_is_[g];
    group& own = groups_[g];
    own.by_column = is.by == gain_group::gating::column || is_scaled(is);
    if (!own.by_column) {
        own.gain = is.by == gain_group::gating::row ? gated(is, is.unit, is.gate) : is.unit;
        return;
    }
    own.column_gain.resize(neurons_.columns());
    for (std::uint32_t c = 0; c < own.column_gain.size(); ++c) {
        own.column_gain[c] = column_gain(is, c);
    }
}

void neurocore::force(std::uint32_t column) {
    neurons_.force(column);
    ++received_;
}

void neurocore::load_gate(std::uint32_t gate, std::int32_t open) {
    for (const columns_of_effect& of : effects_of_gate_[gate]) {
        const column_effect& is = effect_is_[of.effect];
        const std::int64_t more = is.value(open) - is.value(gate_[gate]);
        for (const std::uint32_t c : of.columns) {
            is.what == column_effect::on::current ? neurons_.add_current(c, more)
                                                  : neurons_.add_threshold(c, more);
        }
    }
    gate_[gate] = open;
    for (const std::uint32_t g : groups_of_gate_[gate]) take_gates(g);
}

void neurocore::set_gate(std::uint32_t gate, std::int32_t open) {
    load_gate(gate, open);
    ++work_.gate_writes;
    work_.shares_made += groups_of_gate_[gate].size() + effects_of_gate_[gate].size();
    for (const columns_of_effect& of : effects_of_gate_[gate]) work_.effects += of.columns.size();
    for (const std::uint32_t g : groups_of_gate_[gate]) {
        const auto& of = group_is_[g].gate_of_column;
        const bool is_row = group_is_[g].by == gain_group::gating::row;
        work_.gains_made +=
            is_row ? (is_scaled(group_is_[g]) ? std::uint64_t{neurons_.columns()} : 1)
                   : static_cast<std::uint64_t>(std::count(of.begin(), of.end(), gate));
    }
}

void neurocore::fire(std::uint64_t tick) {
    spiking_.clear();
    neurons_.fire(tick, spiking_);
    took_ = {.fire_cycles = neurons_.columns()};
    for (const std::uint32_t c : spiking_) {
        const std::uint32_t packets = fan_out_begin_[c + 1] - fan_out_begin_[c];
        work_.fan_out_reads += 1 + packets;
        took_.fire_cycles += packets;
    }
}

neurocore::duration neurocore::deliver(std::uint64_t tick) {
    const work before = work_;
    const plasticity_engine::work learned = plasticity_.done();
    const tripartite_engine::work consolidated = tripartite_.done();
    took_.rows = delays_.due(tick);
    last_group_ = no_group;
    due_.clear();
    work_.words_scanned += delays_.take(
        tick, [this](std::size_t row) { due_.push_back(static_cast<std::uint32_t>(row)); });
    if (!reward_rule_.empty()) take_rewards();
    constexpr std::size_t far_ahead = 16;
    constexpr std::size_t near_ahead = 8;
    for (std::size_t i = 0; i < due_.size(); ++i) {
        if (i + far_ahead < due_.size()) synapses_.prefetch_row(due_[i + far_ahead]);
        if (i + near_ahead < due_.size()) synapses_.prefetch_synapses(due_[i + near_ahead]);
        read(due_[i], tick);
    }
    if (!plasticity_.empty()) took_.write_s += plasticity_.spikes(spiking_, tick, synapses_);
    if (!reward_rule_.empty()) give_rewards(tick);
    if (!tripartite_.empty()) took_.write_s += consolidate(tick);
    neurons_.settle(tick, took_.rows != 0);
    const plasticity_engine::work& now = plasticity_.done();
    const tripartite_engine::work& written = tripartite_.done();
    took_.deliver_cycles =
        received_ + (work_.words_scanned - before.words_scanned) +
        (work_.gated_events - before.gated_events) + (work_.group_gains - before.group_gains) +
        (now.trace_reads - learned.trace_reads) + (now.changes - learned.changes) +
        (now.eligibility_reads - learned.eligibility_reads) +
        (written.arrivals - consolidated.arrivals) + (written.checks - consolidated.checks) +
        (written.pairings - consolidated.pairings) +
        (written.column_writes - consolidated.column_writes) +
        (written.scalings - consolidated.scalings);
    received_ = 0;
    return took_;
}

double neurocore::consolidate(std::uint64_t tick) {
    const double seconds = tripartite_.spikes(spiking_, tick, gate_, synapses_);
    for (const tripartite_engine::site& at : tripartite_.rescaled()) {
        for (const std::uint32_t g : groups_of_tripartite_[at.rule]) {
            groups_[g].column_gain[at.column] = column_gain(group_is_[g], at.column);
            if (group_is_[g].by != gain_group::gating::none) ++work_.gains_made;
        }
    }
    return seconds;
}

// Rewards are due behind all rows.
void neurocore::take_rewards() {
    for (; !due_.empty() && due_.back() >= synapses_.rows(); due_.pop_back()) {
        ++rewards_[reward_rule_[due_.back() - synapses_.rows()]];
        ++work_.rewards;
        --took_.rows;
    }
}

void neurocore::give_rewards(std::uint64_t tick) {
    for (std::size_t rule = 0; rule < rewards_.size(); ++rule) {
        if (rewards_[rule] == 0) continue;
        took_.write_s += plasticity_.reward(rule, rewards_[rule], tick, synapses_);
        rewards_[rule] = 0;
    }
}

void neurocore::read(std::size_t row, std::uint64_t tick) {
    std::int64_t* const inbox = neurons_.inbox();
    const std::uint32_t g = synapses_.group(row);
    const group& is = groups_[g];
    if (is.by_column) {
        const std::int32_t* const gain = is.column_gain.data();
        synapses_.read(row, [inbox, gain](std::uint32_t c, std::int32_t level) {
            inbox[c] += std::int64_t{level} * gain[c];
        });
        work_.gated_events += synapses_.end(row) - synapses_.begin(row);
    } else {
        const std::int64_t gain = is.gain;
        synapses_.read(
            row, [inbox, gain](std::uint32_t c, std::int32_t level) { inbox[c] += level * gain; });
        if (g != last_group_) work_.group_gains += neurons_.columns();
    }
    last_group_ = g;
    if (!plasticity_.empty() && plasticity_.learns(row))
        took_.write_s += plasticity_.arrival(row, tick, synapses_);
    if (!tripartite_.empty() && tripartite_.learns(row)) tripartite_.arrival(row, tick);
}

}  // namespace memglia
