#include <algorithm>
#include <limits>
#include <utility>

#include "snan/reference/fixed_rows.hpp"

namespace memglia {

namespace {

/// Levels that spikes of permitted targets move, all those onto a target at once.
class fixed_tripartite_rows final : public fixed_rows {
  public:
    fixed_tripartite_rows(const network& net, const fixed_network& fixed, std::size_t index,
                          gate_place gate, fixed_layout layout)
        : fixed_rows(std::move(layout)),
          gate_(gate),
          rule_(*fixed.projections[index].tripartite),
          most_level_(static_cast<std::int32_t>(fixed.format.weight_levels)),
          most_state_(fixed.format.most_state()),
          last_arrival_(this->layout().rows(), never),
          target_(this->layout().places()),
          level_(this->layout().places()) {
        const std::size_t to = index_of(net.populations, net.projections[index].target);
        neuron_.resize(net.populations[to].size);
        this->layout().for_each_place(
            net, fixed, index, [&](const fixed_synapse& s, std::size_t row, std::size_t place) {
                target_[place] = s.target;
                level_[place] = s.level;
                neuron_[s.target].synapses.push_back(
                    {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(place)});
            });
        for (one_neuron& n : neuron_) {
            n.unit = fixed.projections[index].unit;
            scale(n);
        }
    }

    void deliver(std::span<const due_row> due, const fixed_site& site) override {
        for (const due_row& at : due) {
            const std::size_t end = layout().end(at.row);
            for (std::size_t k = layout().begin(at.row); k < end; ++k) {
                const std::uint32_t j = target_[k];
                std::int64_t unit = neuron_[j].unit;
                if (gate_ != gate_place::nowhere) {
                    const std::size_t gated = gate_ == gate_place::target ? j : at.source;
                    unit = gated_unit(neuron_[j].unit, site.share[gated], most_state_);
                }
                site.inbox[j] += level_[k] * unit;
            }
            last_arrival_[at.row] = site.tick;
            deliveries_ += end - layout().begin(at.row);
        }
    }

    void end_tick(std::span<const std::uint32_t>, std::uint32_t) override {}

    void consolidate(std::span<const std::uint32_t> permitted_targets,
                     std::uint32_t tick) override {
        for (const std::uint32_t j : permitted_targets) {
            one_neuron& n = neuron_[j];
            if (n.may_change_from > tick) continue;
            n.may_change_from = std::uint64_t{tick} + rule_.pause_ticks;
            for (const synapse_site& at : n.synapses) {
                const std::uint64_t last = last_arrival_[at.row];
                const bool is_paired = last != never && tick - last <= rule_.window_ticks;
                std::int32_t& level = level_[at.place];
                level =
                    std::clamp(is_paired ? level + rule_.step : level - rule_.step, 0, most_level_);
            }
            scale(n);
        }
    }

    std::int32_t level(std::size_t place) const override { return level_[place]; }

  private:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    struct synapse_site {
        std::uint32_t row = 0;
        std::uint32_t place = 0;
    };
    struct one_neuron {
        std::int32_t unit = 0;
        std::uint64_t may_change_from = 0;
        std::vector<synapse_site> synapses;
    };

    void scale(one_neuron& n) const {
        if (!rule_.scaling) return;
        std::uint32_t sum = 0;
        for (const synapse_site& at : n.synapses)
            sum += static_cast<std::uint32_t>(level_[at.place]);
        n.unit = rule_.scaling->of(sum);
    }

    gate_place gate_;
    fixed_tripartite rule_;
    std::int32_t most_level_;
    std::int64_t most_state_;
    std::vector<std::uint64_t> last_arrival_;  ///< of each row
    line_vector<std::uint32_t> target_;
    line_vector<std::int32_t> level_;
    std::vector<one_neuron> neuron_;
};

}  // namespace

std::unique_ptr<fixed_rows> make_fixed_tripartite_rows(const network& net,
                                                       const fixed_network& fixed,
                                                       std::size_t projection_index,
                                                       gate_place gate, fixed_layout layout) {
    return std::make_unique<fixed_tripartite_rows>(net, fixed, projection_index, gate,
                                                   std::move(layout));
}

}  // namespace memglia
