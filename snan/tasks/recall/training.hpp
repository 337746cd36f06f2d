#pragma once

#include <cstdint>
#include <vector>

#include "snan/tasks/recall/delayed_weights.hpp"
#include "snan/tasks/recall/unrolled_run.hpp"

// Training of the weights by surrogate gradients through time.
namespace memglia {

/// Adds dL/dW of the synapses of one source, in the order of the weights, after backward().
void add_gradient(const std::vector<unrolled_run>& runs, const delayed_weights& weights,
                  std::uint32_t source, std::vector<double>& gradient);

struct training_epoch {
    run_mode mode = run_mode::forced;
    double loss = 0;     ///< of all patterns over their spikes after the cues, before the step
    recall_score score;  ///< of the run of this epoch
};

/// What training starts from: `computed` as it is or perturbed, or a random weight for every pair
/// and delay.
delayed_weights starting_weights(const recall_config& config, delayed_weights computed);

/// Steps of Adam (Kingma and Ba 2015, arXiv:1412.6980; 0.9, 0.999, 1e-8) down the gradient over
/// all patterns, one per epoch, on the synapses that there are. The same bits for any number of
/// threads.
std::vector<training_epoch> train(const recall_config& config,
                                  const std::vector<spike_pattern>& patterns,
                                  delayed_weights& weights, unsigned threads = 1);

}  // namespace memglia
