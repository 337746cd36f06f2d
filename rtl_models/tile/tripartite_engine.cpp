#include "rtl_models/tile/tripartite_engine.hpp"

namespace memglia {

tripartite_engine::tripartite_engine(const core_image& image)
    : rules_(image.tripartite), last_arrival_(image.rows.size(), never) {
    if (rules_.empty()) return;
    columns_.resize(rules_.size());
    for (auto& of_rule : columns_) of_rule.resize(image.columns());
    for (std::uint32_t row = 0; row < image.rows.size(); ++row) {
        const std::uint32_t rule = image.groups[image.rows[row].group].tripartite.value_or(no_rule);
        rule_of_row_.push_back(rule);
        if (rule == no_rule) continue;
        for (std::uint32_t s = image.row_begin[row]; s < image.row_begin[row + 1]; ++s) {
            column_words& c = columns_[rule][image.column[s]];
            c.synapses.push_back({row, s});
            c.sum += static_cast<std::uint32_t>(image.level[s]);
        }
    }
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
        if (!rules_[rule].scaling) continue;
        for (column_words& c : columns_[rule]) c.unit = rules_[rule].scaling->of(c.sum);
    }
}

void tripartite_engine::arrival(std::size_t row, std::uint64_t tick) {
    last_arrival_[row] = tick;
    ++work_.arrivals;
}

double tripartite_engine::spikes(std::span<const std::uint32_t> columns, std::uint64_t tick,
                                 std::span<const std::int32_t> gates, synapse_array& synapses) {
    rescaled_.clear();
    double seconds = 0;
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
        const tripartite_rule& is = rules_[rule];
        if (tick >= is.until_tick) continue;
        for (const std::uint32_t c : columns) {
            column_words& of = columns_[rule][c];
            if (of.synapses.empty()) continue;
            if (is.is_gated) {
                const std::uint32_t gate = is.gate_of_column[c];
                if (gate == no_gate || gates[gate] == 0) continue;
            }
            ++work_.checks;
            if (of.may_change_from > tick) continue;
            of.may_change_from = tick + is.pause_ticks;
            seconds += write(rule, c, tick, synapses);
        }
    }
    return seconds;
}

double tripartite_engine::write(std::uint32_t rule, std::uint32_t column, std::uint64_t tick,
                                synapse_array& synapses) {
    const tripartite_rule& is = rules_[rule];
    column_words& of = columns_[rule][column];
    ++work_.column_writes;
    double seconds = 0;
    of.sum = 0;
    for (const synapse_site& at : of.synapses) {
        ++work_.pairings;
        const std::uint64_t last = last_arrival_[at.row];
        const bool is_paired = last != never && tick - last <= is.window_ticks;
        const synapse_array::moved done =
            synapses.move(at.row, at.synapse, is_paired ? is.step : -is.step);
        seconds += done.seconds;
        if (done.is_written) ++work_.level_changes;
        of.sum += static_cast<std::uint32_t>(done.level);
    }
    if (!is.scaling) return seconds;
    ++work_.scalings;
    of.unit = is.scaling->of(of.sum);
    rescaled_.push_back({rule, column});
    return seconds;
}

}  // namespace memglia
