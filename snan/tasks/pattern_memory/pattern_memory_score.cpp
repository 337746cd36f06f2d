#include <cstddef>

#include "snan/tasks/pattern_memory/pattern_memory.hpp"

namespace memglia {

double balanced_accuracy(const binary_image& truth, const std::vector<std::uint8_t>& said) {
    std::uint32_t on = 0;
    std::uint32_t on_and_said = 0;
    std::uint32_t off_and_not_said = 0;
    for (std::size_t j = 0; j < truth.pixels.size(); ++j) {
        if (truth.pixels[j] != 0) {
            ++on;
            on_and_said += said[j];
        } else {
            off_and_not_said += 1U - said[j];
        }
    }
    const auto off = static_cast<double>(truth.pixels.size() - on);
    return (static_cast<double>(on_and_said) / on + off_and_not_said / off) / 2;
}

double score_of_counts(const binary_image& truth, const std::vector<std::uint32_t>& counts,
                       std::uint32_t threshold) {
    std::vector<std::uint8_t> said(counts.size());
    for (std::size_t j = 0; j < counts.size(); ++j) said[j] = counts[j] > threshold ? 1 : 0;
    return balanced_accuracy(truth, said);
}

std::uint32_t best_threshold(const std::vector<const binary_image*>& truths,
                             const std::vector<const std::vector<std::uint32_t>*>& counts,
                             std::uint32_t most, std::uint32_t least) {
    std::uint32_t best = least;
    double best_sum = -1;
    for (std::uint32_t threshold = least; threshold <= most; ++threshold) {
        double sum = 0;
        for (std::size_t k = 0; k < truths.size(); ++k) {
            sum += score_of_counts(*truths[k], *counts[k], threshold);
        }
        if (sum <= best_sum) continue;
        best_sum = sum;
        best = threshold;
    }
    return best;
}

void score_responses(pattern_memory_result& result) {
    std::vector<const binary_image*> truths;
    std::vector<const std::vector<std::uint32_t>*> counts;
    result.score = result.score_of_cues = 0;
    result.score_of_image.clear();
    for (const cue_response& r : result.responses) {
        if (!r.learned) continue;
        truths.push_back(&result.images[r.digit]);
        counts.push_back(&r.spikes);
        result.score_of_cues += balanced_accuracy(result.images[r.digit], r.cue.pixels);
    }
    result.threshold = best_threshold(truths, counts);
    for (std::size_t k = 0; k < truths.size(); ++k) {
        result.score_of_image.push_back(score_of_counts(*truths[k], *counts[k], result.threshold));
        result.score += result.score_of_image.back();
    }
    const auto images = static_cast<double>(truths.size());
    result.score /= images;
    result.score_of_cues /= images;
}

}  // namespace memglia
