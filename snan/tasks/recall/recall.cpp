#include "snan/tasks/recall/recall.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {

double share(std::uint64_t part, std::uint64_t rest) {
    return part == 0 ? 0 : static_cast<double>(part) / static_cast<double>(part + rest);
}

// Digits enough to see by how much a size is beyond its limit.
std::string number(double value) {
    return std::to_string(static_cast<std::uint64_t>(value));
}

void add(recall_score& all, const recall_score& more) {
    all.hits += more.hits;
    all.false_alarms += more.false_alarms;
    all.misses += more.misses;
}

}  // namespace

double recall_score::precision() const {
    return share(hits, false_alarms);
}

double recall_score::recall() const {
    return share(hits, misses);
}

double recall_score::f1() const {
    return share(2 * hits, false_alarms + misses);
}

void recall_config::validate() const {
    const auto fail = [](const char* path, const std::string& found, const std::string& expected) {
        throw input_error({.path = path, .found = "found " + found, .expected = expected});
    };
    if (patterns.ticks <= delays) {
        fail("patterns.ticks", std::to_string(patterns.ticks) + " ticks",
             "more than delays, " + std::to_string(delays));
    }
    if (cue.ticks > delays) {
        fail("cue.ticks", std::to_string(cue.ticks) + " ticks",
             "at most delays, " + std::to_string(delays));
    }
    if (cue.silenced_neurons > neurons) {
        fail("cue.silenced_neurons", std::to_string(cue.silenced_neurons) + " neurons",
             "at most " + std::to_string(neurons));
    }
    // What the larger rule needs is below 2 GiB with these.
    constexpr double most_entries = 1e9;
    constexpr double most_spikes = 50e6;
    constexpr double most_synapses = 50e6;
    constexpr double most_in_contexts = 100e6;
    const double entries = static_cast<double>(neurons) * patterns.ticks * patterns.count;
    const double spikes = entries * patterns.spike_probability;
    if (entries > most_entries || spikes > most_spikes) {
        fail("patterns.count",
             number(entries) + " neurons times ticks times patterns, about " + number(spikes) +
                 " spikes",
             "at most 1e9 and 5e7");
    }
    const double places = static_cast<double>(neurons) * neurons * delays;
    const bool is_dense = weights.rule == weight_rule::pseudo_inverse;
    const double pairs = 2 * spikes * delays * neurons * patterns.spike_probability;
    const double synapses = is_dense ? places : std::min(places, pairs);
    if (synapses > most_synapses) {
        fail("neurons", "up to " + number(synapses) + " synapses", "at most 5e7");
    }
    if (is_dense && spikes * delays > most_in_contexts) {
        fail("patterns.spike_probability", number(spikes * delays) + " spikes in all contexts",
             "at most 1e8 for pseudo_inverse");
    }
}

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

recall_score score_of(const spike_pattern& pattern, const spike_pattern& recalled,
                      std::size_t from) {
    recall_score score;
    std::vector<std::uint32_t> both;
    for (std::size_t t = from; t < pattern.size(); ++t) {
        both.clear();
        std::set_intersection(pattern[t].begin(), pattern[t].end(), recalled[t].begin(),
                              recalled[t].end(), std::back_inserter(both));
        score.hits += both.size();
        score.misses += pattern[t].size() - both.size();
        score.false_alarms += recalled[t].size() - both.size();
    }
    return score;
}

recalled_patterns free_runs(const recall_config& config, const delayed_weights& weights,
                            const std::vector<spike_pattern>& cues) {
    recalled_patterns all;
    for (const spike_pattern& cue : cues) {
        all.patterns.push_back(free_run(config, weights, cue, all.synaptic_operations));
    }
    return all;
}

recall_result run_recall(const recall_config& config, const recaller& recall) {
    config.validate();
    recall_result result;
    const std::vector<spike_pattern> patterns = make_patterns(config);
    delayed_weights weights = config.weights.rule == weight_rule::hebbian
                                  ? hebbian_weights(config, patterns)
                                  : pseudo_inverse_weights(config, patterns, result.least_squares);
    if (config.weights.limit > 0) weights.clip(config.weights.limit);
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
        add(result.score, result.by_pattern.back());
    }
    return result;
}

}  // namespace memglia
