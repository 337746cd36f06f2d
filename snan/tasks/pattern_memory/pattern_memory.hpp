#pragma once

#include <cstdint>
#include <vector>

#include "snan/tasks/pattern_memory/images.hpp"
#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"

namespace memglia {

/// What is shown: the images as they are, as they are learned, and the cues.
struct pattern_memory_images {
    std::vector<binary_image> images;
    std::vector<binary_image> shown;
    std::vector<binary_image> cues;
};
pattern_memory_images pattern_images(const pattern_memory_config& config);

/// What followed a cue.
struct cue_response {
    std::uint32_t digit = 0;
    bool learned = false;
    binary_image cue;                   ///< as it was shown
    std::vector<std::uint32_t> spikes;  ///< of every neuron in the window of the cue
};

/// What was shown, and the state of the network at a time.
struct calcium_sample {
    double time_s = 0;
    std::vector<double> calcium_um;  ///< of every astrocyte, row by row
};

struct pattern_memory_result {
    std::vector<binary_image> images;  ///< that were learned, without flips
    std::vector<binary_image> shown;   ///< the same as they were shown
    std::vector<cue_response> responses;
    double score = 0;                    ///< mean of score_of_image
    std::vector<double> score_of_image;  ///< of each learned image, with the threshold below
    std::uint32_t threshold = 0;         ///< neurons with more spikes than this are on
    double score_of_cues = 0;            ///< what the cues score themselves
    std::uint64_t spikes = 0;
    std::uint64_t deliveries = 0;  ///< synaptic events
    std::vector<std::uint32_t> spikes_per_ms;
    std::vector<calcium_sample> calcium;
};

/// (TPR + TNR) / 2 of what is said to be on.
double balanced_accuracy(const binary_image& truth, const std::vector<std::uint8_t>& said);

/// The same for counts above a threshold.
double score_of_counts(const binary_image& truth, const std::vector<std::uint32_t>& counts,
                       std::uint32_t threshold);

/// The threshold from `least` to `most` with the best mean score of all, the lowest of equals.
std::uint32_t best_threshold(const std::vector<const binary_image*>& truths,
                             const std::vector<const std::vector<std::uint32_t>*>& counts,
                             std::uint32_t most = 30, std::uint32_t least = 1);

/// With what is shown, before anything has answered.
pattern_memory_result pattern_memory_to_fill(const pattern_memory_config& config);

/// Sets all scores by the spikes of the responses.
void score_responses(pattern_memory_result& result);

/// Shows the images, then the cues. Equations and constants are those of the authors' program
/// (github.com/altergot/neuro-astro-network), but for: astrocytes take steps of 1 ms, all at once,
/// and a threshold is looked at every ms; images are digits drawn here; synapses that transmit less
/// than 1e-17 of their conductance are passed over.
pattern_memory_result run_pattern_memory(const pattern_memory_config& config);

}  // namespace memglia
