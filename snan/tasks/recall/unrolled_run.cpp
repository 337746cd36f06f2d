#include "snan/tasks/recall/unrolled_run.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

unrolled_run::unrolled_run(const recall_config& config, const spike_pattern& pattern)
    : pattern_(pattern),
      neurons_(config.neurons),
      delays_(config.delays),
      neuron_(config.neuron),
      surrogate_(config.training.slope),
      walking_(pattern.size()),
      potential_((pattern.size() - config.delays) * config.neurons),
      adjoint_(potential_.size()) {
    for (std::size_t t = 0; t < pattern.size(); ++t) {
        for (const std::uint32_t j : pattern[t]) walking_[t].push_back({j, 1});
    }
}

void unrolled_run::forward(const delayed_weights& weights, run_mode mode, spike_kind kind) {
    mode_ = mode;
    loss_ = 0;
    score_ = {};
    std::fill(potential_.begin(), potential_.end(), 0.0);
    for (std::size_t t = 0; t < delays_; ++t) deliver(weights, t);
    for (std::size_t t = delays_; t < ticks(); ++t) {
        if (t > delays_) keep(t);
        add_loss(t);
        put_out(t, kind);
        deliver(weights, t);
    }
}

// What is left of the tick before, in the order of free_run(): its sums have the same bits.
void unrolled_run::keep(std::size_t tick) {
    double* const before = row(potential_, tick - 1);
    double* const now = row(potential_, tick);
    if (neuron_.reset == reset_rule::subtract) {
        for (const spike& s : walking_[tick - 1]) now[s.neuron] -= neuron_.threshold * s.value;
        for (std::size_t j = 0; j < neurons_; ++j) now[j] += neuron_.beta * before[j];
        return;
    }
    std::vector<double> left(before, before + neurons_);
    for (const spike& s : walking_[tick - 1]) left[s.neuron] *= 1 - s.value;
    for (std::size_t j = 0; j < neurons_; ++j) now[j] += neuron_.beta * left[j];
}

// Into the loss, and its derivative by the potential into the adjoint.
void unrolled_run::add_loss(std::size_t tick) {
    const double* const u = row(potential_, tick);
    double* const by_potential = row(adjoint_, tick);
    const double slope = surrogate_.slope();
    auto target = pattern_[tick].begin();
    for (std::uint32_t j = 0; j < neurons_; ++j) {
        const bool is_target = target != pattern_[tick].end() && *target == j;
        if (is_target) ++target;
        const bool is_spike = u[j] >= neuron_.threshold;
        if (is_target || is_spike) {
            ++(is_target && is_spike ? score_.hits
               : is_target           ? score_.misses
                                     : score_.false_alarms);
        }
        const double wrong =
            slope * (is_target ? neuron_.threshold - u[j] : u[j] - neuron_.threshold);
        const double small = exp_exact_bits(-std::fabs(wrong));
        loss_ += std::fmax(wrong, 0) + log1p_exact_bits(small);
        const double error = slope * (wrong > 0 ? 1 : small) / (1 + small);
        by_potential[j] = is_target ? -error : error;
    }
}

void unrolled_run::put_out(std::size_t tick, spike_kind kind) {
    if (mode_ == run_mode::forced) {
        walking_[tick].clear();
        for (const std::uint32_t j : pattern_[tick]) walking_[tick].push_back({j, 1});
        return;
    }
    const double* const u = row(potential_, tick);
    walking_[tick].clear();
    for (std::uint32_t j = 0; j < neurons_; ++j) {
        if (kind == spike_kind::smooth) {
            walking_[tick].push_back({j, surrogate_.value(u[j] - neuron_.threshold)});
        } else if (u[j] >= neuron_.threshold) {
            walking_[tick].push_back({j, 1});
        }
    }
}

void unrolled_run::deliver(const delayed_weights& weights, std::size_t tick) {
    for (const spike& s : walking_[tick]) {
        for (std::uint32_t d = 1; d <= delays_ && tick + d < ticks(); ++d) {
            if (tick + d < delays_) continue;
            const delayed_weights::row synapses = weights.row_of(s.neuron, d);
            double* const then = row(potential_, tick + d);
            for (std::size_t k = 0; k < synapses.target.size(); ++k) {
                then[synapses.target[k]] += s.value * synapses.weight[k];
            }
        }
    }
}

// What the network's own spikes do along the synapses and through the reset.
void unrolled_run::add_credit(const delayed_weights& weights, std::size_t tick) {
    const double* const u = row(potential_, tick);
    const double* const next = row(adjoint_, tick + 1);
    double* const now = row(adjoint_, tick);
    for (std::uint32_t i = 0; i < neurons_; ++i) {
        const double x = u[i] - neuron_.threshold;
        if (surrogate_.is_level(x)) continue;
        double credit = neuron_.reset == reset_rule::subtract ? -neuron_.threshold * next[i]
                                                              : -neuron_.beta * u[i] * next[i];
        for (std::uint32_t d = 1; d <= delays_ && tick + d < ticks(); ++d) {
            const delayed_weights::row synapses = weights.row_of(i, d);
            const double* const then = row(adjoint_, tick + d);
            for (std::size_t k = 0; k < synapses.target.size(); ++k) {
                credit += synapses.weight[k] * then[synapses.target[k]];
            }
        }
        now[i] += surrogate_.derivative(x) * credit;
    }
}

void unrolled_run::backward(const delayed_weights& weights) {
    std::vector<double> left(neurons_);
    for (std::size_t t = ticks() - 1; t-- > delays_;) {
        const double* const next = row(adjoint_, t + 1);
        std::copy(next, next + neurons_, left.begin());
        if (neuron_.reset == reset_rule::to_zero) {
            for (const spike& s : walking_[t]) left[s.neuron] *= 1 - s.value;
        }
        double* const now = row(adjoint_, t);
        for (std::size_t j = 0; j < neurons_; ++j) now[j] += neuron_.beta * left[j];
        if (mode_ == run_mode::free) add_credit(weights, t);
    }
}

}  // namespace memglia
