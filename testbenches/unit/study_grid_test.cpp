#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "testbenches/unit/config_toys.hpp"
#include "tools/config/bind.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/schema.hpp"
#include "tools/study/long_tables.hpp"
#include "tools/study/study_config.hpp"
#include "tools/study/study_tables.hpp"

using namespace memglia;

namespace {

study_config read(const std::string& sweep) {
    const std::string text = "title: t\nruns:\n  - name: g\n" + sweep;
    auto config = bind<study_config>(config_tree::parse_document(text, "s.yaml"));
    expand_sweeps(config);
    return config;
}

std::vector<std::string> ids_of(const std::string& sweep) {
    return run_ids(read(sweep));
}

}  // namespace

TEST_CASE("study: a sweep may be a key, a map of keys, or a list") {
    const std::vector<std::string> one{"g/0", "g/0.5"};
    CHECK(ids_of("    sweep: rule.a\n    values: [0, 0.5]\n") == one);
    CHECK(ids_of("    sweep: {rule.a: [0, 0.5]}\n") == one);
    CHECK(ids_of("    sweep: [{key: rule.a, values: [0, 0.5]}]\n") == one);

    // A folder per key; the last key changes fastest.
    const std::vector<std::string> grid{"g/0/1", "g/0/2", "g/0/3", "g/0.5/1", "g/0.5/2", "g/0.5/3"};
    CHECK(ids_of("    sweep: {rule.a: [0, 0.5], rule.b: [1, 2, 3]}\n") == grid);
    const std::string listed =
        "    sweep:\n      - {key: rule.a, axis: A, values: [0, {label: deep one, value: 0.5}]}\n"
        "      - {key: rule.b, values: [1]}\n";
    CHECK(ids_of(listed) == std::vector<std::string>{"g/0/1", "g/deep_one/1"});
    const study_run run = read(listed).runs.front();
    CHECK(run.axis_heading() == "A, rule.b");
    CHECK(run.values[1].name() == "deep one, 1");
    CHECK(run.values[1].at == std::vector<std::size_t>{1, 0});

    // What is read is what is written down.
    const auto config = bind<study_config>(config_tree::parse_document(
        "title: t\nruns:\n  - name: g\n    sweep: {rule.a: [0, 0.5], rule.b: [1]}\n", "s.yaml"));
    auto back = bind<study_config>(config_tree::parse_document(dump(config).dump(), "plan.json"));
    expand_sweeps(back);
    CHECK(run_ids(back) == std::vector<std::string>{"g/0/1", "g/0.5/1"});
}

TEST_CASE("study: sweeps that cannot be are refused with a way out") {
    const auto fails = [](const std::string& sweep) { return failure([&] { read(sweep); }); };
    CHECK(fails("    sweep: {rule.a: [0, 1], rule.a: [2]}\n").found.find("duplicate") !=
          std::string::npos);
    CHECK(fails("    sweep: [{key: rule.a, values: [0]}, {key: rule.a, values: [1]}]\n").found ==
          "found 'rule.a' twice");
    CHECK(fails("    sweep: [rule.a, rule.b]\n    values: [1]\n").path ==
          "runs[0].sweep[0].values");
    CHECK(fails("    sweep: {rule.a: [0]}\n    values: [1]\n").path == "runs[0].values");
    CHECK(fails("    sweep: rule.a\n").path == "runs[0].values");
    std::string many = "[0";
    for (int i = 1; i < 40; ++i) many += ", " + std::to_string(i);
    const auto large = fails("    sweep: {rule.a: " + many + "], rule.b: " + many + "]}\n");
    CHECK(large.found == "found a grid of 1600 places");
    CHECK(large.expected == "at most 1000");
    CHECK(large.path == "runs[0].sweep");
}

TEST_CASE("study: the schema takes every form of a sweep") {
    const auto schema = json_schema(describe(study_config{}));
    const auto& sweep = schema["properties"]["runs"]["items"]["properties"]["sweep"]["anyOf"];
    REQUIRE(sweep.size() == 3);
    CHECK(sweep[0]["type"] == "string");
    CHECK(sweep[1]["additionalProperties"]["type"] == "array");
    CHECK(sweep[2]["items"]["anyOf"][1]["properties"].contains("values"));
}

TEST_CASE("study: tables of a grid have a column per key and join on run and point") {
    study_results results;
    results.config = read("    sweep: {rule.a: [0, 0.5], rule.tau_s: [1 s, 100 ms]}\n");
    for (std::size_t p = 0; p < 4; ++p) {
        nlohmann::ordered_json result{{"task", "t"}, {"step_limit", 400}, {"decisions", 10}};
        result["agents"]["snan_chip"]["episodes"] = {{{"median_steps", 10 + p},
                                                      {"median_steps_95", {9, 11}},
                                                      {"completion", 1.0},
                                                      {"completion_95", {0.5, 1.0}}}};
        result["energy_per_decision_j"] = {
            {"dynamic", 2e-12},
            {"total", 3e-12},
            {"dynamic_95", {1e-12, 4e-12}},
            {"by_component", {{"router", 2e-12}, {"static", 1e-12}}}};
        results.entries.push_back({run_id(results.config.runs[0], p), 0, p, "10 x 10", result});
    }
    const auto first_line = [](const data_table& table) {
        const std::string csv = to_csv(table);
        return csv.substr(0, csv.find('\n'));
    };
    const data_table sweep = sweep_table(results, 0);
    CHECK(first_line(sweep).starts_with(
        "run,point,rule.a,rule.tau_s,agent,first_median_steps,first_q25,"));
    CHECK(to_csv(sweep).find("\ng,\"0, 100 ms\",0,0.1,snan_chip,11,") != std::string::npos);
    const data_table episodes = episodes_table(results);
    CHECK(first_line(episodes).starts_with(
        "run,point,rule.a,rule.tau_s,agent,episode,median_steps,median_steps_low,"));
    CHECK(to_csv(episodes).find("\ng,\"0.5, 1 s\",0.5,1,snan_chip,1,12,9,11,,,1,0.5,1,") !=
          std::string::npos);
    const data_table energy = energy_table(results);
    CHECK(first_line(energy) ==
          "run,point,rule.a,rule.tau_s,decisions_of,decisions,total_j,total_j_low,total_j_high,"
          "dynamic_j,dynamic_j_low,dynamic_j_high,router_j,static_j");
    CHECK(
        to_csv(energy).find("\ng,\"0, 1 s\",0,1,all,10,3e-12,,,2e-12,1e-12,4e-12,2e-12,1e-12\n") !=
        std::string::npos);
    for (const data_table& table : csv_tables(results)) {
        INFO(table.name);
        if (table.name == "bounds") continue;
        CHECK(first_line(table).starts_with("run,point"));
    }
}
