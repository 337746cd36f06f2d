#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "snan/tasks/environment/environment_schedule.hpp"
#include "snan/tasks/environment/environment_sheet.hpp"
#include "snan/tasks/pattern_memory/pattern_memory.hpp"

namespace memglia {

/// How many spikes each neuron made in the window of a question.
using answer = std::vector<std::uint32_t>;

struct condition_score {
    double score = 0;                    ///< mean (TPR + TNR) / 2 of the images
    std::vector<double> score_of_image;  ///< of each
    std::uint32_t threshold = 0;         ///< neurons with more spikes than this are on
    double score_of_cues = 0;            ///< what the cues score themselves
    std::uint64_t spikes = 0;            ///< in the windows
};

/// Scores of all conditions. The threshold of a condition is the count from 0 to 30 that is best
/// for the mean of its images.
std::array<condition_score, recall_conditions> score_answers(const environment_schedule& schedule,
                                                             const std::vector<answer>& answers);

struct environment_result {
    std::array<condition_score, recall_conditions> scores;
    std::vector<answer> answers;  ///< of each question
    environment_work learning;    ///< up to learning_ends()
    environment_work recall;      ///< from then on

    const condition_score& of(recall_condition c) const {
        return scores[static_cast<std::size_t>(c)];
    }
};

/// Learns and answers in the numbers of the sheet.
template <class Numbers>
environment_result run_environment(const environment_config& config);

/// What a spike of a source adds to the potential of a target; both are pixels.
using synapse_weight = std::function<double(std::uint32_t target, std::uint32_t source)>;

/// Answers to all questions of a schedule, with the weights that were learned.
using question_runner = std::function<std::vector<answer>(const environment_config& config,
                                                          environment_schedule& schedule,
                                                          const synapse_weight& weight)>;

/// Learns in the numbers of the sheet, and has the questions answered elsewhere: of `recall` there
/// are the spikes in their windows alone.
template <class Numbers>
environment_result learn_and_ask(const environment_config& config, const question_runner& ask);

/// The task of pattern memory on this network, without plasticity: a showing is a glimpse.
template <class Numbers>
pattern_memory_result run_pattern_memory_on(const environment_config& config,
                                            const pattern_memory_config& task);

/// Fills in what each neuron did in the window of each cue, as score_answers() has it, for the
/// neurons of the task in the middle of the field.
void fill_responses(pattern_memory_result& result, const std::vector<answer>& answers,
                    std::uint32_t field_side);

extern template environment_result run_environment<real_numbers>(const environment_config&);
extern template environment_result run_environment<integer_numbers>(const environment_config&);
extern template environment_result learn_and_ask<real_numbers>(const environment_config&,
                                                               const question_runner&);
extern template environment_result learn_and_ask<integer_numbers>(const environment_config&,
                                                                  const question_runner&);
extern template pattern_memory_result run_pattern_memory_on<real_numbers>(
    const environment_config&, const pattern_memory_config&);
extern template pattern_memory_result run_pattern_memory_on<integer_numbers>(
    const environment_config&, const pattern_memory_config&);

}  // namespace memglia
