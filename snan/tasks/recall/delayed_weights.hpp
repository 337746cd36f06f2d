#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "snan/tasks/recall/patterns.hpp"

namespace memglia {

/// Weights W[target][source][delay] of the synapses that there are, in a row per source and delay.
class delayed_weights {
  public:
    delayed_weights(std::uint32_t neurons, std::uint32_t delays)
        : neurons_(neurons), delays_(delays) {}

    struct row {
        std::span<const std::uint16_t> target;
        std::span<const double> weight;
    };

    /// The synapses that a spike of `source` passes `delay` ticks later, 1 to delays().
    row row_of(std::uint32_t source, std::uint32_t delay) const {
        const std::size_t begin = first_of(source, delay);
        const std::size_t size = first_of(source, delay + 1) - begin;
        return {{target_.data() + begin, size}, {weight_.data() + begin, size}};
    }

    /// The place in weights() of a row, or of the one that would follow the last.
    std::size_t first_of(std::uint32_t source, std::uint32_t delay) const {
        return begin_[std::size_t{source} * delays_ + delay - 1];
    }

    /// Of all synapses, row by row.
    std::span<double> weights() { return weight_; }
    std::span<const double> weights() const { return weight_; }

    /// Adds the next row: sources in order, the delays of each in order. A weight per target; those
    /// of 0 are left out.
    void append_row(std::span<const double> weight_of_target);

    /// The same, with those of 0.
    void append_whole_row(std::span<const double> weight_of_target);

    /// Larger weights become `limit`, or its negative.
    void clip(double limit) {
        for (double& w : weight_) w = std::clamp(w, -limit, limit);
    }

    std::uint32_t neurons() const { return neurons_; }
    std::uint32_t delays() const { return delays_; }
    std::size_t synapses() const { return weight_.size(); }

  private:
    std::uint32_t neurons_;
    std::uint32_t delays_;
    std::vector<std::size_t> begin_{0};
    std::vector<std::uint16_t> target_;
    std::vector<double> weight_;
};

/// W = gain / n * sum over contexts of y_j(t) s_i(t - d), y the target and n the mean number of
/// contexts that a source and a delay take part in. A context is what spiked in the last `delays`
/// ticks, at every tick of every pattern that has as many before it.
delayed_weights hebbian_weights(const recall_config& config,
                                const std::vector<spike_pattern>& patterns);

/// How well least squares came out, over all targets.
struct least_squares_report {
    std::uint32_t iterations = 0;  ///< of the target that took most
    double residual = 0;           ///< largest |X w - y| / |y|
    double normal_residual = 0;    ///< largest |X'(X w - y)| / |X' y|
};

/// Gain times the smallest W with X W = y in the sense of least squares, X a row per context, by
/// conjugate gradients on the normal equations (Hestenes and Stiefel 1952, 10.6028/jres.049.044),
/// until the normal residual is below 1e-6 or `most_iterations` are done.
delayed_weights pseudo_inverse_weights(const recall_config& config,
                                       const std::vector<spike_pattern>& patterns,
                                       least_squares_report& report,
                                       std::uint32_t most_iterations = 1000);

}  // namespace memglia
