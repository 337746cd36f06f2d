#include "tools/report/dot_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/report/panel_frame.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double title_px = 30;
constexpr double axis_px = 34;
constexpr double gap_px = 30;
constexpr double dot_px = 4;
constexpr double wide_row_px = 26;

struct dot_column {
    const line_panel* panel;
    plot_axis x;
    double top;  // of the rows
    double row_px;
    double dots_at;  // in a row
};

double middle_of(const dot_column& column, std::size_t row) {
    return column.top + column.row_px * static_cast<double>(row) + column.dots_at;
}

void draw_column_axis(svg_canvas& svg, const dot_column& column, std::size_t rows, double left) {
    const plot_axis& x = column.x;
    const double bottom = column.top + column.row_px * static_cast<double>(rows);
    const double end = x.to + gap_px / 2;
    svg.text({left, column.top - 14}, shortened(column.panel->title, end - left, 12.5, true),
             "class=\"axis-title\"");
    double free_from = -INFINITY;
    for (const double tick : x.ticks(std::max(2, static_cast<int>((x.to - x.from) / 45)))) {
        const double at = x.at(tick);
        svg.line({at, column.top - 4}, {at, bottom}, "class=\"rule\"");
        const std::string name = format_trimmed(tick);
        const double half = text_width(name, tick_font_px) / 2;
        if (at - half < free_from) continue;
        free_from = at + half + 4;
        svg.text({at, bottom + 16}, name, "class=\"tick middle\"");
    }
    for (std::size_t row = 0; row < rows; ++row) {
        svg.line({x.from, middle_of(column, row)}, {x.to, middle_of(column, row)},
                 "class=\"guide\"");
    }
}

void draw_dots(svg_canvas& svg, const dot_column& column, std::size_t rows) {
    const auto& lines = column.panel->lines;
    const double apart = std::min(7.0, (column.row_px - 12) / static_cast<double>(lines.size()));
    for (std::size_t l = 0; l < lines.size(); ++l) {
        const panel_line& line = lines[l];
        const double shift =
            apart * (static_cast<double>(l) - (static_cast<double>(lines.size()) - 1) / 2);
        svg.open_group(fmt::format("class=\"curve {}{}\"", line.series->style,
                                   line.series->dashed ? " second" : ""));
        for (std::size_t i = 0; i < line.values.size(); ++i) {
            const double place = place_of(line, i);
            if (!std::isfinite(line.values[i]) || place < 1) continue;
            const auto row = static_cast<std::size_t>(place - 1);
            if (row >= rows) continue;
            const double y = middle_of(column, row) + shift;
            if (!line.whisker_low.empty() && std::isfinite(line.whisker_low[i])) {
                const double low = column.x.at(line.whisker_low[i]);
                const double high = column.x.at(line.whisker_high[i]);
                svg.path(line_through({{low, y}, {high, y}}) +
                             line_through({{low, y - 3}, {low, y + 3}}) +
                             line_through({{high, y - 3}, {high, y + 3}}),
                         "class=\"whisker\"");
            }
            svg.circle({column.x.at(line.values[i]), y}, dot_px, "class=\"dot\"",
                       i < line.tooltips.size() ? line.tooltips[i] : "");
        }
        svg.close_group();
    }
}

std::string describe(const std::vector<line_panel>& panels) {
    std::string text;
    for (const line_panel& panel : panels) text += (text.empty() ? "" : "; ") + panel.title;
    return text;
}

std::string draw_wide(const std::vector<line_panel>& panels) {
    constexpr double width = dot_plot_width;
    constexpr double row_px = wide_row_px;
    const auto& names = panels.front().x_axis.categories;
    double widest = 0;
    for (const std::string& name : names) widest = std::max(widest, text_width(name, 12));
    const double names_px = std::min(widest + 14, 0.3 * width);
    const double step = (width - names_px) / static_cast<double>(panels.size());
    svg_canvas svg(width, dot_plot_height(panels), "class=\"plot\"", describe(panels));
    for (std::size_t row = 0; row < names.size(); ++row) {
        svg.text({0, title_px + row_px * (static_cast<double>(row) + 0.5) + 4},
                 shortened(names[row], names_px - 8, 12), "class=\"row-name\" font-size=\"12\"");
    }
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const double left = names_px + step * static_cast<double>(p) + 8;
        const dot_column column{&panels[p], value_axis(panels[p], left, left + step - gap_px),
                                title_px, row_px, row_px / 2};
        draw_column_axis(svg, column, names.size(), left);
        draw_dots(svg, column, names.size());
    }
    return std::move(svg).finish();
}

std::string draw_narrow(const std::vector<line_panel>& panels) {
    constexpr double width = 366;
    constexpr double row_px = 36;
    const auto& names = panels.front().x_axis.categories;
    const double block = title_px + row_px * static_cast<double>(names.size()) + axis_px;
    svg_canvas svg(width, block * static_cast<double>(panels.size()), "class=\"plot\"",
                   describe(panels));
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const double top = block * static_cast<double>(p) + title_px;
        const dot_column column{&panels[p], value_axis(panels[p], 10, width - 24), top, row_px, 24};
        draw_column_axis(svg, column, names.size(), 0);
        for (std::size_t row = 0; row < names.size(); ++row) {
            svg.text({0, middle_of(column, row) - 11}, shortened(names[row], width - 4, 12),
                     "class=\"row-name halo\" font-size=\"12\"");
        }
        draw_dots(svg, column, names.size());
    }
    return std::move(svg).finish();
}

}  // namespace

double dot_plot_height(const std::vector<line_panel>& panels) {
    if (panels.empty()) return 0;
    const auto rows = static_cast<double>(panels.front().x_axis.categories.size());
    return title_px + wide_row_px * rows + axis_px;
}

std::string draw_dot_plot(const std::vector<line_panel>& panels, figure_width page) {
    if (panels.empty()) return "";
    return page == figure_width::wide ? draw_wide(panels) : draw_narrow(panels);
}

}  // namespace memglia
