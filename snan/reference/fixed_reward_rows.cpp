#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/rounding_bits.hpp"
#include "snan/reference/fixed_rows.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

namespace {

/// Levels that only rewards move: a trace per row and per target, an eligibility per synapse.
class fixed_reward_rows final : public fixed_rows {
  public:
    fixed_reward_rows(const network& net, const fixed_network& fixed, std::size_t index,
                      gate_place gate, fixed_layout layout)
        : fixed_rows(std::move(layout)),
          gate_(gate),
          unit_(fixed.projections[index].unit),
          stdp_(*fixed.projections[index].stdp),
          most_level_(static_cast<std::int32_t>(fixed.format.weight_levels)),
          most_(std::int64_t{fixed.format.weight_levels} << 16U),
          row_(this->layout().rows()),
          synapse_(this->layout().places()) {
        const std::size_t to = index_of(net.populations, net.projections[index].target);
        neuron_.resize(net.populations[to].size);
        for (std::uint32_t j = 0; j < neuron_.size(); ++j) neuron_[j].tag = neuron_tag(to, j);
        this->layout().for_each_place(
            net, fixed, index, [&](const fixed_synapse& s, std::size_t row, std::size_t place) {
                row_[row].tag = row_tag(index, s.source, s.delay_ticks, s.ordinal);
                synapse_[place] = {s.target, s.level, {}};
                neuron_[s.target].synapses.push_back({row, place});
            });
    }

    void deliver(std::span<const due_row> due, const fixed_site& site) override {
        for (const due_row& at : due) {
            const std::size_t begin = layout().begin(at.row);
            const std::size_t end = layout().end(at.row);
            for (std::size_t k = begin; k < end; ++k) {
                one_synapse& s = synapse_[k];
                std::int64_t gain = unit_;
                if (gate_ != gate_place::nowhere) {
                    const std::size_t gated = gate_ == gate_place::target ? s.target : at.source;
                    gain = (std::int64_t{unit_} * site.share[gated] + 128) >> 8U;
                }
                site.inbox[s.target] += s.level * gain;
                change(s, -neuron_[s.target].trace.at(site.tick, stdp_.minus), site.tick);
            }
            row_[at.row].trace.rise(site.tick, stdp_.plus, stdp_.a_plus, most_);
            deliveries_ += end - begin;
        }
    }

    void end_tick(std::span<const std::uint32_t> spiking_targets, std::uint32_t tick) override {
        for (const std::uint32_t j : spiking_targets) {
            for (const auto& [row, place] : neuron_[j].synapses) {
                change(synapse_[place], row_[row].trace.at(tick, stdp_.plus), tick);
            }
            neuron_[j].trace.rise(tick, stdp_.minus, stdp_.a_minus, most_);
        }
    }

    void reward(std::uint64_t rewards, std::uint32_t tick) override {
        for (std::size_t row = 0; row < row_.size(); ++row) {
            for (std::size_t k = layout().begin(row); k < layout().end(row); ++k) {
                one_synapse& s = synapse_[k];
                const std::int64_t eligible = s.eligibility.at(tick, stdp_.reward->eligibility);
                const std::int64_t each = clipped(stdp_.reward->gain.times(eligible));
                const std::int64_t all = clipped(each * static_cast<std::int64_t>(rewards));
                if (all == 0) continue;
                const std::uint32_t who = row_[row].tag ^ neuron_[s.target].tag;
                const auto levels =
                    static_cast<std::int32_t>((std::abs(all) + rounding_bits(who, tick)) >> 16U);
                s.level = std::clamp(all < 0 ? s.level - levels : s.level + levels, 0, most_level_);
            }
        }
    }

    std::int32_t level(std::size_t place) const override { return synapse_[place].level; }

  private:
    struct one_synapse {
        std::uint32_t target = 0;
        std::int32_t level = 0;
        fixed_trace eligibility;
    };
    struct one_row {
        fixed_trace trace;
        std::uint32_t tag = 0;
    };
    struct one_neuron {
        fixed_trace trace;
        std::uint32_t tag = 0;
        std::vector<std::pair<std::size_t, std::size_t>> synapses;  ///< row and place
    };

    std::int64_t clipped(std::int64_t value) const { return std::clamp(value, -most_, most_); }

    void change(one_synapse& s, std::int64_t by, std::uint32_t tick) const {
        if (by == 0) return;
        const std::int64_t now = s.eligibility.at(tick, stdp_.reward->eligibility) + by;
        s.eligibility = {static_cast<std::int32_t>(clipped(now)), tick};
    }

    gate_place gate_;
    std::int32_t unit_;
    fixed_stdp stdp_;
    std::int32_t most_level_;
    std::int64_t most_;  ///< of traces and eligibilities
    std::vector<one_row> row_;
    std::vector<one_synapse> synapse_;
    std::vector<one_neuron> neuron_;
};

}  // namespace

std::unique_ptr<fixed_rows> make_fixed_reward_rows(const network& net, const fixed_network& fixed,
                                                   std::size_t projection_index, gate_place gate,
                                                   fixed_layout layout) {
    return std::make_unique<fixed_reward_rows>(net, fixed, projection_index, gate,
                                               std::move(layout));
}

}  // namespace memglia
