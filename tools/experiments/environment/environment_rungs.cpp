#include <fmt/format.h>

#include "base/choice.hpp"
#include "tools/experiments/chip_ladder.hpp"
#include "tools/experiments/environment/environment_questions.hpp"
#include "tools/experiments/environment/environment_task.hpp"
#include "tools/experiments/first_spike.hpp"

namespace memglia {

namespace {

constexpr double most_apart = 0.02;

environment_run ran_on(environment_experiment config, environment_numbers numbers,
                       questions_on questions) {
    config.on = numbers;
    config.questions = questions;
    return run_network(config, config.environment);
}

rung_outcome near_scores(const environment_result& reference, const environment_result& tested) {
    rung_outcome outcome{true, {}};
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        const double apart = reference.scores[c].score - tested.scores[c].score;
        outcome.holds = outcome.holds && apart <= most_apart;
        outcome.lines.push_back(fmt::format(
            "{:<12} {:.4f} in the reference, {:.4f} in what is tested, at most {} below",
            word_of(static_cast<recall_condition>(c)), reference.scores[c].score,
            tested.scores[c].score, most_apart));
    }
    return outcome;
}

rung_outcome chip_beside_fixed(const environment_experiment& config) {
    return near_scores(ran_on(config, environment_numbers::fixed, questions_on::fixed).result,
                       ran_on(config, environment_numbers::fixed, questions_on::chip).result);
}

}  // namespace

std::vector<rung> environment_task::rungs(const environment_experiment& config, unsigned) const {
    environment_experiment ideal = config;
    ideal.chip = with_ideal_device(config.chip);
    environment_experiment noiseless = config;
    noiseless.chip = without_noise(config.chip);
    return {
        {"1", "questions: chip, ideal device = fixed point",
         [ideal] {
             return same_spikes(
                 ran_on(ideal, environment_numbers::fixed, questions_on::fixed).spikes,
                 ran_on(ideal, environment_numbers::fixed, questions_on::chip).spikes);
         }},
        {"1b", "questions: chip, VTEAM without noise ~ fixed point",
         [noiseless] { return chip_beside_fixed(noiseless); }},
        {"2", "fixed point ~ double precision",
         [config] {
             return near_scores(
                 ran_on(config, environment_numbers::double_precision, questions_on::rule).result,
                 ran_on(config, environment_numbers::fixed, questions_on::rule).result);
         }},
        {"2", "questions: a chip's integers with learned weights ~ the rule",
         [config] {
             return near_scores(
                 ran_on(config, environment_numbers::fixed, questions_on::rule).result,
                 ran_on(config, environment_numbers::fixed, questions_on::fixed).result);
         }},
        {"3", "questions: chip, devices as configured ~ fixed point",
         [config] { return chip_beside_fixed(config); }},
    };
}

}  // namespace memglia
