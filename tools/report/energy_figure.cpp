#include "tools/report/energy_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tools/report/energy_summary.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr std::size_t colours = 8;  // as many as the style has
constexpr double top_px = 30;
constexpr double thick_px = 30;
constexpr double thin_px = 11;
constexpr double font_px = 12;

struct bar_layout {
    figure_width page;
    double width;
    double row_px;
    double label_px;  // bars' names stand left of the bars, or above them if 0
    plot_axis x;      // in the unit
    double bottom;
};

bar_layout lay_out(const energy_summary& energy, figure_width page) {
    const bool wide = page == figure_width::wide;
    double longest = dynamic_target_j;
    for (std::size_t c = 0; c < energy_columns; ++c) {
        for (const double value :
             {energy.dynamic_j[c], energy.controller_j[c] + energy.leakage_j[c]}) {
            if (std::isfinite(value)) longest = std::max(longest, value);
        }
    }
    bar_layout lay{page, wide ? 1120.0 : 366.0, wide ? 68.0 : 88.0, wide ? 130.0 : 0.0, {}, 0};
    // Room at the right for the longest bar's own label.
    const double right = wide ? lay.width - 120 : lay.width - 12;
    lay.x = {0, longest * energy_unit.factor, lay.label_px, right, false};
    lay.bottom = top_px + lay.row_px * energy_columns;
    return lay;
}

std::string value_in(double value_j) {
    return fmt::format("{} {}", format_significant(value_j * energy_unit.factor), energy_unit.name);
}

void draw_axis(svg_canvas& svg, const bar_layout& lay) {
    for (const double tick : lay.x.ticks(lay.page == figure_width::wide ? 10 : 5)) {
        const double at = lay.x.at(tick);
        svg.line({at, top_px - 4}, {at, lay.bottom},
                 tick > 0 ? "class=\"rule\"" : "class=\"base\"");
        svg.text({at, lay.bottom + 16}, format_trimmed(tick),
                 fmt::format("class=\"tick {}\"", at > 8 ? "middle" : ""));
    }
    svg.text({(lay.x.from + lay.x.to) / 2, lay.bottom + 34},
             fmt::format("energy per decision, {}", energy_unit.name), "class=\"tick middle\"");
}

void draw_target(svg_canvas& svg, const bar_layout& lay) {
    const double at = lay.x.at(dynamic_target_j * energy_unit.factor);
    const std::string name = "target " + format_energy(dynamic_target_j);
    const bool at_right = at + 5 + text_width(name, font_px, true) > lay.width;
    svg.line({at, top_px - 12}, {at, lay.bottom}, "class=\"target\"");
    svg.text({at + (at_right ? -5 : 5), top_px - 10}, name,
             fmt::format("class=\"target-name{}\"", at_right ? " far" : ""));
}

// Text that goes over bars and target.
struct bar_text {
    plot_point at;
    std::string text;
    std::string style;
};

// What fits into a segment: name and value, value, nothing.
void label_segment(std::vector<bar_text>& texts, const std::string& name, const std::string& value,
                   double from, double to, double y, std::size_t colour) {
    for (const std::string& text : {fmt::format("{} {}", name, value), value}) {
        if (text_width(text, font_px) + 8 > to - from) continue;
        texts.push_back(
            {{(from + to) / 2, y + thick_px / 2 + 4}, text, fmt::format("on middle s{}", colour)});
        return;
    }
}

// Stacked from zero; returns where the bar ends.
double draw_dynamic(svg_canvas& svg, const bar_layout& lay, const energy_summary& energy,
                    std::size_t column, double y, std::vector<bar_text>& texts) {
    double sum = 0;
    for (std::size_t i = 0; i < energy.dynamic.size(); ++i) {
        const energy_row& row = *energy.dynamic[i];
        const double value_j = columns_of(row)[column];
        if (!(value_j > 0) || !std::isfinite(value_j)) continue;
        const double from = lay.x.at(sum);
        sum += value_j * energy_unit.factor;
        const double to = lay.x.at(sum);
        const std::string name = component_label(row.component);
        svg.rectangle(
            {from, y}, to - from, thick_px, fmt::format("class=\"segment s{}\"", i % colours),
            fmt::format("{}, {}: {}", energy_column_names[column], name, value_in(value_j)));
        label_segment(texts, name, format_significant(value_j * energy_unit.factor), from, to, y,
                      i % colours);
    }
    return lay.x.at(sum);
}

double draw_overhead(svg_canvas& svg, const bar_layout& lay, const energy_summary& energy,
                     std::size_t column, double y) {
    double sum = 0;
    const auto part = [&](std::string_view name, double value_j, std::string_view attributes) {
        if (!(value_j > 0) || !std::isfinite(value_j)) return;
        const double from = lay.x.at(sum);
        sum += value_j * energy_unit.factor;
        svg.rectangle(
            {from, y}, lay.x.at(sum) - from, thin_px, attributes,
            fmt::format("{}, {}: {}", energy_column_names[column], name, value_in(value_j)));
    };
    for (const energy_row* row : energy.controller) {
        part(component_label(row->component), columns_of(*row)[column], "class=\"controller\"");
    }
    part("static and rest", energy.leakage_j[column],
         fmt::format("class=\"leakage\" fill=\"url(#hatch-{})\"",
                     lay.page == figure_width::wide ? "wide" : "narrow"));
    return lay.x.at(sum);
}

void draw_name(svg_canvas& svg, const bar_layout& lay, std::size_t column, std::uint64_t decisions,
               double dynamic_j, double y) {
    const std::string_view name = energy_column_names[column];
    const std::string count = "n = " + format_count(decisions);
    if (lay.page == figure_width::wide) {
        svg.text({0, y + 14}, name, "class=\"bar-name\"");
        svg.text({0, y + 30}, count, "class=\"tick\"");
    } else {
        svg.text({0, y - 7}, fmt::format("{}: {} ({})", name, value_in(dynamic_j), count),
                 "class=\"bar-name\"");
    }
}

// A label behind a bar steps over the target's line rather than being cut by it.
double clear_of_target(const bar_layout& lay, double left, const std::string& text, bool bold) {
    constexpr double room_px = 5;
    const double target = lay.x.at(dynamic_target_j * energy_unit.factor);
    const bool cut =
        left < target + room_px && left + text_width(text, font_px, bold) > target - room_px;
    return cut ? target + room_px : left;
}

std::vector<bar_text> draw_bars(svg_canvas& svg, const bar_layout& lay, const report_data& data,
                                const energy_summary& energy) {
    const auto decisions = decisions_of(data);
    const bool wide = lay.page == figure_width::wide;
    std::vector<bar_text> texts;
    for (std::size_t c = 0; c < energy_columns; ++c) {
        const double y = top_px + lay.row_px * static_cast<double>(c) + (wide ? 8 : 26);
        const double below = y + thick_px + 3;
        draw_name(svg, lay, c, decisions[c], energy.dynamic_j[c], y);
        const double dynamic_end = draw_dynamic(svg, lay, energy, c, y, texts);
        const double overhead_end = draw_overhead(svg, lay, energy, c, below);
        if (!wide) continue;
        const double overhead_j = energy.controller_j[c] + energy.leakage_j[c];
        const std::string dynamic = "dynamic " + value_in(energy.dynamic_j[c]);
        const std::string overhead = "+ " + value_in(overhead_j);
        texts.push_back(
            {{clear_of_target(lay, dynamic_end + 8, dynamic, true), y + thick_px / 2 + 4.5},
             dynamic,
             "bar-end strong"});
        texts.push_back(
            {{clear_of_target(lay, overhead_end + 8, overhead, false), below + thin_px - 1},
             overhead,
             "bar-end"});
    }
    return texts;
}

std::string draw(const report_data& data, const energy_summary& energy, figure_width page) {
    const bar_layout lay = lay_out(energy, page);
    svg_canvas svg(lay.width, lay.bottom + 42, "class=\"plot\"",
                   "Energy per decision by component");
    svg.markup(fmt::format(
        "<defs><pattern id=\"hatch-{}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><line x1=\"1\" y1=\"0\" x2=\"1\" y2=\"5\" "
        "class=\"hatching\"/></pattern></defs>\n",
        page == figure_width::wide ? "wide" : "narrow"));
    draw_axis(svg, lay);
    draw_target(svg, lay);
    const std::vector<bar_text> texts = draw_bars(svg, lay, data, energy);
    for (const bar_text& t : texts) {
        svg.text(t.at, t.text, fmt::format("class=\"{}\"", t.style));
    }
    return std::move(svg).finish();
}

std::string legend(const energy_summary& energy) {
    std::string dynamic;
    for (std::size_t i = 0; i < energy.dynamic.size(); ++i) {
        dynamic +=
            fmt::format("<span class=\"key s{}\"><i class=\"block\"></i>{}</span>\n", i % colours,
                        escape_markup(component_label(energy.dynamic[i]->component)));
    }
    return fmt::format(
        "<p class=\"legend\"><b>dynamic</b>\n{}<b>apart</b>\n"
        "<span class=\"key\"><i class=\"block plain\"></i>controller</span>\n"
        "<span class=\"key\"><i class=\"block hatched\"></i>static and rest</span></p>\n",
        dynamic);
}

}  // namespace

std::string render_energy_figure(const report_data& data, std::string_view label) {
    if (data.energy.empty()) return absent_note(no_energy(data));
    const energy_summary energy = summarise_energy(data);
    const std::string bars =
        at_both_widths([&](figure_width page) { return draw(data, energy, page); });
    return captioned_figure(
        label, legend(energy) + bars,
        "Mean energy per decision by component, over all decisions and for exploring, learned and "
        "rewarded ones apart. The thick bars stack the dynamic energy, which the dashed target "
        "refers to; the thin bars below them show the controller and the static energy "
        "(leakage while the chip works, and of what keeps its bits between episodes) from the same "
        "zero.");
}

std::string energy_picture(const report_data& data, figure_width page) {
    constexpr double margin_px = 12;
    constexpr double row_px = 20;
    if (data.energy.empty()) return "";
    const energy_summary energy = summarise_energy(data);
    const bar_layout lay = lay_out(energy, page);
    // The colours' names in rows above the bars.
    std::string keys;
    double x = margin_px;
    double y = margin_px + 10;
    for (std::size_t i = 0; i < energy.dynamic.size(); ++i) {
        const std::string name = component_label(energy.dynamic[i]->component);
        const double width = 34 + text_width(name, font_px);
        if (x + width > lay.width) {
            x = margin_px;
            y += row_px;
        }
        keys += fmt::format(
            "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"12\" rx=\"2\" class=\"segment s{}\"/>"
            "<text x=\"{}\" y=\"{}\">{}</text>\n",
            x, y - 10, i % colours, x + 17, y, escape_markup(name));
        x += width;
    }
    y += row_px;
    keys += fmt::format("<text x=\"{}\" y=\"{}\" class=\"tick\">thick: dynamic; thin: {}</text>\n",
                        margin_px, y, "controller (grey), static and rest (hatched)");
    y += margin_px;
    const double height = lay.bottom + 42;
    return svg_file(lay.width + 2 * margin_px, y + height + margin_px,
                    "Energy of a decision by component",
                    keys + placed(margin_px, y, lay.width, height, draw(data, energy, page)));
}

}  // namespace memglia
