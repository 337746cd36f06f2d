#include "tools/experiments/seed_scores.hpp"

#include <fmt/format.h>

#include "snan/statistics.hpp"

namespace memglia {

mean_score mean_score_of(const std::vector<double>& scores) {
    constexpr std::uint32_t resamples = 10'000;
    const interval range = bootstrap_mean(scores, resamples, 1);
    return {mean(scores), range.low, range.high};
}

std::string score_text(const mean_score& score) {
    return fmt::format("{:.3f} [{:.3f}, {:.3f}]", score.mean, score.low, score.high);
}

}  // namespace memglia
