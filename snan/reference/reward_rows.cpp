#include <algorithm>
#include <utility>

#include "base/elementary.hpp"
#include "snan/reference/synapse_rows.hpp"

namespace memglia {

namespace {

/// A value that decays, as it was when it last changed.
struct decaying {
    double value = 0;
    std::uint32_t tick = 0;

    double at(std::uint32_t now, double rate) const {
        return value == 0 ? 0 : value * exp_exact_bits(-rate * (now - tick));
    }
    void add(double change, std::uint32_t now, double rate) {
        value = at(now, rate) + change;
        tick = now;
    }
};

/// A trace per row and per target, an eligibility per synapse.
class reward_rows final : public synapse_rows {
  public:
    reward_rows(const network& net, std::size_t projection_index, gate_place gate,
                row_layout layout, std::uint32_t targets)
        : synapse_rows(std::move(layout)),
          gate_(gate),
          config_(*net.projections[projection_index].stdp),
          plus_rate_(net.tick_s / config_.tau_plus_s),
          minus_rate_(net.tick_s / config_.tau_minus_s),
          eligibility_rate_(net.tick_s / config_.reward->tau_s),
          target_(targets_of<std::uint32_t>(net, projection_index, this->layout(), targets)),
          weight_(weights_of(net, projection_index, this->layout())),
          row_(this->layout().rows()),
          eligibility_(weight_.size()),
          neuron_(targets),
          column_(targets) {
        for (std::uint32_t row = 0; row < row_.size(); ++row) {
            for (std::size_t k = this->layout().begin(row); k < this->layout().end(row); ++k) {
                column_[target_[k]].push_back({row, static_cast<std::uint32_t>(k)});
            }
        }
    }

    void deliver(std::span<const due_row> due, const delivery_site& site) override {
        for (const due_row& at : due) {
            const std::size_t end = layout().end(at.row);
            for (std::size_t k = layout().begin(at.row); k < end; ++k) {
                const std::uint32_t j = target_[k];
                double given = weight_[k];
                if (gate_ != gate_place::nowhere) {
                    given *= site.share[gate_ == gate_place::target ? j : at.source];
                }
                site.inbox[j] += given;
                const double loss = neuron_[j].at(tick_, minus_rate_);
                if (loss > 0) eligibility_[k].add(-loss, tick_, eligibility_rate_);
            }
            row_[at.row].add(config_.a_plus, tick_, plus_rate_);
            deliveries_ += layout().synapses(at.row);
        }
    }

    void end_tick(std::span<const std::uint32_t> spiking_targets) override {
        for (const std::uint32_t j : spiking_targets) {
            for (const column_entry& at : column_[j]) {
                const double gain = row_[at.row].at(tick_, plus_rate_);
                if (gain > 0) eligibility_[at.place].add(gain, tick_, eligibility_rate_);
            }
            neuron_[j].add(config_.a_minus, tick_, minus_rate_);
        }
        ++tick_;
    }

    void reward(std::uint64_t rewards) override {
        const double factor = config_.reward->gain * static_cast<double>(rewards);
        for (std::size_t k = 0; k < weight_.size(); ++k) {
            const double change = factor * eligibility_[k].at(tick_ - 1, eligibility_rate_);
            weight_[k] = std::clamp(weight_[k] + change, 0.0, config_.w_max);
        }
    }

    line_vector<double> settled_weights() const override { return weight_; }

  private:
    struct column_entry {
        std::uint32_t row = 0;
        std::uint32_t place = 0;
    };

    gate_place gate_;
    pair_stdp_config config_;
    double plus_rate_;  ///< of a tick
    double minus_rate_;
    double eligibility_rate_;
    std::uint32_t tick_ = 0;
    line_vector<std::uint32_t> target_;
    line_vector<double> weight_;
    std::vector<decaying> row_;
    std::vector<decaying> eligibility_;
    std::vector<decaying> neuron_;
    std::vector<std::vector<column_entry>> column_;
};

}  // namespace

std::unique_ptr<synapse_rows> make_reward_rows(const network& net, std::size_t projection_index,
                                               gate_place gate) {
    const projection& p = net.projections[projection_index];
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    return std::make_unique<reward_rows>(net, projection_index, gate,
                                         row_layout(net, projection_index, 1), targets);
}

}  // namespace memglia
