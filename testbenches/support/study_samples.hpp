#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/study/study_results.hpp"

// A study whose runs never ran: documents as memglia run writes them, with every optional part.
namespace memglia::test {

inline const std::vector<std::string>& all_agents() {
    static const std::vector<std::string> names{
        "snan_chip", "snan_reference", "snan_eligibility", "stdp_only",   "astro_only",
        "q_lambda",  "q_lambda_blind", "random_bump",      "random_free", "visitor"};
    return names;
}

inline nlohmann::ordered_json sample_episode(double median) {
    return {{"median_steps", median},
            {"q25", median / 2},
            {"q75", median * 2},
            {"median_steps_95", {median * 0.9, median * 1.1}},
            {"completion", median > 300 ? 0.625 : 1.0},
            {"mean_over_shortest", median / 8},
            {"mean_over_shortest_95", {median / 9, median / 7}},
            {"mean_steps", median * 1.1}};
}

/// Ten episodes of every agent, each slower than the one before it in the list.
inline nlohmann::ordered_json sample_result(const std::vector<std::string>& agents,
                                            double first_median) {
    nlohmann::ordered_json result{{"schema", "memglia-result/1"},
                                  {"complete", true},
                                  {"task", "5 random mazes of 10 x 10 cells, 20 % walls"},
                                  {"seed", 10000},
                                  {"mazes", 5},
                                  {"step_limit", 400},
                                  {"mean_shortest_path", 8.5}};
    for (std::size_t a = 0; a < agents.size(); ++a) {
        auto& list = result["agents"][agents[a]]["episodes"] = nlohmann::ordered_json::array();
        const double slower = 1 + 0.7 * static_cast<double>(a);
        for (int e = 1; e <= 10; ++e) {
            const double median = slower * (10 + (first_median - 10) / (e * e));
            list.push_back(sample_episode(median > 400 ? 401 : median));
        }
    }
    return result;
}

/// Two plain runs (one with a goal that moves), two maps, three sweeps, targets and bounds.
inline study_results sample_study() {
    study_results results;
    results.version = "0.0.0";
    results.command = "memglia study sample --set 'a=b c'";
    study_config& config = results.config;
    config.title = "A study";
    config.description = "Of nothing.";
    const auto add = [&](const study_run& run, const std::vector<nlohmann::ordered_json>& docs) {
        config.runs.push_back(run);
        for (std::size_t p = 0; p < docs.size(); ++p) {
            results.entries.push_back(
                {run_id(run, p), config.runs.size() - 1, p, "10 x 10", docs[p]});
        }
    };
    auto full = sample_result(all_agents(), 57);
    for (const std::string& agent : all_agents()) {
        full["agents"][agent]["sum_of_steps"] = {{"mean", 250.5}, {"low", 240.0}, {"high", 261.0}};
        if (agent != "snan_chip") {
            full["paired_difference"][agent] = {{{"mean", -20.0}, {"low", -25.0}, {"high", -15.0}}};
        }
        for (double step = 0; step <= 400; step = step < 10 ? step + 1 : step * 1.1) {
            full["coverage"][agent]["steps"].push_back(step);
            const double slow = 30 + 9 * static_cast<double>(full["coverage"].size());
            full["coverage"][agent]["share"].push_back(step / (step + slow));
        }
    }
    full["decisions"] = 13848;
    full["energy_per_decision_j"] = {
        {"dynamic", 57.2e-12}, {"controller", 2.33e-12}, {"static", 98.4e-12}, {"total", 158e-12}};
    full["cycles_per_decision"] = 1198.0;
    full["area"] = {{"core_m2", 1.5e-8}, {"neurons_per_mm2", 10240}};
    full["baselines"] = {{"digital_lif", {{"energy_j", 1.2e-9}}}};
    add({.name = "plain", .title = "10 x 10 mazes"}, {full});

    auto moving = sample_result({"snan_chip", "q_lambda", "random_free"}, 60);
    moving["goal_schedule"] = {0, 0, 0, 0, 1, 1, 1, 0, 0, 0};
    add({.name = "moving", .title = "The goal moves"}, {moving});

    add({.name = "maze-32", .title = "maze-32-32-2", .group = run_group::maps},
        {sample_result({"snan_chip", "random_free", "q_lambda"}, 120)});
    add({.name = "room-32", .title = "room-32-32-4", .group = run_group::maps},
        {sample_result({"snan_chip"}, 200)});

    const std::vector<std::string> two{"snan_chip", "snan_reference"};
    const auto sweep = [&](std::size_t places) {
        std::vector<nlohmann::ordered_json> docs;
        for (std::size_t p = 0; p < places; ++p) {
            docs.push_back(sample_result(two, 40 + 30 * static_cast<double>(p)));
        }
        return docs;
    };
    const auto places = [](const std::vector<std::string>& values) {
        std::vector<study_point> all;
        for (const std::string& value : values) all.push_back({value, "", {}});
        return all;
    };
    add({.name = "depth", .sweep = {{.key = "rule.depth"}}, .values = places({"0", "0.5", "1"})},
        sweep(3));
    add({.name = "tau",
         .title = "Time constant",
         .sweep = {{.key = "rule.tau_s"}},
         .axis = "time constant, s",
         .values = places({"100 ms", "1 s", "10 s", "100 s"})},
        sweep(4));
    add({.name = "parts",
         .title = "Parts",
         .values = {{"", "whole rule", {}},
                    {"", "no astrocytes at all", {}},
                    {"", "no learning", {}},
                    {"", "neither of the two", {}}}},
        sweep(4));

    config.headline.push_back({"12 steps against 72", "project target",
                               "{plain/agents/snan_chip/episodes/0/median_steps | steps} against "
                               "{plain/agents/random_free/episodes/0/median_steps | steps}",
                               "memglia study a --only plain"});
    const auto median = [](const char* agent) {
        return std::string("/agents/") + agent + "/episodes/0/median_steps";
    };
    study_bound ratio{.name = "a fifth of chance", .run = "plain", .path = median("snan_chip")};
    ratio.at_most = study_limit{.plus = 1, .times = 0.2, .of = {"", median("random_bump")}};
    study_bound broken{.name = "too good", .run = "plain", .path = median("snan_chip")};
    broken.at_most = study_limit{.plus = 5, .times = 1, .of = {}};
    study_bound elsewhere{.name = "elsewhere", .run = "absent", .path = "/x"};
    elsewhere.at_least = study_limit{.plus = 1, .times = 1, .of = {}};
    study_bound missing{.name = "missing", .run = "plain", .path = "/no/such/number"};
    missing.at_least = study_limit{.plus = 0, .times = 1, .of = {}};
    config.bounds = {ratio, broken, elsewhere, missing};
    expand_sweeps(config);
    return results;
}

}  // namespace memglia::test
