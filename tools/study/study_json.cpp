#include "tools/study/study_json.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "tools/study/bounds.hpp"
#include "tools/study/quotation.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr const char* study_schema = "memglia-study/1";

// null for a number that is not there.
ordered_json number(double value) {
    return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

ordered_json number(const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json();
}

ordered_json agent_json(const agent_statistics& agent) {
    const episode_statistics& first = agent.episodes.front();
    const episode_statistics& last = agent.episodes.back();
    ordered_json out{{"episodes", agent.episodes.size()},
                     {"first_median_steps", number(first.median_steps)},
                     {"first_completion", number(first.completion)}};
    if (agent.episodes.size() > 1) {
        out["second_mean_over_shortest"] = number(agent.episodes[1].mean_over_shortest);
    }
    out["last_median_steps"] = number(last.median_steps);
    out["last_completion"] = number(last.completion);
    out["last_mean_over_shortest"] = number(last.mean_over_shortest);
    return out;
}

ordered_json run_json(const study_results& results, const study_entry& entry) {
    const study_run& run = results.run_of(entry);
    ordered_json out{{"id", entry.id}, {"run", run.name}, {"title", run.heading()}};
    if (!run.values.empty()) out["point"] = run.values[entry.point].name();
    out["size"] = entry.size;
    for (const char* key : {"complete", "task", "seed", "mazes", "step_limit", "decisions",
                            "energy_per_decision_j", "cycles_per_decision"}) {
        const auto found = entry.result.find(key);
        if (found != entry.result.end()) out[key] = *found;
    }
    out["agents"] = ordered_json::object();
    for (const agent_statistics& agent : agents_of(entry.result)) {
        if (!agent.episodes.empty()) out["agents"][agent.name] = agent_json(agent);
    }
    return out;
}

ordered_json bound_json(const checked_bound& b, const study_results& results) {
    ordered_json out{{"name", b.bound->name},
                     {"run", b.bound->run},
                     {"path", b.bound->path},
                     {"was_run", b.was_run},
                     {"measured", number(b.measured)}};
    if (b.bound->at_least) out["at_least"] = number(b.at_least);
    if (b.bound->at_most) out["at_most"] = number(b.at_most);
    out["required"] = required_text(b, results);
    out["holds"] = b.was_run ? ordered_json(b.holds) : ordered_json();
    return out;
}

}  // namespace

ordered_json study_document(const study_results& results) {
    ordered_json out{{"schema", study_schema},         {"version", results.version},
                     {"command", results.command},     {"title", results.config.title},
                     {"runs", ordered_json::array()},  {"headline", ordered_json::array()},
                     {"bounds", ordered_json::array()}};
    for (const study_entry& entry : results.entries)
        out["runs"].push_back(run_json(results, entry));
    const auto ids = run_ids(results.config);
    for (const study_headline& h : results.config.headline) {
        out["headline"].push_back(
            {{"claim", h.claim},
             {"source", h.source},
             {"ours", quote(parse_quotation(h.ours, ids, {}, "ours"), results)},
             {"command", h.command}});
    }
    const auto bounds = check_bounds(results);
    for (const checked_bound& b : bounds) out["bounds"].push_back(bound_json(b, results));
    out["all_bounds_hold"] = std::none_of(bounds.begin(), bounds.end(), is_broken);
    return out;
}

}  // namespace memglia
