#include "snan/tasks/environment/environment.hpp"

#include <utility>

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

namespace {

struct finished_run {
    std::vector<answer> answers;
    environment_work learning;
    environment_work all;
};

template <class Numbers>
finished_run run_through(const environment_config& config, environment_schedule& schedule) {
    environment_sheet<Numbers> sheet(config);
    finished_run run;
    run.answers.resize(schedule.questions().size(), answer(config.neurons()));
    std::size_t asked = 0;
    for (std::uint64_t now = 0; now < schedule.ticks(); ++now) {
        if (now == schedule.learning_ends()) run.learning = sheet.work();
        sheet.step(schedule.input(now), now < schedule.learning_ends());
        if (asked == schedule.questions().size()) continue;
        const question& of = schedule.questions()[asked];
        if (now < of.begin) continue;
        for (const std::uint32_t j : sheet.spiked()) ++run.answers[asked][j];
        if (now + 1 == of.end) ++asked;
    }
    run.all = sheet.work();
    return run;
}

}  // namespace

template <class Numbers>
environment_result run_environment(const environment_config& config) {
    environment_schedule schedule(config);
    finished_run run = run_through<Numbers>(config, schedule);
    environment_result result;
    result.answers = std::move(run.answers);
    result.learning = run.learning;
    result.recall = run.all - run.learning;
    result.scores = score_answers(schedule, result.answers);
    return result;
}

template <class Numbers>
environment_result learn_and_ask(const environment_config& config, const question_runner& ask) {
    environment_schedule schedule(config);
    environment_sheet<Numbers> sheet(config);
    for (std::uint64_t now = 0; now < schedule.learning_ends(); ++now) {
        sheet.step(schedule.input(now), true);
    }
    environment_result result;
    result.learning = sheet.work();
    result.answers = ask(config, schedule, [&sheet](std::uint32_t target, std::uint32_t source) {
        return sheet.weight(target, source);
    });
    result.scores = score_answers(schedule, result.answers);
    for (const condition_score& s : result.scores) result.recall.spikes += s.spikes;
    return result;
}

void fill_responses(pattern_memory_result& result, const std::vector<answer>& answers,
                    std::uint32_t field_side) {
    const std::uint32_t side = result.images.front().side;
    const std::uint32_t shift = (field_side - side) / 2;
    for (std::size_t k = 0; k < answers.size(); ++k) {
        for (std::uint32_t j = 0; j < side * side; ++j) {
            const std::uint32_t at = (j / side + shift) * field_side + j % side + shift;
            result.responses[k].spikes[j] = answers[k][at];
        }
    }
    score_responses(result);
}

template <class Numbers>
pattern_memory_result run_pattern_memory_on(const environment_config& config,
                                            const pattern_memory_config& task) {
    environment_config network = config;
    network.plasticity.present = false;
    environment_schedule schedule(network, task);
    const finished_run run = run_through<Numbers>(network, schedule);
    pattern_memory_result result = pattern_memory_to_fill(task);
    result.spikes = run.all.spikes;
    result.deliveries = run.all.synaptic_events;
    fill_responses(result, run.answers, network.side());
    return result;
}

template environment_result run_environment<real_numbers>(const environment_config&);
template environment_result run_environment<integer_numbers>(const environment_config&);
template environment_result learn_and_ask<real_numbers>(const environment_config&,
                                                        const question_runner&);
template environment_result learn_and_ask<integer_numbers>(const environment_config&,
                                                           const question_runner&);
template pattern_memory_result run_pattern_memory_on<real_numbers>(const environment_config&,
                                                                   const pattern_memory_config&);
template pattern_memory_result run_pattern_memory_on<integer_numbers>(const environment_config&,
                                                                      const pattern_memory_config&);

}  // namespace memglia
