#include "tools/experiment/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rtl_models/navigation/area.hpp"
#include "snan/coverage.hpp"
#include "snan/mapping/image_builder.hpp"
#include "tools/config/effect.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/software_loop.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

ordered_json json_of(const episode_statistics& e) {
    return {{"median_steps", e.median_steps},
            {"q25", e.q25},
            {"q75", e.q75},
            {"median_steps_95", {e.median_95.low, e.median_95.high}},
            {"mean_steps", e.mean_steps},
            {"mean_steps_95", {e.mean_steps_95.low, e.mean_steps_95.high}},
            {"mean_shortest", e.mean_shortest},
            {"completion", e.completion},
            {"completion_95", {e.completion_95.low, e.completion_95.high}},
            {"mean_over_shortest", e.mean_over_shortest},
            {"mean_over_shortest_95", {e.mean_over_shortest_95.low, e.mean_over_shortest_95.high}}};
}

ordered_json json_of(const mean_statistics& m) {
    return {{"mean", m.mean}, {"low", m.mean_95.low}, {"high", m.mean_95.high}};
}

}  // namespace

run_summary::run_summary(const run_config& config, std::string task, std::uint32_t places)
    : config_(config),
      task_(std::move(task)),
      places_(places),
      prices_(list_prices(config.chip, places)),
      least_(list_prices(config.chip, places, at(config.chip.tech, estimate::low))),
      most_(list_prices(config.chip, places, at(config.chip.tech, estimate::high))),
      shortest_(config.experiment.goal_moves_at != 0 ? 2 : 1),
      results_(config.experiment.agents.size()),
      naive_(config.experiment.agents.size()),
      coverage_sums_(config.experiment.agents.size()) {
    for (auto& agent : results_) agent.resize(config.experiment.episodes);
}

void run_summary::add(const maze_outcome& outcome) {
    if (!outcome.showcase.free.empty()) candidates_.push_back({outcome.showcase, outcome.raster});
    for (std::size_t g = 0; g < shortest_.size(); ++g) shortest_[g].push_back(outcome.shortest[g]);
    limit_ = std::max(limit_, outcome.limit);
    for (std::size_t a = 0; a < results_.size(); ++a) {
        for (std::size_t e = 0; e < results_[a].size(); ++e) {
            results_[a][e].push_back(outcome.results[a][e]);
        }
        if (!outcome.naive.empty()) naive_[a].push_back(outcome.naive[a]);
        if (outcome.coverage.empty()) continue;
        coverage_sums_[a].resize(outcome.coverage[a].size());
        for (std::size_t i = 0; i < outcome.coverage[a].size(); ++i) {
            coverage_sums_[a][i] += outcome.coverage[a][i];
        }
    }
    software_ += outcome.software;
    for (const auto& [name, spent] : outcome.chips) {
        (name == agent_chip ? chip_ : other_chips_[name]) += spent;
        const energy_bill bill = price(spent.activity(), prices_);
        maze_bills& bills = bills_[name];
        bills.decisions.push_back(static_cast<double>(spent.decisions()));
        bills.dynamic_j.push_back(bill.dynamic_j());
        bills.total_j.push_back(bill.total_j());
    }
}

std::vector<agent_statistics> run_summary::agents() const {
    std::vector<agent_statistics> all;
    for (std::size_t a = 0; a < results_.size(); ++a) {
        agent_statistics agent{config_.experiment.agents[a], {}};
        for (std::uint32_t e = 0; e < results_[a].size(); ++e) {
            const auto& shortest = shortest_[config_.experiment.goal_of_episode(e + 1)];
            agent.episodes.push_back(
                summarise_episode(results_[a][e], shortest, config_.experiment.first_seed));
        }
        all.push_back(std::move(agent));
    }
    return all;
}

energy_bill run_summary::mean_bill(const activity_record& activity, std::uint64_t decisions) const {
    return price(activity, prices_).over(decisions);
}

ordered_json run_summary::energy_json(const activity_record& activity,
                                      std::uint64_t decisions) const {
    ordered_json energy = json_of(mean_bill(activity, decisions));
    const energy_bill least = price(activity, least_).over(decisions);
    const energy_bill most = price(activity, most_).over(decisions);
    energy["dynamic_range"] = {least.dynamic_j(), most.dynamic_j()};
    energy["total_range"] = {least.total_j(), most.total_j()};
    return energy;
}

ordered_json run_summary::energy_json(const chip_outcome& spent, const maze_bills& bills) const {
    ordered_json energy = energy_json(spent.activity(), spent.decisions());
    const auto add = [&](const char* name, const std::vector<double>& joules) {
        const interval range =
            summarise_ratio(joules, bills.decisions, config_.experiment.first_seed).mean_95;
        energy[name] = {range.low, range.high};
    };
    add("dynamic_95", bills.dynamic_j);
    add("total_95", bills.total_j);
    return energy;
}

ordered_json run_summary::result(bool complete) const {
    ordered_json out{{"schema", result_schema},
                     {"complete", complete},
                     {"version", version_text()},
                     {"task", task_},
                     {"seed", config_.experiment.first_seed},
                     {"mazes", mazes()},
                     {"step_limit", limit_},
                     {"mean_shortest_path", mean(std::vector<double>(shortest_.front().begin(),
                                                                     shortest_.front().end()))}};
    add_agents(out);
    if (config_.experiment.goal_moves_at != 0) {
        auto& schedule = out["goal_schedule"] = ordered_json::array();
        for (std::uint32_t e = 1; e <= config_.experiment.episodes; ++e) {
            schedule.push_back(config_.experiment.goal_of_episode(e));
        }
    }
    add_comparison(out);
    add_coverage(out);
    if (has_chip()) add_hardware(out);
    const unused_keys unused = find_unused(config_);
    out["config"] = without(dump(config_), unused);
    out["without_effect"] = unused_json(unused);
    return out;
}

void run_summary::add_agents(ordered_json& result) const {
    const auto all = agents();
    for (std::size_t a = 0; a < all.size(); ++a) {
        auto& agent = result["agents"][all[a].name];
        agent["knows"] = knowledge_of(all[a].name);
        auto& list = agent["episodes"] = ordered_json::array();
        for (const auto& e : all[a].episodes) list.push_back(json_of(e));
        agent["sum_of_steps"] = json_of(sum_of_steps(results_[a], config_.experiment.first_seed));
        if (!naive_[a].empty()) agent["goal_changes"] = goal_changes(a);
    }
    for (const auto& [name, spent] : other_chips_) {
        result["agents"][name]["energy_per_decision_j"] = energy_json(spent, bills_.at(name));
    }
}

// After the goal has moved an agent walks to where it was and then has to search: how long, beside
// the search of an agent that knows nothing.
ordered_json run_summary::goal_changes(std::size_t agent) const {
    const experiment_config& experiment = config_.experiment;
    const auto mean_steps = [](const std::vector<episode_result>& results) {
        double sum = 0;
        for (const episode_result& r : results) sum += r.steps;
        return sum / static_cast<double>(results.size());
    };
    const auto mean_shortest = [this](std::size_t goal) {
        return mean(std::vector<double>(shortest_[goal].begin(), shortest_[goal].end()));
    };
    ordered_json changes = ordered_json::array();
    const auto add = [&](std::uint32_t episode, std::size_t old_goal, double naive) {
        if (episode == 0 || episode > experiment.episodes) return;
        const double steps = mean_steps(results_[agent][episode - 1]);
        const double walk = mean_shortest(old_goal);
        changes.push_back({{"episode", episode},
                           {"mean_steps", steps},
                           {"mean_walk_to_old_goal", walk},
                           {"mean_naive_search", naive},
                           {"search_over_naive", (steps - walk) / naive}});
    };
    add(experiment.goal_moves_at, 0, mean_steps(naive_[agent]));
    add(experiment.goal_returns_at, 1, mean_steps(results_[agent].front()));
    return changes;
}

// The chip against every other agent, maze by maze.
void run_summary::add_comparison(ordered_json& result) const {
    const auto& names = config_.experiment.agents;
    const auto ours = std::find(names.begin(), names.end(), agent_chip);
    if (ours == names.end()) return;
    const auto& chip = results_[static_cast<std::size_t>(ours - names.begin())];
    for (std::size_t a = 0; a < names.size(); ++a) {
        if (names[a] == agent_chip) continue;
        auto& list = result["paired_difference"][names[a]] = ordered_json::array();
        double highest_low = -std::numeric_limits<double>::infinity();
        for (std::size_t e = 0; e < chip.size(); ++e) {
            const auto difference =
                paired_difference(chip[e], results_[a][e], config_.experiment.first_seed);
            list.push_back(json_of(difference));
            highest_low = std::max(highest_low, difference.mean_95.low);
        }
        // Above zero: in some episode the chip is worse, beyond chance.
        result["paired_difference_highest_low"][names[a]] = highest_low;
    }
}

void run_summary::add_coverage(ordered_json& result) const {
    if (config_.experiment.coverage_steps == 0) return;
    for (std::size_t a = 0; a < coverage_sums_.size(); ++a) {
        ordered_json shares = ordered_json::array();
        for (const double sum : coverage_sums_[a]) {
            shares.push_back(sum / static_cast<double>(mazes()));
        }
        result["coverage"][config_.experiment.agents[a]] = {
            {"steps", coverage_checkpoints(config_.experiment.coverage_steps)}, {"share", shares}};
    }
}

void run_summary::add_hardware(ordered_json& result) const {
    const std::uint64_t decisions = chip_.decisions();
    const auto n = static_cast<double>(decisions);
    const activity_record activity = chip_.activity();
    result["decisions"] = decisions;
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const std::string name(name_of(static_cast<decision_phase>(p)));
        result["decisions_by_phase"][name] = chip_.phases[p].decisions;
    }
    result["cycles_per_decision"] = static_cast<double>(chip_.elapsed_cycles) / n;
    result["latency_cycles_per_decision"] = static_cast<double>(chip_.latency_cycles) / n;
    result["energy_per_decision_j"] = energy_json(chip_, bills_.at(std::string(agent_chip)));
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const std::string name(name_of(static_cast<decision_phase>(p)));
        result["energy_per_decision_by_phase_j"][name] =
            energy_json(chip_.phases[p].activity, chip_.phases[p].decisions);
    }
    for (const auto& p : activity_prices()) {
        if (p.billed_to == component::processor && !config_.chip.has_processor()) continue;
        result["activity_per_decision"][std::string(p.name)] =
            static_cast<double>(activity.counts[static_cast<std::size_t>(p.what)]) / n;
    }
    result["places"] = places_;
    result["activity"] = activity_json(chip_);
    result["write_pulses_per_decision"] = static_cast<double>(chip_.write_pulses) / n;
    result["write_failures"] = chip_.write_failures;
    if (chip_.load_failures > 0) result["load_failures"] = chip_.load_failures;
    result["setup_energy_per_maze_j"] = price(chip_.setup, prices_).over(mazes()).total_j();
    result["setup_energy_per_decision_j"] = price(chip_.setup, prices_).over(decisions).total_j();
    result["leakage_w"] = prices_.leakage_w;
    result["resting_w"] = resting_w(config_.chip, places_);
    result["acceleration"] = acceleration(config_.rule, config_.chip);
    result["kernel_activations_per_decision"] = static_cast<double>(chip_.activations) / n;
    const decision_events mean = mean_events(activity, decisions);
    result["loops"] = loops_json(config_, software_, result);
    const auto software = software_cost_in(result);
    result["baselines"] = baselines_json(config_.baselines, config_.chip.tech, mean, software,
                                         mean_bill(activity, decisions));
    result["area"] = area_json(config_.chip, config_.baselines, places_, mean, software);
}

run_showcase run_summary::showcase(const ordered_json& result) const {
    double median = 0;
    for (const auto& agent : agents_of(result)) {
        if (agent.name == agent_chip) median = agent.episodes.front().median_steps;
    }
    const auto distance = [median](const candidate& c) {
        if (c.maze.episodes.empty()) return median;
        return std::abs(static_cast<double>(c.maze.episodes.front().path.size()) - 1 - median);
    };
    const candidate& shown = *std::min_element(
        candidates_.begin(), candidates_.end(),
        [&](const candidate& a, const candidate& b) { return distance(a) < distance(b); });
    run_showcase showcase{places_, shown.maze, shown.raster, {}};
    if (has_chip()) {
        showcase.maze.chosen = fmt::format(
            "Of {} it is the one whose first episode took the chip the number of steps nearest to "
            "the median.",
            candidates_.size() < mazes() ? fmt::format("the first {} mazes", candidates_.size())
                                         : fmt::format("all {} mazes", mazes()));
    }
    return showcase;
}

}  // namespace memglia
