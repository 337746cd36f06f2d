#include "tools/study/agent_cells.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Three digits: the intervals are wider than a fourth.
std::string steps_text(double steps, std::uint32_t limit) {
    return limit > 0 && steps > limit ? format_steps(steps, limit) : format_trimmed(steps, 3);
}

// "13.2 [12.9, 13.6]", the brackets only where there is something in them.
table_cell with_range(double value, const interval& range, const std::string& text,
                      const std::string& low, const std::string& high) {
    const bool known = std::isfinite(range.low) && std::isfinite(range.high);
    return number_cell(known ? fmt::format("{} [{}, {}]", text, low, high) : text,
                       {value, range.low, range.high});
}

table_cell steps_cell(double value, const interval& range, std::uint32_t limit) {
    return with_range(value, range, steps_text(value, limit), steps_text(range.low, limit),
                      steps_text(range.high, limit));
}

table_cell ratio_cell(const episode_statistics& e) {
    return with_range(e.mean_over_shortest, e.mean_over_shortest_95,
                      format_significant(e.mean_over_shortest),
                      format_significant(e.mean_over_shortest_95.low),
                      format_significant(e.mean_over_shortest_95.high));
}

table_cell completion_cell(const episode_statistics& e) {
    return number_cell(format_percent(e.completion),
                       {e.completion, e.completion_95.low, e.completion_95.high});
}

// A number with low and high below one pointer.
table_cell mean_cell(const study_entry& entry, const std::string& pointer) {
    const double mean = entry.number(pointer + "/mean").value_or(absent);
    const interval range{entry.number(pointer + "/low").value_or(absent),
                         entry.number(pointer + "/high").value_or(absent)};
    return with_range(mean, range, format_trimmed(mean), format_trimmed(range.low),
                      format_trimmed(range.high));
}

// Steps over all episodes, or the sum of the episodes' means where only these are given.
table_cell sum_cell(const study_entry& entry, const agent_statistics& agent) {
    const std::string place = "/agents/" + agent.name;
    if (entry.number(place + "/sum_of_steps/mean")) {
        return mean_cell(entry, place + "/sum_of_steps");
    }
    double sum = 0;
    for (std::size_t e = 0; e < agent.episodes.size(); ++e) {
        sum += entry.number(fmt::format("{}/episodes/{}/mean_steps", place, e)).value_or(absent);
    }
    return number_cell(format_trimmed(sum), {sum});
}

const agent_statistics* find_agent(const std::vector<agent_statistics>& agents,
                                   const std::string& name) {
    for (const agent_statistics& agent : agents) {
        if (agent.name == name && !agent.episodes.empty()) return &agent;
    }
    return nullptr;
}

std::vector<std::string> with_prefix(const std::string& prefix,
                                     const std::vector<std::string>& names) {
    std::vector<std::string> all;
    for (const std::string& name : names) all.push_back(prefix + name);
    return all;
}

}  // namespace

std::vector<table_column> agent_columns(const study_config& config) {
    return {
        {"first episode: median [quartiles]", {"first_median_steps", "first_q25", "first_q75"}},
        {"95 % interval", {"first_median_low", "first_median_high"}},
        {"done, %", {"first_completion", "first_completion_low", "first_completion_high"}},
        {"÷ shortest, episode 2", {"second_ratio", "second_ratio_low", "second_ratio_high"}},
        {"÷ shortest, last", {"last_ratio", "last_ratio_low", "last_ratio_high"}},
        {"done, %, last", {"last_completion", "last_completion_low", "last_completion_high"}},
        {"all episodes: sum of steps", {"sum_of_steps", "sum_of_steps_low", "sum_of_steps_high"}},
        {fmt::format("{} minus it, first episode", agent_label(config.subject)),
         {"difference", "difference_low", "difference_high"}}};
}

table_cell id_cell(const study_config& config, const std::string& id) {
    const run_name name = name_of(config, id);
    return {id, {name.run, name.point}};
}

table_cell placed_cell(const study_results& results, const study_entry& entry,
                       const std::string& text, const std::string& plain) {
    const run_name name = name_of(results.config, entry.series, entry.point);
    return {text, {name.run, name.point, plain}};
}

std::vector<table_cell> agent_cells(const study_entry& entry, const agent_statistics& agent) {
    const std::uint32_t limit = entry.step_limit();
    const episode_statistics& first = agent.episodes.front();
    const episode_statistics& last = agent.episodes.back();
    const bool several = agent.episodes.size() > 1;
    const table_cell nothing{"", {}};
    return {steps_cell(first.median_steps, {first.q25, first.q75}, limit),
            number_cell(fmt::format("{} to {}", steps_text(first.median_95.low, limit),
                                    steps_text(first.median_95.high, limit)),
                        {first.median_95.low, first.median_95.high}),
            completion_cell(first),
            several ? ratio_cell(agent.episodes[1]) : nothing,
            ratio_cell(last),
            several ? completion_cell(last) : nothing,
            sum_cell(entry, agent),
            mean_cell(entry, "/paired_difference/" + agent.name + "/0")};
}

std::vector<table_column> map_columns(const study_config& config) {
    const std::string& subject = config.subject;
    const std::string own = agent_label(subject);
    std::vector<table_column> columns{
        {"done, %, first",
         with_prefix(subject,
                     {"_first_completion", "_first_completion_low", "_first_completion_high"}),
         false, own},
        {"first: median [quartiles]",
         with_prefix(subject, {"_first_median_steps", "_first_q25", "_first_q75"}), false, own},
        {"last: median [quartiles]",
         with_prefix(subject, {"_last_median_steps", "_last_q25", "_last_q75"}), false, own},
        {"÷ shortest, last",
         with_prefix(subject, {"_last_ratio", "_last_ratio_low", "_last_ratio_high"}), false, own}};
    for (const std::string& other : config.compare) {
        const std::string label = agent_label(other);
        columns.push_back({"done, %, first",
                           with_prefix(other, {"_first_completion", "_first_completion_low",
                                               "_first_completion_high"}),
                           false, label});
        columns.push_back({"first: median",
                           with_prefix(other, {"_first_median_steps", "_first_q25", "_first_q75"}),
                           false, label});
        columns.push_back({"÷ shortest, last", {other + "_last_ratio"}, false, label});
    }
    return columns;
}

std::vector<table_cell> map_cells(const study_config& config, const study_entry& entry) {
    const auto agents = agents_of(entry.result);
    const std::uint32_t limit = entry.step_limit();
    const auto quartiles = [limit](const episode_statistics& e) {
        return steps_cell(e.median_steps, {e.q25, e.q75}, limit);
    };
    std::vector<table_cell> cells(4);
    if (const agent_statistics* subject = find_agent(agents, config.subject)) {
        const episode_statistics& last = subject->episodes.back();
        cells = {completion_cell(subject->episodes.front()), quartiles(subject->episodes.front()),
                 quartiles(last), ratio_cell(last)};
    }
    for (const std::string& name : config.compare) {
        const agent_statistics* other = find_agent(agents, name);
        if (other == nullptr) {
            cells.resize(cells.size() + 3);
            continue;
        }
        const episode_statistics& first = other->episodes.front();
        const episode_statistics& last = other->episodes.back();
        cells.push_back(completion_cell(first));
        cells.push_back(number_cell(steps_text(first.median_steps, limit),
                                    {first.median_steps, first.q25, first.q75}));
        cells.push_back(
            number_cell(format_significant(last.mean_over_shortest), {last.mean_over_shortest}));
    }
    return cells;
}

}  // namespace memglia
