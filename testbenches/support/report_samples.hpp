#pragma once

#include <catch2/catch.hpp>
#include <cctype>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tools/report/report.hpp"

// A small run for tests of its page and pictures, and what any of them must hold.
namespace memglia::test {

inline constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinite = std::numeric_limits<double>::infinity();

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

inline std::vector<std::size_t> positions_of(std::string_view text, std::string_view part) {
    std::vector<std::size_t> positions;
    std::size_t at = text.find(part);
    for (; at != std::string_view::npos; at = text.find(part, at + 1)) positions.push_back(at);
    return positions;
}

/// The first tag that closes nothing or is never closed; empty if all is well nested.
inline std::string nesting_fault(std::string_view html) {
    std::vector<std::string> open;
    for (const std::size_t at : positions_of(html, "<")) {
        const std::size_t end = html.find('>', at);
        if (end == std::string_view::npos) return "unfinished tag";
        const std::string_view tag = html.substr(at + 1, end - at - 1);
        if (tag.front() == '!' || tag.back() == '/') continue;
        const bool closes = tag.front() == '/';
        const std::string name(tag.substr(closes ? 1 : 0, tag.find(' ') - (closes ? 1 : 0)));
        if (!closes) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return "unexpected </" + name + ">";
        } else {
            open.pop_back();
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

// "nan" or "inf" as a number would print it, not as part of a word.
inline bool has_bad_number(std::string_view html) {
    const auto in_word = [&](std::size_t at) {
        return at < html.size() &&
               (std::isalnum(static_cast<unsigned char>(html[at])) != 0 || html[at] == '_');
    };
    for (const std::string_view bad : {"nan", "inf"}) {
        for (const std::size_t at : positions_of(html, bad)) {
            if ((at == 0 || !in_word(at - 1)) && !in_word(at + bad.size())) return true;
        }
    }
    return false;
}

inline void check_sound(const report_data& data) {
    const std::string html = render_report(data);
    CHECK(nesting_fault(html) == "");
    CHECK_FALSE(has_bad_number(html));
    CHECK_FALSE(contains(html, "http:"));
    CHECK_FALSE(contains(html, "https:"));
}

inline agent_statistics agent(const std::string& name, const std::vector<double>& medians) {
    agent_statistics a;
    a.name = name;
    for (const double median : medians) {
        episode_statistics e;
        e.median_steps = median;
        e.q25 = median / 2;
        e.q75 = median * 2;
        e.median_95 = {median - 1, median + 1};
        e.completion = 0.875;
        e.mean_over_shortest = median / 9;
        e.mean_over_shortest_95 = {median / 10, median / 8};
        a.episodes.push_back(e);
    }
    return a;
}

/// A room of 4 x 3 cells with one wall, walked with a detour and then straight.
inline maze_showcase small_maze() {
    maze_showcase maze;
    maze.width = 4;
    maze.height = 3;
    maze.free.assign(12, 1);
    maze.free[5] = 0;
    maze.start = 0;
    maze.goal = 10;
    maze.shortest = 4;
    maze.seed = 77;
    maze.episodes = {
        {1, true, {0, 1, 2, 1, 1, 2, 6, 10}, std::vector<double>(12, 0.25)},
        {2, true, {0, 1, 2, 6, 10}, std::vector<double>(12, 0.5)},
    };
    return maze;
}

inline report_data small_report() {
    report_data data;
    data.title = "a run";
    data.task = "5 mazes";
    data.agents = {agent("snan_chip", {57, 12.5}), agent("snan_reference", {55, 12}),
                   agent("random_bump", {235, 236}), agent("random_free", {320, 321})};
    data.step_limit = 400;
    data.showcase = small_maze();
    data.raster = {
        {0, "contact north", "wall"}, {10e-9, "place", ""}, {1005e-9, "action east", ""}};
    data.tick_s = 1e-6;
    data.decision_s = 2e-6;
    data.energy = {{"router", 29.03e-12, {29e-12, 28e-12, 30e-12}},
                   {"crossbar_write", 5.0e-12, {3.1e-12, 0.8e-12, 80e-12}},
                   {"controller", 2.3e-12, {2.3e-12, 2.3e-12, 2.3e-12}},
                   {"static", 99e-12, {99e-12, 99e-12, 99e-12}}};
    data.dynamic_95_j = {33.9e-12, 34.2e-12};
    data.total_95_j = {135e-12, 136e-12};
    data.dynamic_range_j = {30e-12, 70e-12};
    data.total_range_j = {90e-12, 260e-12};
    data.decisions = 312456;
    data.decisions_by_phase = {200000, 112000, 456};
    data.cycles_per_decision = 400;
    data.latency_cycles = 213;
    data.setup_j = 13.4e-9;
    data.setup_per_decision_j = 27e-12;
    data.pulses_per_decision = 0.873;
    data.provenance = {{"seed", "1"}};
    data.assumptions = {{"router.hop_j", "scaled"}};
    data.configuration = "{\"seed\": 1}";
    return data;
}

}  // namespace memglia::test
