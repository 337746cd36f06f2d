#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/config/config_tree.hpp"
#include "tools/study/study_results.hpp"

// Numbers of a study inside a text: "median {mazes-10/agents/snan_chip/episodes/0/median_steps}".
//
// Between braces stands RUN/POINTER, or two of them with " over " between for their ratio, and
// behind a '|' how to print it: a number of digits, percent, steps, or a unit: J takes the SI
// prefix that suits the number, pJ is the one to print it in.
namespace memglia {

struct quoted_number {
    std::string before;  ///< text in front of it
    study_number number;
    study_number over;  ///< empty path: no ratio
    std::string format;
};

struct quotation {
    std::vector<quoted_number> numbers;
    std::string after;
};

/// `ids`: the runs there are. Throws input_error placed at `at` and `path`.
quotation parse_quotation(std::string_view text, const std::vector<std::string>& ids,
                          const config_tree::origin& at, const std::string& path);

/// Throws input_error for a format that does not exist.
void check_format(const std::string& format, const config_tree::origin& at,
                  const std::string& path);

/// `limit`: the steps above which an episode failed, for the format "steps".
std::string format_number(double value, const std::string& format, std::uint32_t limit);

/// The text with every number in its place; an en dash for a number that is not there.
std::string quote(const quotation& text, const study_results& results);

}  // namespace memglia
