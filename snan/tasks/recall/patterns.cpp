#include "snan/tasks/recall/patterns.hpp"

#include <numeric>
#include <utility>

#include "base/random.hpp"

namespace memglia {

namespace {

// As many neurons as asked for, each as likely as another: the first steps of a Fisher-Yates
// shuffle.
std::vector<bool> silent_neurons(const recall_config& config, std::uint32_t pattern_index) {
    random_stream draw(config.seed, "recall", "silenced", pattern_index);
    std::vector<std::uint32_t> order(config.neurons);
    std::iota(order.begin(), order.end(), 0);
    std::vector<bool> is_silent(config.neurons);
    for (std::uint32_t k = 0; k < config.cue.silenced_neurons; ++k) {
        std::swap(order[k], order[k + draw.below(config.neurons - k)]);
        is_silent[order[k]] = true;
    }
    return is_silent;
}

}  // namespace

std::vector<spike_pattern> make_patterns(const recall_config& config) {
    std::vector<spike_pattern> all(config.patterns.count, spike_pattern(config.patterns.ticks));
    for (std::uint32_t m = 0; m < config.patterns.count; ++m) {
        random_stream draw(config.seed, "recall", "pattern", m);
        for (auto& spiking : all[m]) {
            for (std::uint32_t j = 0; j < config.neurons; ++j) {
                if (draw.uniform() < config.patterns.spike_probability) spiking.push_back(j);
            }
        }
    }
    return all;
}

spike_pattern make_cue(const recall_config& config, const spike_pattern& pattern,
                       std::uint32_t pattern_index) {
    random_stream draw(config.seed, "recall", "replace", pattern_index);
    const std::vector<bool> is_silent = silent_neurons(config, pattern_index);
    spike_pattern cue(config.cue_ticks());
    std::vector<bool> spikes(config.neurons);
    for (std::uint32_t t = 0; t < config.cue_ticks(); ++t) {
        spikes.assign(config.neurons, false);
        for (const std::uint32_t j : pattern[t]) spikes[j] = true;
        for (std::uint32_t j = 0; j < config.neurons; ++j) {
            const bool is_replaced = draw.uniform() < config.cue.replace_probability;
            const bool replacement = draw.uniform() < config.patterns.spike_probability;
            if ((is_replaced ? replacement : spikes[j]) && !is_silent[j]) cue[t].push_back(j);
        }
    }
    return cue;
}

}  // namespace memglia
