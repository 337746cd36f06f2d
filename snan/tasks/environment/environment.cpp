#include "snan/tasks/environment/environment.hpp"

#include "snan/tasks/pattern_memory/pattern_memory.hpp"

namespace memglia {

std::array<condition_score, recall_conditions> score_answers(const environment_schedule& schedule,
                                                             const std::vector<answer>& answers) {
    std::array<condition_score, recall_conditions> scores;
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        condition_score& score = scores[c];
        std::vector<const binary_image*> truths;
        std::vector<const answer*> counts;
        for (std::size_t q = 0; q < answers.size(); ++q) {
            const question& asked = schedule.questions()[q];
            if (static_cast<std::size_t>(asked.condition) != c) continue;
            truths.push_back(&asked.truth);
            counts.push_back(&answers[q]);
            score.score_of_cues +=
                balanced_accuracy(asked.truth, schedule.showings()[asked.showing].image.pixels);
            for (const std::uint32_t spikes : answers[q]) score.spikes += spikes;
        }
        score.threshold = best_threshold(truths, counts, 30, 0);
        for (std::size_t k = 0; k < truths.size(); ++k) {
            score.score_of_image.push_back(
                score_of_counts(*truths[k], *counts[k], score.threshold));
            score.score += score.score_of_image.back();
        }
        score.score /= static_cast<double>(truths.size());
        score.score_of_cues /= static_cast<double>(truths.size());
    }
    return scores;
}

template <class Numbers>
environment_result run_environment(const environment_config& config) {
    environment_schedule schedule(config);
    environment_sheet<Numbers> sheet(config);
    environment_result result;
    result.answers.resize(schedule.questions().size(), answer(config.neurons()));
    std::size_t asked = 0;
    for (std::uint64_t now = 0; now < schedule.ticks(); ++now) {
        if (now == schedule.learning_ends()) result.learning = sheet.work();
        sheet.step(schedule.input(now), now < schedule.learning_ends());
        if (asked == schedule.questions().size()) continue;
        const showing& cue = schedule.showings()[schedule.questions()[asked].showing];
        if (now < cue.begin) continue;
        for (const std::uint32_t j : sheet.spiked()) ++result.answers[asked][j];
        if (now + 1 == cue.end) ++asked;
    }
    result.recall = sheet.work() - result.learning;
    result.scores = score_answers(schedule, result.answers);
    return result;
}

template environment_result run_environment<real_numbers>(const environment_config&);
template environment_result run_environment<integer_numbers>(const environment_config&);

}  // namespace memglia
