#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "snan/tasks/recall/delayed_weights.hpp"
#include "snan/tasks/recall/recall_score.hpp"
#include "snan/tasks/recall/surrogate_spike.hpp"

namespace memglia {

/// How a pattern is run for training, after its first `delays` ticks, which are given: its own
/// spikes walk along the delays and reset the neurons, or those of the network, as in recall.
enum class run_mode { forced, free };
constexpr std::string_view choice_words(run_mode) {
    return "forced|free";
}

/// What a neuron puts out: a step at the threshold, or the surrogate itself.
enum class spike_kind { step, smooth };

/// One pattern, tick by tick, with what back-propagation needs of it.
///
/// Forward, with q the spikes that walk and reset (the pattern's y if forced, else s):
///     u(t) = beta u(t-1) (1 - q(t-1)) + I(t) or beta u(t-1) - threshold q(t-1) + I(t)
/// Loss, with k the surrogate's slope and x = u - threshold: the sum over all neurons and the ticks
/// from `delays` on of ln(1 + e^(-k x)) where the pattern has a spike, of ln(1 + e^(k x))
/// elsewhere: the cross entropy of a spike of probability 1 / (1 + e^(-k x)). Backward, with a(t) =
/// dL/du(t), a(T) = 0, and S the surrogate:
///     a(t) = k (1 / (1 + e^(-k x)) - y(t)) + beta (1 - q(t)) a(t+1) + S'(x) c(t), without the
///            bracket for subtract
///     c(t) = 0 if forced, else sum_j,d W[j][i][d] a_j(t+d) - beta u(t) a(t+1), or
///            - threshold a(t+1) for subtract
///     dL/dW[j][i][d] = sum_t a_j(t) q_i(t-d)
class unrolled_run {
  public:
    /// Of a neuron in a tick; 1 where neurons step.
    struct spike {
        std::uint32_t neuron;
        double value;
    };

    unrolled_run(const recall_config& config, const spike_pattern& pattern);

    void forward(const delayed_weights& weights, run_mode mode, spike_kind kind);

    /// After forward().
    double loss() const { return loss_; }

    /// After forward(): potentials at the threshold and above against the pattern's spikes.
    const recall_score& score() const { return score_; }

    /// After forward().
    void backward(const delayed_weights& weights);

    /// The spikes that walked in a tick.
    std::span<const spike> walking(std::size_t tick) const { return walking_[tick]; }

    /// dL/du of all neurons in a tick after the cue.
    std::span<const double> adjoint(std::size_t tick) const {
        return std::span(adjoint_).subspan((tick - delays_) * neurons_, neurons_);
    }

    std::size_t ticks() const { return pattern_.size(); }

  private:
    double* row(std::vector<double>& all, std::size_t tick) const {
        return all.data() + (tick - delays_) * neurons_;
    }
    void keep(std::size_t tick);
    void put_out(std::size_t tick, spike_kind kind);
    void deliver(const delayed_weights& weights, std::size_t tick);
    void add_loss(std::size_t tick);
    void add_credit(const delayed_weights& weights, std::size_t tick);

    const spike_pattern& pattern_;
    std::size_t neurons_;
    std::size_t delays_;
    memory_neuron_config neuron_;
    surrogate_spike surrogate_;
    run_mode mode_ = run_mode::forced;
    std::vector<std::vector<spike>> walking_;
    std::vector<double> potential_;  // of ticks from `delays` on
    std::vector<double> adjoint_;
    double loss_ = 0;
    recall_score score_;
};

}  // namespace memglia
