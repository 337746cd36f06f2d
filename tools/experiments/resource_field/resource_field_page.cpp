#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/experiments/resource_field/resource_field_task.hpp"
#include "tools/report/drawing.hpp"
#include "tools/report/line_panel.hpp"
#include "tools/report/space_time.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using json = nlohmann::ordered_json;

std::string number_or(const json& value, const char* otherwise) {
    return value.is_null() ? otherwise : fmt::format("{:.4f}", value.get<double>());
}

void add_space_time(report_page& page, const json& trace, const char* name, const char* title,
                    const char* caption) {
    space_time map;
    map.title = title;
    map.place_name = "x, rad";
    map.time_name = "time, membrane time constants";
    map.first_place = trace.at("first_place");
    map.last_place = trace.at("last_place");
    map.places = trace.at("places");
    map.first_time = trace.at("first_time");
    map.last_time = trace.at("last_time");
    map.values = trace.at("values").at(name).get<std::vector<double>>();
    page.add_figure(
        std::string("space-time-") + name,
        [map](figure_width width) {
            const double px = std::min(560.0, width_of(width));
            return drawing{px, space_time_height(px), draw_space_time(map, px)};
        },
        caption);
}

// Series that a panel's lines refer to.
struct named_line {
    agent_series series;
    panel_line line;
};

void add_panel(report_page& page, const std::string& name, const line_panel& panel,
               const std::vector<named_line>& lines, std::string_view caption) {
    page.add_figure(
        name,
        [panel, lines](figure_width width) {
            line_panel sized = panel;
            sized.width = std::min(730.0, width_of(width));
            sized.height = width == figure_width::wide ? 400 : 320;
            for (const named_line& l : lines) {
                sized.lines.push_back(l.line);
                sized.lines.back().series = &l.series;
            }
            return drawing{sized.width, sized.height, draw_panel(sized)};
        },
        caption);
}

named_line make_line(const char* label, const char* style) {
    named_line made;
    made.series.label = label;
    made.series.style = style;
    made.line.dots = panel_dots::never;
    return made;
}

void add_position(report_page& page, const json& positions) {
    named_line line = make_line("centre", "s0");
    for (const auto& point : positions) {
        line.line.at.push_back(point[0].get<double>());
        line.line.values.push_back(point[1].get<double>());
    }
    line_panel panel;
    panel.title = "centre of the bump, rad";
    panel.x_axis.name = "time, membrane time constants";
    panel.whole_range = true;
    add_panel(page, "position", panel, {line},
              "Where u is largest, not wrapped: once round is 6.28.");
}

void add_plane(report_page& page, const json& plane) {
    const std::string against = plane.at("against");
    named_line boundary = make_line("boundary", "focus");
    named_line drifts = make_line("drifts", "s1");
    named_line stays = make_line("stays", "s2");
    for (const auto& p : plane.at("boundary")) {
        if (p.at("critical").is_null()) continue;
        boundary.line.at.push_back(p.at("beta"));
        boundary.line.values.push_back(p.at("critical"));
    }
    for (named_line* l : {&drifts, &stays}) {
        l->line.joined = false;
        l->line.dots = panel_dots::always;
    }
    for (const auto& p : plane.at("points")) {
        if (!p.at("has_bump").get<bool>()) continue;
        named_line& into = p.at("drifts").get<bool>() ? drifts : stays;
        into.line.at.push_back(p.at("beta"));
        into.line.values.push_back(p.at(against));
        into.line.tooltips.push_back(
            fmt::format("beta {:.4g}, {} {:.4g}: moved {:.3f} rad", p.at("beta").get<double>(),
                        against, p.at(against).get<double>(), p.at("displacement").get<double>()));
    }
    line_panel panel;
    panel.title = against == "gamma" ? "gamma" : "diffusion D";
    panel.x_axis.name = "beta";
    panel.x_axis.logarithmic = true;
    panel.may_be_logarithmic = true;
    std::vector<named_line> lines;
    for (const named_line& l : {boundary, drifts, stays}) {
        if (!l.line.values.empty()) lines.push_back(l);
    }
    std::string legend = "Line: E(0) = E'(0) = 0 of the analysis; ";
    legend +=
        "<span class=\"key s1\"><i class=\"s1\"></i>drifts</span> and <span class=\"key "
        "s2\"><i class=\"s2\"></i>stays</span>: simulated.";
    add_panel(page, "plane", panel, lines, legend);
    page.add_text(fmt::format(
        "{} of {} simulated points are on the side of the analysis; of the {} that a factor of the "
        "boundary (plane.near_boundary) does not take across it, {}.",
        plane.at("as_analysis").dump(), plane.at("simulated").dump(),
        plane.at("far_from_boundary").dump(), plane.at("far_as_analysis").dump()));
}

report_page conserved_page(const json& result, const json& shown) {
    const json& analysis = result.at("analysis");
    const json& trial = result.at("trial");
    const bool drifts = trial.at("drifts");
    report_page page(
        "A bump on shared resource",
        fmt::format("The bump {}; the analysis says that it {}.", drifts ? "drifts" : "stays",
                    analysis.at("drift_expected").get<bool>() ? "drifts" : "stays"));
    page.add_tile("Moved", fmt::format("{:.3f}", trial.at("displacement").get<double>()), "rad",
                  fmt::format("in {:.4g} membrane time constants", trial.at("time").get<double>()));
    page.add_tile(
        "Critical diffusion", number_or(analysis.at("critical_diffusion"), "none"), "",
        fmt::format("here {}", result.at("configuration").at("conserved").at("diffusion").dump()));
    page.add_tile("Mass error", fmt::format("{:.1g}", trial.at("mass_error").get<double>()), "",
                  "of all resource, largest");
    page.begin_section("Over place and time");
    const json& trace = shown.at("trace");
    add_space_time(page, trace, "u", "activity u", "Activity over the ring.");
    add_space_time(page, trace, "q", "synaptic resource q",
                   "What synapses hold: active ones give to astrocytes.");
    add_space_time(page, trace, "a", "astrocytic resource a",
                   "What astrocytes hold and pass on to each other.");
    add_position(page, shown.at("position"));
    if (result.contains("plane")) {
        page.begin_section("Where bumps stay");
        add_plane(page, result.at("plane"));
    }
    page.begin_section("Numbers");
    std::vector<table_row> rows;
    for (const auto& [key, value] : analysis.items()) {
        if (value.is_boolean()) continue;
        rows.push_back({key, "", {value.is_null() ? "none" : format_significant(value, 6)}});
    }
    page.add_table("The analysis.", {"quantity", "value"}, rows);
    return page;
}

void add_brief_tables(report_page& page, const json& result) {
    std::vector<table_row> rows;
    for (const char* key : {"trial", "without_limit"}) {
        const json& o = result.at(key);
        rows.push_back({std::string(key) == "trial" ? "as configured" : "beta 0: no limit",
                        "",
                        {fmt::format("{:.3f}", o.at("active_share").get<double>()),
                         fmt::format("{:.3f}", o.at("synchrony").get<double>()),
                         fmt::format("{:.3f}", o.at("steepest_gradient").get<double>()),
                         fmt::format("{:.3f}", o.at("least_resource").get<double>())}});
    }
    page.add_table(
        "What a stimulus leaves.",
        {"", "share of the ring active", "synchrony", "steepest gradient", "least resource"}, rows);
    rows.clear();
    for (const auto& s : result.at("signs")) {
        rows.push_back({fmt::format("{:.2f}", s.at("share_of_last_beta").get<double>()),
                        "",
                        {fmt::format("{:.3f}", s.at("tolerated_cut").get<double>()),
                         fmt::format("{:.4f}", s.at("relative_deviation").get<double>()),
                         fmt::format("{:.3f}", s.at("autocorrelation").get<double>()),
                         fmt::format("{:.1f}", s.at("recovery_time").get<double>())}});
    }
    if (rows.empty()) return;
    page.add_table(
        "Towards the last beta with stable activity.",
        {"share of it", "tolerated cut", "relative deviation", "autocorrelation", "recovery time"},
        rows);
}

report_page brief_page(const json& result, const json& shown) {
    const json& trial = result.at("trial");
    report_page page(
        "A Mexican hat on resource that returns",
        fmt::format("Activity is {}: {:.0f} % of the ring, without a limit of the "
                    "resource {:.0f} %.",
                    trial.at("fate").get<std::string>(),
                    100 * trial.at("active_share").get<double>(),
                    100 * result.at("without_limit").at("active_share").get<double>()));
    page.add_tile("Largest beta with stable activity",
                  fmt::format("{:.3f}", result.at("largest_stable_beta").get<double>()), "", "");
    page.begin_section("Over place and time");
    add_space_time(page, shown.at("trace"), "u", "activity u", "Activity over the ring.");
    add_space_time(page, shown.at("trace"), "r", "resource r", "Resource of the synapses.");
    page.begin_section("Range of stable activity");
    named_line line = make_line("stable up to", "s0");
    line.line.dots = panel_dots::always;
    line_panel panel;
    panel.title = "largest beta with stable activity";
    panel.x_axis.name = "diffusion";
    panel.from_zero = true;
    for (std::size_t i = 0; i < result.at("range").size(); ++i) {
        const auto& row = result.at("range")[i];
        panel.x_axis.categories.push_back(row.at("diffusion").dump());
        line.line.values.push_back(row.at("largest_stable_beta"));
    }
    add_panel(page, "range", panel, {line}, "More diffusion, more depletion is borne.");
    page.begin_section("Numbers");
    add_brief_tables(page, result);
    return page;
}

}  // namespace

report_page resource_field_task::page(const json& result, const json& shown) const {
    return result.contains("analysis") ? conserved_page(result, shown) : brief_page(result, shown);
}

}  // namespace memglia
