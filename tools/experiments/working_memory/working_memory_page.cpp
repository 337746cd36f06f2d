#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/experiments/working_memory/memory_figures.hpp"
#include "tools/experiments/working_memory/working_memory_task.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

std::string place_of(const ordered_json& configuration) {
    const std::string on = configuration.value("on", "double");
    if (on == "chip") return "on the chip";
    return on == "fixed" ? "in a chip's integers" : "in double precision";
}

const ordered_json& longest_of(const ordered_json& condition) {
    const auto& delays = condition.at("delays");
    return *std::max_element(delays.begin(), delays.end(), [](const auto& a, const auto& b) {
        return a.at("delay_s").template get<double>() < b.at("delay_s").template get<double>();
    });
}

std::string share_text(const ordered_json& score) {
    return format_percent(score.at("share").get<double>());
}

std::string interval_text(const ordered_json& pair) {
    return format_interval({pair.at(0).get<double>(), pair.at(1).get<double>()}, 100);
}

void add_scores(report_page& page, const ordered_json& conditions) {
    std::vector<table_row> rows;
    for (const auto& condition : conditions) {
        for (const auto& s : condition.at("delays")) {
            rows.push_back({condition.at("name").get<std::string>(),
                            "",
                            {format_trimmed(s.at("delay_s").get<double>()),
                             format_count(s.at("right").get<std::uint64_t>()),
                             format_count(s.at("trials").get<std::uint64_t>()), share_text(s),
                             interval_text(s.at("share_95")),
                             fmt::format("{:.1f}", 100 * s.at("difference").get<double>()),
                             interval_text(s.at("difference_95"))}});
        }
    }
    page.add_table(
        "Right choices. Interval of the share: Clopper and Pearson, trials taken as independent. "
        "Difference: from the first condition, in points, network by network; its interval: "
        "networks drawn anew 10 000 times.",
        {"condition", "delay, s", "right", "of", "%", "95 %", "difference", "95 %"}, rows);
}

void add_seconds(report_page& page, const ordered_json& conditions) {
    const bool is_chip = conditions.at(0).at("second_of_delay").contains("j");
    std::vector<std::string> head{"condition", "sample's pool, Hz", "spikes", "synaptic events"};
    std::vector<std::string> components;
    if (is_chip) {
        head.emplace_back("all, nJ");
        for (const auto& condition : conditions) {
            for (const auto& [name, j] :
                 condition.at("second_of_delay").at("j_by_component").items()) {
                if (std::find(components.begin(), components.end(), name) == components.end()) {
                    components.push_back(name);
                }
            }
        }
        for (const std::string& name : components) head.push_back(component_label(name) + ", nJ");
    }
    std::vector<table_row> rows;
    for (const auto& condition : conditions) {
        const auto& second = condition.at("second_of_delay");
        table_row row{condition.at("name").get<std::string>(),
                      "",
                      {fmt::format("{:.1f}", second.at("held_hz").get<double>()),
                       fmt::format("{:.0f}", second.at("spikes").get<double>()),
                       fmt::format("{:.0f}", second.at("synaptic_events").get<double>())}};
        if (is_chip) {
            row.numbers.push_back(fmt::format("{:.1f}", 1e9 * second.at("j").get<double>()));
            for (const std::string& name : components) {
                row.numbers.push_back(
                    fmt::format("{:.2f}", 1e9 * second.at("j_by_component").value(name, 0.0)));
            }
        }
        rows.push_back(std::move(row));
    }
    page.add_table("A second of delay, over all delays, networks and trials.", head, rows);
}

}  // namespace

report_page working_memory_task::page(const ordered_json& result, const ordered_json& shown) const {
    const auto& configuration = result.at("configuration");
    const auto& conditions = result.at("conditions");
    const auto& first = conditions.at(0);
    const auto& longest = longest_of(first);
    report_page page(
        "Memory held by astrocytes",
        fmt::format("{} networks of {} pools {}: after a delay of {} s, {} % of {} choices are "
                    "right in the condition {}.",
                    configuration.at("networks").get<std::uint64_t>(),
                    configuration.at("network").at("pools").get<std::uint64_t>(),
                    place_of(configuration), format_trimmed(longest.at("delay_s").get<double>()),
                    share_text(longest), longest.at("trials").get<std::uint64_t>(),
                    first.at("name").get<std::string>()));
    constexpr std::size_t most_tiles = 8;
    for (std::size_t c = 0; c < std::min(conditions.size(), most_tiles); ++c) {
        const auto& s = longest_of(conditions[c]);
        std::string name = conditions[c].at("name").get<std::string>();
        std::replace(name.begin(), name.end(), '_', ' ');
        page.add_tile(name, share_text(s), "%", "95 %: " + interval_text(s.at("share_95")));
    }
    page.begin_section("Performance against delay",
                       "The same networks, samples and noise in every condition.");
    page.add_markup(condition_legend(conditions));
    page.add_figure(
        "right_choices", [&](figure_width width) { return draw_right_choices(conditions, width); },
        "Right choices against the delay; whiskers are 95 % intervals (Clopper and Pearson).");
    add_scores(page, conditions);
    page.begin_section("A trial", "The first network's first trial with the longest delay.");
    page.add_figure(
        "raster", [&](figure_width width) { return draw_rasters(shown.at("trials"), width); },
        "Spikes of all neurons, pools below each other; grey: the sample, and the test of both "
        "choices.");
    page.add_figure(
        "calcium", [&](figure_width width) { return draw_calcium(shown.at("trials"), width); },
        "Calcium of the sample's astrocyte in the same trials.");
    page.begin_section("What a second of memory costs");
    add_seconds(page, conditions);
    return page;
}

}  // namespace memglia
