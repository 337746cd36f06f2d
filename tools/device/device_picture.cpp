#include <fmt/format.h>

#include <utility>

#include "tools/device/characterise.hpp"
#include "tools/report/agent_series.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/line_panel.hpp"
#include "tools/report/style.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double width_px = 470;
constexpr double height_px = 330;
constexpr double legend_px = 22;

// A panel and the names of its curves. Lines point into `series`.
struct measured_panel {
    std::vector<agent_series> series;
    line_panel panel;
    std::string caption;
};

measured_panel empty_panel(const std::string& title, const std::vector<agent_series>& series,
                           const std::string& caption) {
    measured_panel p{series, {}, caption};
    p.panel.width = width_px;
    p.panel.height = height_px;
    p.panel.title = title;
    p.panel.whole_range = true;
    return p;
}

panel_line line_of(const agent_series& series) {
    panel_line line;
    line.series = &series;
    line.dots = panel_dots::never;
    return line;
}

std::string frequency_text(double hz) {
    for (const auto& [size, name] : {std::pair{1e9, "GHz"}, {1e6, "MHz"}, {1e3, "kHz"}}) {
        if (hz >= size) return fmt::format("{} {}", format_trimmed(hz / size, 3), name);
    }
    return format_quantity(hz, "Hz");
}

measured_panel hysteresis(const characterisation& c) {
    measured_panel p = empty_panel(
        "current", {{nullptr, "sine", "s0"}, {nullptr, "triangle", "s1", true}},
        fmt::format(
            "Hysteresis under {} at {}; arrows: the order in which the loop is run through.",
            format_quantity(c.amplitude_v, "V"), frequency_text(c.frequency_hz)));
    p.panel.unit = "A";
    p.panel.x_axis.name = "source voltage";
    p.panel.x_axis.unit = "V";
    for (const auto& [samples, series] :
         {std::pair{&c.sine, &p.series[0]}, {&c.triangle, &p.series[1]}}) {
        panel_line line = line_of(*series);
        line.arrows = series == &p.series[0];
        for (const transient_sample& s : *samples) {
            line.at.push_back(s.source_v);
            line.values.push_back(s.current_a);
        }
        p.panel.lines.push_back(std::move(line));
    }
    return p;
}

measured_panel pulses(const characterisation& c) {
    const auto name = [](const char* direction, double volts) {
        return fmt::format("{} {}", direction, format_quantity(volts, "V"));
    };
    measured_panel p =
        empty_panel("conductance",
                    {{nullptr, name("SET", c.pulses.front().voltage_v), "s2"},
                     {nullptr, name("RESET", c.pulses.back().voltage_v), "s3", true}},
                    "Conductance behind every pulse of two trains: potentiation, then depression.");
    p.panel.unit = "S";
    p.panel.whole_range = false;
    p.panel.from_zero = true;
    p.panel.x_axis.name = "pulse";
    panel_line set = line_of(p.series[0]);
    panel_line reset = line_of(p.series[1]);
    for (std::size_t i = 0; i < c.pulses.size(); ++i) {
        panel_line& line = c.pulses[i].voltage_v < 0 ? set : reset;
        line.at.push_back(static_cast<double>(i + 1));
        line.values.push_back(c.pulses[i].conductance_s);
    }
    p.panel.lines = {std::move(set), std::move(reset)};
    return p;
}

measured_panel against_voltage(const characterisation& c, const char* name, const char* unit,
                               const char* caption, double switching_row::*value) {
    measured_panel p =
        empty_panel(name, {{nullptr, "SET", "s2"}, {nullptr, "RESET", "s3", true}}, caption);
    p.panel.unit = unit;
    p.panel.may_be_logarithmic = true;
    p.panel.x_axis.name = "voltage";
    p.panel.x_axis.unit = "V";
    for (const auto& [rows, series] : {std::pair{&c.set, &p.series[0]}, {&c.reset, &p.series[1]}}) {
        panel_line line = line_of(*series);
        for (const switching_row& r : *rows) {
            line.at.push_back(r.voltage_v);
            line.values.push_back(r.*value);
        }
        p.panel.lines.push_back(std::move(line));
    }
    return p;
}

// Lines point into the panel that holds their series, so panels are kept where they were made.
template <typename Use>
void for_each_panel(const characterisation& c, const Use& use) {
    use(hysteresis(c));
    use(pulses(c));
    use(against_voltage(c, "switching time", "s",
                        "Time that a constant voltage takes to move the device over its range.",
                        &switching_row::time_s));
    use(against_voltage(c, "switching energy", "J", "Energy that this takes.",
                        &switching_row::energy_j));
}

}  // namespace

std::string device_picture(const std::string& name, const characterisation& c) {
    constexpr double margin_px = 14;
    constexpr double head_px = 42;
    constexpr double row_px = height_px + legend_px + 12;
    const double width = 2 * (width_px + 2 * margin_px);
    const double height = head_px + 2 * row_px;
    std::string body =
        fmt::format("<text x=\"{}\" y=\"27\" font-size=\"17\" font-weight=\"650\">{}</text>\n",
                    margin_px, escape_markup(name));
    int i = 0;
    for_each_panel(c, [&](const measured_panel& p) {
        const double x = margin_px + (i % 2) * (width_px + 2 * margin_px);
        const double y = head_px + (i / 2) * row_px;
        double legend = x;
        for (const agent_series& series : p.series) {
            body += fmt::format(
                "<g class=\"curve {0}{1}\"><path class=\"stroke\" d=\"M{2} {3}h22\"/></g>"
                "<text x=\"{4}\" y=\"{5}\" class=\"tick\">{6}</text>\n",
                series.style, series.dashed ? " second" : "", legend, y + 8, legend + 28, y + 12,
                escape_markup(series.label));
            legend += 44 + text_width(series.label, 12);
        }
        body += placed(x, y + legend_px, width_px, height_px, draw_panel(p.panel));
        ++i;
    });
    return svg_file(width, height, name + ": hysteresis, pulse trains, switching time and energy",
                    body);
}

std::string device_page(const std::string& name, const std::string& summary,
                        const std::string& configuration, const std::string& version,
                        const characterisation& c) {
    std::string figures;
    int number = 0;
    for_each_panel(c, [&](const measured_panel& p) {
        figures += "<div>\n" +
                   captioned_figure(fmt::format("Figure {}", ++number),
                                    series_legend(p.series) + draw_panel(p.panel), p.caption) +
                   "</div>\n";
    });
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>memglia: device {0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n<main>\n"
        "<header>\n<h1>{0}</h1>\n</header>\n"
        "<section>\n<h2>In short</h2>\n<pre>{2}</pre>\n</section>\n"
        "<section>\n<h2>Measured</h2>\n<div class=\"halves\">\n{3}</div>\n</section>\n"
        "<section>\n<h2>Provenance</h2>\n<p>memglia {4}. The numbers behind the pictures lie in "
        "the "
        "CSV files beside this page.</p>\n<details>\n<summary>Configuration</summary>\n"
        "<pre>{5}</pre>\n</details>\n</section>\n</main>\n</body>\n</html>\n",
        escape_markup(name), report_style(), escape_markup(summary), figures,
        escape_markup(version), escape_markup(configuration));
}

}  // namespace memglia
