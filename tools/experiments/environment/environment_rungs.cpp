#include <fmt/format.h>

#include <cmath>

#include "base/choice.hpp"
#include "snan/tasks/environment/environment.hpp"
#include "tools/experiments/environment/environment_task.hpp"

namespace memglia {

namespace {

constexpr double most_apart = 0.02;

}  // namespace

std::vector<rung> environment_task::rungs(const environment_experiment& config, unsigned) const {
    return {{"2", "fixed point ~ double precision", [config] {
                 const environment_result exact = run_environment<real_numbers>(config.environment);
                 const environment_result fixed =
                     run_environment<integer_numbers>(config.environment);
                 rung_outcome outcome{true, {}};
                 for (std::size_t c = 0; c < recall_conditions; ++c) {
                     const double apart = exact.scores[c].score - fixed.scores[c].score;
                     outcome.holds = outcome.holds && apart <= most_apart;
                     outcome.lines.push_back(
                         fmt::format("{:<12} {:.4f} in double precision, {:.4f} in fixed point, at "
                                     "most {} below",
                                     word_of(static_cast<recall_condition>(c)),
                                     exact.scores[c].score, fixed.scores[c].score, most_apart));
                 }
                 outcome.lines.push_back(fmt::format("spikes       {} and {}",
                                                     exact.learning.spikes, fixed.learning.spikes));
                 return outcome;
             }}};
}

}  // namespace memglia
