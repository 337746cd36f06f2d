#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "tools/experiments/recall/recall_task.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/raster_panel.hpp"
#include "tools/report/stacked_bars.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::string place_of(const nlohmann::ordered_json& configuration) {
    const std::string on = configuration.value("on", "double");
    if (on == "chip") return "on the chip";
    return on == "fixed" ? "in a chip's integers" : "in double precision";
}

void add_patterns(report_page& page, const nlohmann::ordered_json& patterns) {
    constexpr std::size_t most = 64;
    std::vector<table_row> rows;
    for (std::size_t m = 0; m < std::min(patterns.size(), most); ++m) {
        const auto& p = patterns[m];
        rows.push_back({std::to_string(m),
                        "",
                        {format_count(p.at("hits").get<std::uint64_t>()),
                         format_count(p.at("misses").get<std::uint64_t>()),
                         format_count(p.at("false_alarms").get<std::uint64_t>()),
                         fmt::format("{:.4f}", p.at("f1").get<double>())}});
    }
    page.add_table(patterns.size() > most
                       ? fmt::format("Spikes of the first {} of {} patterns; patterns.csv has all.",
                                     most, patterns.size())
                       : "Spikes of every pattern after its cue.",
                   {"pattern", "recalled", "missed", "false", "F1"}, rows);
}

using spike = std::pair<std::uint64_t, std::uint32_t>;  // tick, neuron

void add_raster(report_page& page, const nlohmann::ordered_json& pattern, std::uint32_t neurons) {
    const auto target = pattern.at("target").get<std::set<spike>>();
    const auto recalled = pattern.at("recalled").get<std::set<spike>>();
    raster_panel raster{
        .width = 0,
        .title = "spikes of pattern 0, by neuron",
        .x_name = "tick",
        .x_unit = "",
        .from = 0,
        .to = pattern.at("ticks").get<double>(),
        .groups = {
            {.name = "recalled", .rows = neurons, .points = {}},
            {.name = "missed", .rows = neurons, .points = {}, .over_last = true, .style = "s1"},
            {.name = "false", .rows = neurons, .points = {}, .over_last = true, .style = "s8"}}};
    for (const spike& s : target) {
        raster.groups[recalled.contains(s) ? 0 : 1].points.push_back(
            {static_cast<double>(s.first), s.second});
    }
    for (const spike& s : recalled) {
        if (!target.contains(s)) {
            raster.groups[2].points.push_back({static_cast<double>(s.first), s.second});
        }
    }
    raster.marks = {{pattern.at("cue_ticks").get<double>(), "cue ends"}};
    page.add_figure(
        "pattern",
        [&raster](figure_width width) {
            raster.width = width_of(width);
            return draw_raster(raster);
        },
        fmt::format(
            "Pattern 0 as it was stored and as it came back: {} spikes recalled, {} missed, "
            "{} false, those of the cue among them.",
            format_count(raster.groups[0].points.size()),
            format_count(raster.groups[1].points.size()),
            format_count(raster.groups[2].points.size())));
}

void add_training(report_page& page, const nlohmann::ordered_json& training) {
    condition_panel panel{.width = 0, .title = "F1", .x_axis = {.name = "epoch"}, .lines = {}};
    panel.ceiling = 1.0;
    condition_line line{.label = "F1", .x = {}, .y = training.at("f1").get<std::vector<double>>()};
    for (std::size_t e = 0; e < line.y.size(); ++e) line.x.push_back(static_cast<double>(e + 1));
    panel.lines = {line};
    page.add_figure(
        "training",
        [&panel](figure_width width) {
            panel.width = width_of(width);
            return draw_traces(panel);
        },
        fmt::format("Training: F1 of the weights that each epoch starts from; untrained {}.",
                    format_significant(training.at("untrained").at("f1").get<double>())));
}

void add_energy(report_page& page, const nlohmann::ordered_json& chip) {
    stacked_bars bars{.width = 0, .title = "energy per tick", .unit = "J", .parts = {}, .bars = {}};
    const auto ticks = chip.at("ticks").get<double>();
    stacked_bars::bar bar{"chip", {}, {}};
    for (const auto& [name, j] : chip.at("running_j_by_component").items()) {
        bars.parts.push_back(component_label(name));
        bar.values.push_back(j.get<double>() / ticks);
    }
    bars.bars = {bar};
    page.add_figure(
        "energy",
        [&bars](figure_width width) {
            bars.width = width_of(width);
            return draw_bars(bars);
        },
        fmt::format("Energy of a tick of the chip by component, the mean over {} ticks of {} "
                    "each; programming the weights took {} besides.",
                    format_count(chip.at("ticks").get<std::uint64_t>()),
                    format_quantity(chip.at("elapsed_s").get<double>() / ticks, "s"),
                    format_quantity(chip.at("programming_j").get<double>(), "J")));
}

}  // namespace

report_page recall_task::page(const nlohmann::ordered_json& result,
                              const nlohmann::ordered_json& shown) const {
    const auto& configuration = result.at("configuration");
    const auto& memory = configuration.at("memory");
    const auto& all = result.at("all_patterns");
    const double f1 = all.at("f1").get<double>();
    report_page page(
        "Recall of patterns in a network with delays",
        fmt::format("{} patterns of {} ticks, stored in {} neurons with {} delays a pair: {} their "
                    "cues bring back {} % of their spikes, and {} % of what comes is theirs.",
                    memory.at("patterns").at("count").get<std::uint64_t>(),
                    memory.at("patterns").at("ticks").get<std::uint64_t>(),
                    memory.at("neurons").get<std::uint64_t>(),
                    memory.at("delays").get<std::uint64_t>(), place_of(configuration),
                    format_percent(all.at("recall").get<double>()),
                    format_percent(all.at("precision").get<double>())));
    page.add_tile("F1 of all patterns", fmt::format("{:.6f}", f1), "",
                  fmt::format("{} spikes recalled, {} missed, {} false",
                              format_count(all.at("hits").get<std::uint64_t>()),
                              format_count(all.at("misses").get<std::uint64_t>()),
                              format_count(all.at("false_alarms").get<std::uint64_t>())));
    page.add_tile("Synapses", format_count(result.at("synapses").get<std::uint64_t>()), "",
                  fmt::format("{} synaptic operations",
                              format_count(result.at("synaptic_operations").get<std::uint64_t>())));
    if (const auto chip = result.find("chip"); chip != result.end()) {
        page.add_tile(
            "Energy per tick", format_quantity(chip->at("j_per_tick").get<double>(), "J"), "",
            fmt::format("{} cores, {} arrays, {} mm²", chip->at("cores").get<std::uint64_t>(),
                        chip->at("arrays").get<std::uint64_t>(),
                        format_significant(1e6 * chip->at("area_m2").get<double>())));
    }
    page.begin_section("One pattern");
    add_raster(page, shown.at("pattern"), memory.at("neurons").get<std::uint32_t>());
    if (const auto training = result.find("training"); training != result.end()) {
        page.begin_section("Training");
        add_training(page, *training);
    }
    if (const auto chip = result.find("chip"); chip != result.end()) {
        page.begin_section("Energy");
        add_energy(page, *chip);
    }
    page.begin_section("Numbers");
    add_patterns(page, result.at("patterns"));
    return page;
}

}  // namespace memglia
