#include "snan/tasks/recall/delayed_weights.hpp"

#include <algorithm>

namespace memglia {

void delayed_weights::append_row(std::span<const double> weight_of_target) {
    for (std::size_t j = 0; j < weight_of_target.size(); ++j) {
        if (weight_of_target[j] == 0) continue;
        target_.push_back(static_cast<std::uint16_t>(j));
        weight_.push_back(weight_of_target[j]);
    }
    begin_.push_back(weight_.size());
}

void delayed_weights::append_whole_row(std::span<const double> weight_of_target) {
    for (std::size_t j = 0; j < weight_of_target.size(); ++j) {
        target_.push_back(static_cast<std::uint16_t>(j));
        weight_.push_back(weight_of_target[j]);
    }
    begin_.push_back(weight_.size());
}

namespace {

// Entries of 1 in all contexts, over the columns that they have.
double mean_column_count(const recall_config& config, const std::vector<spike_pattern>& patterns) {
    std::uint64_t ones = 0;
    for (const spike_pattern& pattern : patterns) {
        const std::size_t ticks = pattern.size();
        for (std::size_t t = 0; t < ticks; ++t) {
            const std::size_t first = std::max<std::size_t>(config.delays, t + 1);
            const std::size_t last = std::min<std::size_t>(ticks - 1, t + config.delays);
            if (first <= last) ones += pattern[t].size() * (last - first + 1);
        }
    }
    return static_cast<double>(ones) / config.neurons / config.delays;
}

// What follows a spike of tick t, into a row of targets for each delay.
void add_followers(const recall_config& config, const spike_pattern& pattern, std::size_t t,
                   std::vector<double>& rows) {
    const bool is_current = config.weights.target == weight_target::current;
    for (std::size_t d = 1; d <= config.delays && t + d < pattern.size(); ++d) {
        if (t + d < config.delays) continue;
        double* const row = rows.data() + (d - 1) * config.neurons;
        for (const std::uint32_t j : pattern[t + d]) row[j] += 1;
        if (!is_current) continue;
        for (const std::uint32_t j : pattern[t + d - 1]) row[j] -= config.neuron.beta;
    }
}

}  // namespace

delayed_weights hebbian_weights(const recall_config& config,
                                const std::vector<spike_pattern>& patterns) {
    struct occurrence {
        std::uint32_t pattern;
        std::uint32_t tick;
    };
    std::vector<std::vector<occurrence>> spikes_of(config.neurons);
    for (std::uint32_t m = 0; m < patterns.size(); ++m) {
        for (std::uint32_t t = 0; t < patterns[m].size(); ++t) {
            for (const std::uint32_t i : patterns[m][t]) spikes_of[i].push_back({m, t});
        }
    }
    const double mean = mean_column_count(config, patterns);
    const double scale = mean > 0 ? config.weights.gain / mean : 0;
    delayed_weights weights(config.neurons, config.delays);
    std::vector<double> rows(std::size_t{config.delays} * config.neurons);
    for (const auto& spikes : spikes_of) {
        std::fill(rows.begin(), rows.end(), 0.0);
        for (const occurrence& s : spikes) add_followers(config, patterns[s.pattern], s.tick, rows);
        for (double& w : rows) w *= scale;
        for (std::uint32_t d = 0; d < config.delays; ++d) {
            weights.append_row(
                std::span(rows).subspan(std::size_t{d} * config.neurons, config.neurons));
        }
    }
    return weights;
}

}  // namespace memglia
