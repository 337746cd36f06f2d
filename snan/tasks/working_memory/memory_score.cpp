#include "snan/tasks/working_memory/memory_score.hpp"

namespace memglia {

namespace {

constexpr std::uint32_t resamples = 10'000;

/// By network.
std::vector<double> right_shares(const memory_runs& runs, std::uint32_t delay) {
    std::vector<double> shares;
    for (const std::vector<memory_trial>& trials : runs) {
        double right = 0;
        double all = 0;
        for (const memory_trial& t : trials) {
            if (t.delay != delay) continue;
            right += t.is_right ? 1 : 0;
            all += 1;
        }
        shares.push_back(right / all);
    }
    return shares;
}

memory_score score_of(const working_memory_config& config, const memory_runs& runs,
                      std::uint32_t delay) {
    memory_score score;
    double held = 0;
    double spikes = 0;
    double events = 0;
    for (const std::vector<memory_trial>& trials : runs) {
        for (const memory_trial& t : trials) {
            if (t.delay != delay) continue;
            ++score.trials;
            score.right += t.is_right ? 1 : 0;
            score.ties += t.sample_spikes == t.other_spikes ? 1 : 0;
            held += static_cast<double>(t.held_spikes);
            spikes += static_cast<double>(t.delay_spikes);
            events += static_cast<double>(t.delay_events);
        }
    }
    score.share = share_95(score.right, score.trials);
    const double time_s = config.trial.delays[delay].delay_s * static_cast<double>(score.trials);
    if (time_s > 0) {
        score.held_hz = held / time_s / config.network.neurons_per_pool;
        score.spikes_per_s = spikes / time_s;
        score.events_per_s = events / time_s;
    }
    return score;
}

}  // namespace

std::vector<std::vector<memory_score>> score_memory(const working_memory_config& config,
                                                    const std::vector<memory_runs>& runs) {
    std::vector<std::vector<memory_score>> scores(runs.size());
    for (std::uint32_t d = 0; d < config.trial.delays.size(); ++d) {
        const std::vector<double> first = right_shares(runs.front(), d);
        for (std::size_t c = 0; c < runs.size(); ++c) {
            memory_score score = score_of(config, runs[c], d);
            std::vector<double> differences = right_shares(runs[c], d);
            for (std::size_t n = 0; n < first.size(); ++n) differences[n] -= first[n];
            score.difference = mean(differences);
            score.difference_95 = bootstrap_mean(differences, resamples, config.seed);
            scores[c].push_back(score);
        }
    }
    return scores;
}

}  // namespace memglia
