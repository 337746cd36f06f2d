#include "snan/navigation_statistics.hpp"

#include <numeric>

#include "base/quantile.hpp"

namespace memglia {

namespace {
constexpr std::uint32_t bootstrap_resamples = 1000;
}

episode_statistics summarise_episode(const std::vector<episode_result>& results,
                                     const std::vector<std::uint32_t>& shortest,
                                     std::uint64_t seed) {
    std::vector<double> steps;
    std::vector<double> ratio;
    std::size_t reached = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
        steps.push_back(results[i].steps);
        ratio.push_back(static_cast<double>(results[i].steps) / shortest[i]);
        if (results[i].reached) ++reached;
    }
    return {.median_steps = quantile(steps, 0.5),
            .q25 = quantile(steps, 0.25),
            .q75 = quantile(steps, 0.75),
            .median_95 = bootstrap_median(steps, bootstrap_resamples, seed),
            .completion = static_cast<double>(reached) / static_cast<double>(results.size()),
            .completion_95 = share_95(reached, results.size()),
            .mean_steps = mean(steps),
            .mean_steps_95 = bootstrap_mean(steps, bootstrap_resamples, seed),
            .mean_shortest = mean(std::vector<double>(shortest.begin(), shortest.end())),
            .mean_over_shortest = mean(ratio),
            .mean_over_shortest_95 = bootstrap_mean(ratio, bootstrap_resamples, seed)};
}

mean_statistics summarise_mean(const std::vector<double>& values, std::uint64_t seed) {
    return {mean(values), bootstrap_mean(values, bootstrap_resamples, seed)};
}

mean_statistics summarise_ratio(const std::vector<double>& parts, const std::vector<double>& wholes,
                                std::uint64_t seed) {
    return {std::accumulate(parts.begin(), parts.end(), 0.0) /
                std::accumulate(wholes.begin(), wholes.end(), 0.0),
            bootstrap_ratio(parts, wholes, bootstrap_resamples, seed)};
}

mean_statistics paired_difference(const std::vector<episode_result>& ours,
                                  const std::vector<episode_result>& theirs, std::uint64_t seed) {
    std::vector<double> difference;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        difference.push_back(static_cast<double>(ours[i].steps) -
                             static_cast<double>(theirs[i].steps));
    }
    return summarise_mean(difference, seed);
}

mean_statistics sum_of_steps(const std::vector<std::vector<episode_result>>& episodes,
                             std::uint64_t seed) {
    std::vector<double> sums(episodes.front().size(), 0.0);
    for (const auto& episode : episodes) {
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += episode[i].steps;
    }
    return summarise_mean(sums, seed);
}

}  // namespace memglia
