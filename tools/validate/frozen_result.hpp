#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "snan/navigation_experiment.hpp"
#include "snan/snan_rule.hpp"
#include "snan/statistics.hpp"
#include "tools/validate/ladder.hpp"

// The bottom of the ladder: what double precision has to achieve, in numbers. Chip, fixed point and
// double precision may agree in a fault; they cannot agree with these.
namespace memglia {

enum class frozen_quantity : std::uint8_t {
    completion,
    median_steps,
    mean_steps,
    over_shortest,
    sum_of_steps
};
constexpr std::string_view choice_words(frozen_quantity) {
    return "completion|median_steps|mean_steps|over_shortest|sum_of_steps";
}

struct frozen_number {
    frozen_quantity what;
    std::uint32_t episode;  ///< from 1; the sum runs up to it
    double value;
    interval held;  ///< 95 % of the sample of mazes
};

struct frozen_result {
    std::string rule;  ///< entry of configs/rules
    experiment_config walked;
    std::vector<frozen_number> numbers;
};

/// Of the rules and mazes of the experiments `navigation` and `moved_goal`.
std::vector<frozen_result> frozen_results();

/// `found[i]` belongs to `numbers[i]` of the result.
struct frozen_report {
    std::vector<frozen_number> found;
    std::vector<std::string> violations;
};

/// Rung 0: the double-precision rule, walked again on the result's mazes.
frozen_report validate_frozen(const frozen_result& result, const rule_config& rule,
                              std::size_t workers, const ladder_progress& progress);

}  // namespace memglia
