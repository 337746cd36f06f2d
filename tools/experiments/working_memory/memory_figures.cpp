#include "tools/experiments/working_memory/memory_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "tools/report/agent_series.hpp"
#include "tools/report/drawing.hpp"
#include "tools/report/line_panel.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t colours = 11;  // as many as the style has

std::string label_of(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

// Colours by place: the same in all figures of a page.
std::vector<agent_series> series_of_names(const std::vector<std::string>& names) {
    std::vector<agent_series> all;
    for (std::size_t c = 0; c < names.size(); ++c) {
        agent_series series;
        series.label = label_of(names[c]);
        series.style = fmt::format("s{}", c % colours);
        series.dashed = c >= colours;
        all.push_back(std::move(series));
    }
    return all;
}

std::vector<std::string> names_in(const ordered_json& items, const char* key) {
    std::vector<std::string> names;
    for (const auto& item : items) names.push_back(item.at(key).get<std::string>());
    return names;
}

struct phases {
    double sample_s = 0;
    double delay_s = 0;
    double test_s = 0;
    double end_s = 0;
};

phases phases_of(const ordered_json& trial) {
    const auto ends = trial.at("phases_s").get<std::vector<double>>();
    return {ends.at(0), ends.at(1), ends.at(2), ends.at(3)};
}

}  // namespace

drawing draw_right_choices(const ordered_json& conditions, figure_width page) {
    const auto series = series_of_names(names_in(conditions, "name"));
    line_panel panel;
    panel.width = width_of(page);
    panel.height = page == figure_width::wide ? 420 : 340;
    panel.title = "right choices, %";
    panel.from_zero = true;
    panel.ceiling = 100;
    panel.end_labels = page == figure_width::wide;
    panel.x_axis.name = "delay, s";
    panel.dashed_line = 50;
    panel.dashed_name = "chance";
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        std::vector<ordered_json> delays = conditions[c].at("delays");
        std::stable_sort(delays.begin(), delays.end(), [](const auto& a, const auto& b) {
            return a.at("delay_s").template get<double>() < b.at("delay_s").template get<double>();
        });
        panel_line line;
        line.series = &series[c];
        for (const auto& d : delays) {
            const double share = d.at("share").get<double>();
            const auto range = d.at("share_95").get<std::vector<double>>();
            line.at.push_back(d.at("delay_s").get<double>());
            line.values.push_back(100 * share);
            line.whisker_low.push_back(100 * range.at(0));
            line.whisker_high.push_back(100 * range.at(1));
            line.tooltips.push_back(fmt::format(
                "{}, {} s: {} % of {}, 95 % interval {}", series[c].label,
                format_trimmed(line.at.back()), format_percent(share),
                d.at("trials").get<std::uint64_t>(), format_interval({range[0], range[1]}, 100)));
        }
        line.end_value = fmt::format("{:.0f}", line.values.back());
        panel.lines.push_back(std::move(line));
    }
    return {panel.width, panel.height, draw_panel(panel)};
}

drawing draw_rasters(const ordered_json& trials, figure_width page) {
    constexpr double strip_px = 104;
    constexpr double title_px = 18;
    constexpr double gap_px = 12;
    constexpr double axis_px = 40;
    const double width = width_of(page);
    const double each = title_px + strip_px + gap_px;
    const double height = each * static_cast<double>(trials.size()) + axis_px;
    const double left = 8;
    svg_canvas svg(width, height, "class=\"plot\"", "spikes of one trial, condition by condition");
    double end_s = 0;
    for (const auto& trial : trials) end_s = std::max(end_s, phases_of(trial).end_s);
    const plot_axis x{0, end_s, left, width - 8, false};
    double top = 0;
    for (const auto& trial : trials) {
        const phases at = phases_of(trial);
        const auto neurons = trial.at("neurons").get<double>();
        const auto pools = trial.at("pools").get<std::uint32_t>();
        const double per_pool = neurons / pools;
        const double tick_s = trial.at("tick_s").get<double>();
        const double strip_top = top + title_px;
        svg.text({left, top + 13},
                 fmt::format("{}: sample {}, choice {}",
                             label_of(trial.at("condition").get<std::string>()),
                             trial.at("sample").get<std::uint32_t>(),
                             trial.at("is_right").get<bool>() ? "right" : "wrong"),
                 "class=\"axis-title\"");
        const auto shade = [&](double from_s, double to_s, const char* what) {
            svg.rectangle({x.at(from_s), strip_top}, x.at(to_s) - x.at(from_s), strip_px,
                          "class=\"plain\" fill=\"var(--rule)\" fill-opacity=\"0.6\"", what);
        };
        shade(0, at.sample_s, "sample");
        shade(at.delay_s, at.test_s, "test");
        for (std::uint32_t p = 0; p <= pools; ++p) {
            const double y = strip_top + strip_px * p / pools;
            svg.line({left, y}, {width - 8, y}, "class=\"rule\"");
        }
        // A short stroke a spike, pool 0 at the top; a path per pool.
        std::vector<std::string> strokes(pools);
        const auto& neuron = trial.at("neuron");
        const auto& tick = trial.at("tick");
        const double row_px = strip_px / neurons;
        for (std::size_t k = 0; k < neuron.size(); ++k) {
            const double j = neuron[k].get<double>();
            const double at_x = x.at(tick[k].get<double>() * tick_s);
            const double at_y = strip_top + row_px * j;
            strokes[static_cast<std::size_t>(j / per_pool)] +=
                fmt::format("M{} {}v{}", format_coordinate(at_x), format_coordinate(at_y),
                            format_coordinate(std::max(1.0, row_px)));
        }
        for (std::uint32_t p = 0; p < pools; ++p) {
            if (strokes[p].empty()) continue;
            svg.path(strokes[p],
                     fmt::format("class=\"s{}\" stroke=\"var(--c)\" stroke-width=\"0.9\" "
                                 "fill=\"none\"",
                                 p % colours));
        }
        top += each;
    }
    for (const double t : x.ticks(page == figure_width::wide ? 12 : 5)) {
        svg.line({x.at(t), top}, {x.at(t), top + 4}, "class=\"base\"");
        svg.text({x.at(t), top + 17}, format_trimmed(t), "class=\"tick middle\"");
    }
    svg.text({width / 2, top + 34}, "time since the sample began, s", "class=\"tick middle\"");
    return {width, height, std::move(svg).finish()};
}

drawing draw_calcium(const ordered_json& trials, figure_width page) {
    const auto series = series_of_names(names_in(trials, "condition"));
    line_panel panel;
    panel.width = width_of(page);
    panel.height = page == figure_width::wide ? 320 : 280;
    panel.title = "calcium of the sample's astrocyte";
    panel.from_zero = true;
    panel.end_labels = false;
    panel.x_axis.name = "time since the sample began, s";
    for (std::size_t c = 0; c < trials.size(); ++c) {
        const auto& trial = trials[c];
        const auto pools = trial.at("pools").get<std::size_t>();
        const auto sample = trial.at("sample").get<std::size_t>();
        const double step_s =
            trial.at("every_ticks").get<double>() * trial.at("tick_s").get<double>();
        const auto calcium = trial.at("calcium").get<std::vector<double>>();
        panel_line line;
        line.series = &series[c];
        line.dots = panel_dots::never;
        for (std::size_t k = 0; k * pools + sample < calcium.size(); ++k) {
            line.at.push_back(static_cast<double>(k) * step_s);
            line.values.push_back(calcium[k * pools + sample]);
        }
        panel.lines.push_back(std::move(line));
        if (c > 0) continue;
        const phases at = phases_of(trial);
        panel.marks = {{at.sample_s, "delay"}, {at.delay_s, "test"}};
    }
    return {panel.width, panel.height, draw_panel(panel)};
}

std::string condition_legend(const ordered_json& conditions) {
    return series_legend(series_of_names(names_in(conditions, "name")));
}

}  // namespace memglia
