#include <algorithm>
#include <limits>
#include <utility>

#include "snan/reference/synapse_rows.hpp"

namespace memglia {

namespace {

/// Weights that spikes of permitted targets move, all those onto a target at once: the last arrival
/// of a row, and what a target's synapses are scaled by.
class tripartite_rows final : public synapse_rows {
  public:
    tripartite_rows(const network& net, std::size_t projection_index, gate_place gate,
                    row_layout layout, std::uint32_t targets)
        : synapse_rows(std::move(layout)),
          gate_(gate),
          config_(*net.projections[projection_index].tripartite),
          window_ticks_(ticks_of(net, config_.window_s)),
          pause_ticks_(ticks_of(net, config_.pause_s)),
          target_(targets_of<std::uint32_t>(net, projection_index, this->layout(), targets)),
          weight_(weights_of(net, projection_index, this->layout())),
          last_arrival_(this->layout().rows(), never),
          neuron_(targets) {
        for (std::uint32_t row = 0; row < last_arrival_.size(); ++row) {
            for (std::size_t k = this->layout().begin(row); k < this->layout().end(row); ++k) {
                neuron_[target_[k]].synapses.push_back({row, static_cast<std::uint32_t>(k)});
            }
        }
        for (one_neuron& n : neuron_) scale(n);
    }

    void deliver(std::span<const due_row> due, const delivery_site& site) override {
        for (const due_row& at : due) {
            const std::size_t end = layout().end(at.row);
            for (std::size_t k = layout().begin(at.row); k < end; ++k) {
                const std::uint32_t j = target_[k];
                double each = neuron_[j].scale;
                if (gate_ != gate_place::nowhere) {
                    each *= site.share[gate_ == gate_place::target ? j : at.source];
                }
                site.inbox[j] += weight_[k] * each;
            }
            last_arrival_[at.row] = tick_;
            deliveries_ += layout().synapses(at.row);
        }
    }

    void end_tick(std::span<const std::uint32_t>) override { ++tick_; }

    void consolidate(std::span<const std::uint32_t> permitted_targets) override {
        const std::uint64_t now = tick_ - 1;
        for (const std::uint32_t j : permitted_targets) {
            one_neuron& n = neuron_[j];
            if (n.may_change_from > now) continue;
            n.may_change_from = now + pause_ticks_;
            for (const synapse_site& at : n.synapses) {
                const std::uint64_t last = last_arrival_[at.row];
                const bool is_paired = last != never && now - last <= window_ticks_;
                double& w = weight_[at.place];
                w = std::clamp(is_paired ? w + config_.step : w - config_.step, 0.0, config_.w_max);
            }
            scale(n);
        }
    }

    line_vector<double> settled_weights() const override { return weight_; }

  private:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    struct synapse_site {
        std::uint32_t row = 0;
        std::uint32_t place = 0;
    };
    struct one_neuron {
        double scale = 1;
        std::uint64_t may_change_from = 0;
        std::vector<synapse_site> synapses;
    };

    void scale(one_neuron& n) const {
        if (!config_.synaptic_scaling) return;
        double sum = 0;
        for (const synapse_site& at : n.synapses) sum += weight_[at.place];
        n.scale = config_.synaptic_scaling->total / std::max(sum, config_.synaptic_scaling->floor);
    }

    gate_place gate_;
    tripartite_config config_;
    std::uint64_t window_ticks_;
    std::uint64_t pause_ticks_;
    std::uint64_t tick_ = 0;
    line_vector<std::uint32_t> target_;
    line_vector<double> weight_;
    std::vector<std::uint64_t> last_arrival_;  ///< of each row
    std::vector<one_neuron> neuron_;
};

}  // namespace

std::unique_ptr<synapse_rows> make_tripartite_rows(const network& net, std::size_t projection_index,
                                                   gate_place gate) {
    const projection& p = net.projections[projection_index];
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    return std::make_unique<tripartite_rows>(net, projection_index, gate,
                                             row_layout(net, projection_index, 1), targets);
}

}  // namespace memglia
