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
                             std::uint32_t most) {
    std::uint32_t best = 1;
    double best_sum = -1;
    for (std::uint32_t threshold = 1; threshold <= most; ++threshold) {
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

}  // namespace memglia
