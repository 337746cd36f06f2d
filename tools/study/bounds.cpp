#include "tools/study/bounds.hpp"

#include <fmt/format.h>

#include <limits>

#include "tools/report/text.hpp"
#include "tools/study/agent_cells.hpp"
#include "tools/study/pointer_words.hpp"
#include "tools/study/quotation.hpp"

namespace memglia {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

const std::string& run_of_limit(const study_bound& bound, const study_limit& limit) {
    return limit.of.run.empty() ? bound.run : limit.of.run;
}

bool was_run(const study_results& results, const study_bound& bound) {
    if (results.find(bound.run) == nullptr) return false;
    for (const auto& limit : {bound.at_most, bound.at_least}) {
        if (!limit || limit->of.path.empty()) continue;
        if (results.find(run_of_limit(bound, *limit)) == nullptr) return false;
    }
    return true;
}

// Nothing without a limit, or when the number that it is made of is not there.
std::optional<double> value_of(const std::optional<study_limit>& limit, const study_bound& bound,
                               const study_results& results) {
    if (!limit) return std::nullopt;
    if (limit->of.path.empty()) return limit->plus;
    const auto other = results.find(run_of_limit(bound, *limit))->number(limit->of.path);
    if (!other) return std::nullopt;
    return limit->times * *other + limit->plus;
}

std::string in_format(double value, const checked_bound& bound, const study_results& results) {
    const study_entry* entry = results.find(bound.bound->run);
    return format_number(value, bound.bound->format, entry != nullptr ? entry->step_limit() : 0);
}

// "≤ 67.3 (0.2 × median steps of random, bumps in episode 1)": the limit and how it came about.
std::string limit_text(const char* sign, const std::optional<study_limit>& limit,
                       const std::optional<double>& value, const checked_bound& bound,
                       const study_results& results) {
    if (!limit) return "";
    if (!value && bound.was_run) return fmt::format("{} a number that is not there", sign);
    if (limit->of.path.empty()) {
        return fmt::format("{} {}", sign, in_format(limit->plus, bound, results));
    }
    const std::string& run = run_of_limit(*bound.bound, *limit);
    const std::string rule =
        fmt::format("{}{}{}{}", limit->times == 1 ? "" : format_trimmed(limit->times) + " × ",
                    pointer_words(limit->of.path), run == bound.bound->run ? "" : " of run " + run,
                    limit->plus == 0 ? "" : " + " + format_trimmed(limit->plus));
    if (!value) return fmt::format("{} {}", sign, rule);
    return fmt::format("{} {} ({})", sign, in_format(*value, bound, results), rule);
}

}  // namespace

std::vector<checked_bound> check_bounds(const study_results& results) {
    std::vector<checked_bound> all;
    for (const study_bound& bound : results.config.bounds) {
        checked_bound checked{&bound, was_run(results, bound), {}, {}, {}, false};
        if (checked.was_run) {
            checked.measured = results.find(bound.run)->number(bound.path);
            checked.at_most = value_of(bound.at_most, bound, results);
            checked.at_least = value_of(bound.at_least, bound, results);
            const bool below =
                !bound.at_most || (checked.at_most && checked.measured <= checked.at_most);
            const bool above =
                !bound.at_least || (checked.at_least && checked.measured >= checked.at_least);
            checked.holds = checked.measured.has_value() && below && above;
        }
        all.push_back(checked);
    }
    return all;
}

bool is_broken(const checked_bound& bound) {
    return bound.was_run && !bound.holds;
}

std::string measured_text(const checked_bound& bound, const study_results& results) {
    return in_format(bound.measured.value_or(absent), bound, results);
}

std::string required_text(const checked_bound& bound, const study_results& results) {
    const std::string most = limit_text("≤", bound.bound->at_most, bound.at_most, bound, results);
    const std::string least =
        limit_text("≥", bound.bound->at_least, bound.at_least, bound, results);
    return most.empty() || least.empty() ? most + least : most + " and " + least;
}

data_table bounds_table(const std::vector<checked_bound>& bounds, const study_results& results) {
    data_table table{
        "bounds",
        "Bounds",
        "What must hold, what was measured, and whether it held. The command ends with "
        "exit code 4 when a bound does not hold.",
        {{"bound", {"bound"}, true},
         {"run", {"run", "point"}, true},
         {"measured", {"measured"}},
         {"required", {"at_least", "at_most"}, true},
         {"holds", {"holds"}, true}},
        {}};
    const auto plain = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : std::string();
    };
    for (const checked_bound& b : bounds) {
        const std::string holds = !b.was_run ? "not run" : b.holds ? "yes" : "NO";
        const std::string flag = !b.was_run ? "" : b.holds ? "true" : "false";
        table.rows.push_back(
            {text_cell(b.bound->name), id_cell(results.config, b.bound->run),
             table_cell{measured_text(b, results), {plain(b.measured)}},
             table_cell{required_text(b, results), {plain(b.at_least), plain(b.at_most)}},
             table_cell{holds,
                        {flag},
                        b.holds     ? "good"
                        : b.was_run ? "bad"
                                    : ""}});
    }
    return table;
}

}  // namespace memglia
