#include "snan/tasks/recall/recall.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

spike_pattern free_run(const recall_config& config, const delayed_weights& weights,
                       const spike_pattern& cue, std::uint64_t& synaptic_operations) {
    const std::size_t neurons = weights.neurons();
    const std::size_t ring = std::size_t{weights.delays()} + 1;
    std::vector<double> arriving(ring * neurons);  // a row per tick to come, and the present one
    std::vector<double> potential(neurons);
    spike_pattern spikes(config.patterns.ticks);
    for (std::size_t t = 0; t < spikes.size(); ++t) {
        double* const now = arriving.data() + t % ring * neurons;
        if (t < cue.size()) {
            spikes[t] = cue[t];
        } else {
            for (std::size_t j = 0; j < neurons; ++j) {
                potential[j] = config.neuron.beta * potential[j] + now[j];
                if (potential[j] >= config.neuron.threshold) {
                    spikes[t].push_back(static_cast<std::uint32_t>(j));
                }
            }
        }
        std::fill(now, now + neurons, 0.0);
        for (const std::uint32_t i : spikes[t]) {
            for (std::uint32_t d = 1; d <= weights.delays(); ++d) {
                const delayed_weights::row row = weights.row_of(i, d);
                double* const then = arriving.data() + (t + d) % ring * neurons;
                for (std::size_t k = 0; k < row.target.size(); ++k) {
                    then[row.target[k]] += row.weight[k];
                }
                synaptic_operations += row.target.size();
            }
        }
        if (t < cue.size()) continue;
        double* const next = arriving.data() + (t + 1) % ring * neurons;
        for (const std::uint32_t j : spikes[t]) {
            if (config.neuron.reset == reset_rule::to_zero) {
                potential[j] = 0;
            } else {
                next[j] -= config.neuron.threshold;
            }
        }
    }
    return spikes;
}

recalled_patterns free_runs(const recall_config& config, const delayed_weights& weights,
                            const std::vector<spike_pattern>& cues) {
    recalled_patterns all;
    for (const spike_pattern& cue : cues) {
        all.patterns.push_back(free_run(config, weights, cue, all.synaptic_operations));
    }
    return all;
}

namespace {

void recall_all(const recall_config& config, const std::vector<spike_pattern>& patterns,
                delayed_weights weights, const recaller& recall, recall_result& result) {
    result.synapses = weights.synapses();
    std::vector<spike_pattern> cues;
    for (std::uint32_t m = 0; m < patterns.size(); ++m) {
        cues.push_back(make_cue(config, patterns[m], m));
    }
    const recalled_patterns recalled = recall(config, std::move(weights), cues);
    result.synaptic_operations = recalled.synaptic_operations;
    for (std::uint32_t m = 0; m < patterns.size(); ++m) {
        for (const auto& spiking : recalled.patterns[m]) result.spikes += spiking.size();
        result.by_pattern.push_back(score_of(patterns[m], recalled.patterns[m], config.delays));
        result.score += result.by_pattern.back();
    }
}

delayed_weights computed_weights(const recall_config& config,
                                 const std::vector<spike_pattern>& patterns,
                                 least_squares_report& report) {
    if (!config.is_computed()) return delayed_weights(config.neurons, config.delays);
    if (config.weights.rule == weight_rule::hebbian) return hebbian_weights(config, patterns);
    return pseudo_inverse_weights(config, patterns, report);
}

}  // namespace

recall_result run_recall(const recall_config& config, const recaller& recall, unsigned threads) {
    config.validate();
    recall_result result;
    const std::vector<spike_pattern> patterns = make_patterns(config);
    delayed_weights weights = computed_weights(config, patterns, result.least_squares);
    if (config.training.epochs > 0) {
        weights = starting_weights(config, std::move(weights));
        recall_result before;
        recall_all(config, patterns, weights, free_runs, before);
        result.untrained = before.score;
        result.training = train(config, patterns, weights, threads);
    }
    if (config.weights.limit > 0) weights.clip(config.weights.limit);
    recall_all(config, patterns, std::move(weights), recall, result);
    return result;
}

}  // namespace memglia
