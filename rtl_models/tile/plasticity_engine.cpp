#include "rtl_models/tile/plasticity_engine.hpp"

#include <algorithm>

#include "base/rounding_bits.hpp"

namespace memglia {

plasticity_engine::plasticity_engine(const core_image& image)
    : most_trace_(std::int64_t{image.weight_levels} << 16U),
      rules_(image.rules),
      column_tag_(image.column_tag),
      row_trace_(image.rows.size()),
      column_trace_(rules_.size(), std::vector<trace>(image.columns())),
      column_begin_(rules_.size(), std::vector<std::uint32_t>(image.columns() + 1)),
      column_site_(rules_.size()) {
    if (std::any_of(rules_.begin(), rules_.end(),
                    [](const stdp_rule& r) { return r.reward.has_value(); })) {
        eligibility_.resize(image.level.size());
    }
    for (const row_entry& row : image.rows) {
        rule_of_row_.push_back(image.groups[row.group].plasticity.value_or(no_rule));
        row_tag_.push_back(row.tag);
    }
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
        std::vector<std::vector<synapse_site>> by_column(image.columns());
        for (std::uint32_t row = 0; row < image.rows.size(); ++row) {
            if (rule_of_row_[row] != rule) continue;
            for (std::uint32_t s = image.row_begin[row]; s < image.row_begin[row + 1]; ++s) {
                by_column[image.column[s]].push_back({row, s});
            }
        }
        for (std::size_t c = 0; c < by_column.size(); ++c) {
            column_site_[rule].insert(column_site_[rule].end(), by_column[c].begin(),
                                      by_column[c].end());
            column_begin_[rule][c + 1] = static_cast<std::uint32_t>(column_site_[rule].size());
        }
    }
}

void plasticity_engine::raise(trace& t, std::int32_t by, const decay_rom& decay,
                              std::uint64_t tick) {
    t.value = std::min(decay.after(t.value, tick - t.tick) + by, most_trace_);
    t.tick = tick;
    ++work_.trace_reads;
    ++work_.trace_writes;
}

double plasticity_engine::change(synapse_site at, std::int64_t size, bool gain, std::uint64_t tick,
                                 synapse_array& synapses) {
    ++work_.trace_reads;
    if (size == 0) return 0;
    const std::optional<reward_rule>& reward = rules_[rule_of_row_[at.row]].reward;
    if (reward) {
        make_eligible(at.synapse, gain ? size : -size, reward->eligibility, tick);
        return 0;
    }
    const std::uint32_t column = column_tag_[synapses.column(at.synapse)];
    return move(at, size, gain, gain ? ~column : column, tick, synapses);
}

double plasticity_engine::move(synapse_site at, std::int64_t size, bool gain, std::uint32_t column,
                               std::uint64_t tick, synapse_array& synapses) {
    ++work_.changes;
    const std::uint32_t who = row_tag_[at.row] ^ column;
    const auto levels = static_cast<std::int32_t>(
        (size + rounding_bits(who, static_cast<std::uint32_t>(tick))) >> 16U);
    if (levels == 0) return 0;
    return synapses.move(at.row, at.synapse, gain ? levels : -levels).seconds;
}

void plasticity_engine::make_eligible(std::size_t synapse, std::int64_t by, const decay_rom& decay,
                                      std::uint64_t tick) {
    trace& c = eligibility_[synapse];
    c.value = std::clamp(decay.after(c.value, tick - c.tick) + by, -most_trace_, most_trace_);
    c.tick = tick;
    ++work_.eligibility_reads;
    ++work_.eligibility_writes;
}

double plasticity_engine::reward(std::size_t rule, std::uint64_t rewards, std::uint64_t tick,
                                 synapse_array& synapses) {
    const reward_rule& is = *rules_[rule].reward;
    double seconds = 0;
    for (std::uint32_t row = 0; row < rule_of_row_.size(); ++row) {
        if (rule_of_row_[row] != rule) continue;
        for (std::size_t s = synapses.begin(row); s < synapses.end(row); ++s) {
            ++work_.eligibility_reads;
            ++work_.rewarded;
            const trace& c = eligibility_[s];
            const std::int64_t each =
                std::clamp(is.gain.of(is.eligibility.after(c.value, tick - c.tick)), -most_trace_,
                           most_trace_);
            const std::int64_t size =
                std::clamp(each * static_cast<std::int64_t>(rewards), -most_trace_, most_trace_);
            if (size == 0) continue;
            const std::uint32_t column = column_tag_[synapses.column(s)];
            seconds += move({row, static_cast<std::uint32_t>(s)}, size < 0 ? -size : size, size > 0,
                            column, tick, synapses);
        }
    }
    return seconds;
}

double plasticity_engine::arrival(std::size_t row, std::uint64_t tick, synapse_array& synapses) {
    const std::uint32_t rule = rule_of_row_[row];
    const stdp_rule& is = rules_[rule];
    raise(row_trace_[row], is.a_plus, is.plus, tick);
    double seconds = 0;
    for (std::size_t s = synapses.begin(row); s < synapses.end(row); ++s) {
        const trace& post = column_trace_[rule][synapses.column(s)];
        seconds += change({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(s)},
                          is.minus.after(post.value, tick - post.tick), false, tick, synapses);
    }
    return seconds;
}

double plasticity_engine::spikes(std::span<const std::uint32_t> columns, std::uint64_t tick,
                                 synapse_array& synapses) {
    double seconds = 0;
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
        const stdp_rule& is = rules_[rule];
        for (const std::uint32_t c : columns) {
            const std::uint32_t end = column_begin_[rule][c + 1];
            if (column_begin_[rule][c] == end) continue;
            raise(column_trace_[rule][c], is.a_minus, is.minus, tick);
            for (std::uint32_t k = column_begin_[rule][c]; k < end; ++k) {
                const synapse_site at = column_site_[rule][k];
                const trace& pre = row_trace_[at.row];
                seconds +=
                    change(at, is.plus.after(pre.value, tick - pre.tick), true, tick, synapses);
            }
        }
    }
    return seconds;
}

}  // namespace memglia
