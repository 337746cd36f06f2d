#include "tools/report/heat_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "tools/report/colour_bar.hpp"
#include "tools/report/colour_ramp.hpp"
#include "tools/report/panel_frame.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double top_px = 26;
constexpr double bottom_px = 42;
constexpr double over_px = 0.4;
constexpr double note_px = 16;
constexpr int colour_steps = 100;  // neighbours of one colour are one rectangle

value_range range_of(const heat_panel& panel, const std::vector<double>& values) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double v : values) {
        if (!std::isfinite(v)) continue;
        low = std::min(low, v);
        high = std::max(high, v);
    }
    if (low > high) low = high = 0;
    return {panel.low.value_or(low), panel.high.value_or(high)};
}

// Colour number, or -1 for none.
int step_of(double value, const value_range& range) {
    return std::isfinite(value) ? static_cast<int>(range.share(value) * colour_steps + 0.5) : -1;
}

std::string colour_of(int step) {
    return magnitude_colour(static_cast<double>(step) / colour_steps);
}

struct map_frame {
    double left;
    double top;
    double width;
    double height;
    double cell_width;
    double cell_height;
};

map_frame frame_of(const heat_panel& panel, const heat_blocks& blocks, double left, double right) {
    map_frame f{left, top_px, panel.width - left - right, panel.height, 0, 0};
    f.cell_width = f.width / static_cast<double>(blocks.columns);
    if (f.height > 0) {
        f.cell_height = f.height / static_cast<double>(blocks.rows);
        return f;
    }
    f.cell_height = std::min(f.cell_width, panel.most_height / static_cast<double>(blocks.rows));
    // Square cells, whose sides are those of the denser direction.
    f.cell_width = f.cell_height;
    f.width = f.cell_width * static_cast<double>(blocks.columns);
    f.height = f.cell_height * static_cast<double>(blocks.rows);
    return f;
}

void draw_cells(svg_canvas& svg, const heat_panel& panel, const heat_blocks& blocks,
                const map_frame& f, const value_range& range) {
    std::vector<std::string> paths(colour_steps + 1);  // a path per colour: a small page
    for (std::size_t i = 0; i < blocks.rows; ++i) {
        const std::size_t row = panel.row_0_below ? blocks.rows - 1 - i : i;
        for (std::size_t j = 0; j < blocks.columns;) {
            const int step = step_of(blocks.values[row * blocks.columns + j], range);
            const std::size_t first = j;
            while (j < blocks.columns &&
                   step_of(blocks.values[row * blocks.columns + j], range) == step) {
                ++j;
            }
            if (step < 0) continue;
            // From whole pixel to whole pixel, and a little over: no seams.
            const double left = std::round(f.left + f.cell_width * static_cast<double>(first));
            const double right = std::round(f.left + f.cell_width * static_cast<double>(j));
            const double top = std::round(f.top + f.cell_height * static_cast<double>(i));
            const double bottom = std::round(f.top + f.cell_height * static_cast<double>(i + 1));
            paths[static_cast<std::size_t>(step)] +=
                filled_cell({left, top}, right - left + over_px, bottom - top + over_px);
        }
    }
    svg.open_group("shape-rendering=\"crispEdges\"");
    for (int step = 0; step <= colour_steps; ++step) {
        const std::string& path = paths[static_cast<std::size_t>(step)];
        if (!path.empty()) svg.path(path, fmt::format("fill=\"{}\"", colour_of(step)));
    }
    svg.close_group();
    svg.rectangle({f.left, f.top}, f.width, f.height, "class=\"panel\"");
    if (!panel.print_values || f.cell_height < 15) return;
    for (std::size_t b = 0; b < blocks.values.size(); ++b) {
        if (!std::isfinite(blocks.values[b])) continue;
        const std::size_t i = b / blocks.columns;
        const std::string text = format_trimmed(blocks.values[b], 3);
        if (text_width(text, tick_font_px) > f.cell_width - 2) continue;
        const double row = static_cast<double>(panel.row_0_below ? blocks.rows - 1 - i : i);
        const bool bright = range.share(blocks.values[b]) > 0.6;
        svg.text({f.left + f.cell_width * (static_cast<double>(b % blocks.columns) + 0.5),
                  f.top + f.cell_height * (row + 0.5) + 4},
                 text, bright ? "class=\"cell-dark middle\"" : "class=\"cell-light middle\"");
    }
}

struct axis_tick {
    double share;  // of the axis
    std::string name;
};

struct axis_ticks {
    std::vector<axis_tick> ticks;
    std::string name;
};

axis_ticks ticks_of(const heat_axis& axis, std::size_t count, double length_px) {
    axis_ticks all{{}, axis.name};
    const auto whole = static_cast<double>(count);
    if (!axis.categories.empty()) {
        for (std::size_t i = 0; i < axis.categories.size(); ++i) {
            all.ticks.push_back({(static_cast<double>(i) + 0.5) / whole, axis.categories[i]});
        }
        return all;
    }
    const int room = std::max(2, static_cast<int>(length_px / 60));
    if (axis.from == axis.to) {
        for (const double tick : plot_axis{0, whole - 1, 0, 1}.ticks(room)) {
            if (tick == std::floor(tick)) {
                all.ticks.push_back({(tick + 0.5) / whole, format_trimmed(tick)});
            }
        }
        return all;
    }
    const scaled_unit unit =
        axis.unit.empty() ? scaled_unit{}
                          : unit_for(std::max(std::abs(axis.from), std::abs(axis.to)), axis.unit);
    const plot_axis printed{axis.from * unit.factor, axis.to * unit.factor, 0, 1};
    for (const double tick : printed.ticks(room)) {
        all.ticks.push_back({printed.at(tick), format_trimmed(tick)});
    }
    if (!unit.name.empty()) all.name += ", " + unit.name;
    return all;
}

double widest_of(const axis_ticks& axis) {
    double widest = 0;
    for (const axis_tick& tick : axis.ticks) {
        widest = std::max(widest, text_width(tick.name, tick_font_px));
    }
    return widest;
}

void draw_axes(svg_canvas& svg, const heat_panel& panel, const map_frame& f, const axis_ticks& x,
               const axis_ticks& y) {
    const double base = f.top + f.height;
    double free_from = -1e9;
    for (const axis_tick& tick : x.ticks) {
        const double at = f.left + tick.share * f.width;
        const double half = text_width(tick.name, tick_font_px) / 2;
        svg.line({at, base}, {at, base + 4}, "class=\"base\"");
        if (at - half < free_from) continue;
        free_from = at + half + 4;
        svg.text({at, base + 17}, tick.name, "class=\"tick middle\"");
    }
    svg.text({f.left + f.width / 2, base + 34}, x.name, "class=\"tick middle\"");
    double last = -1e9;
    for (const axis_tick& tick : y.ticks) {
        const double at = f.top + f.height * (panel.row_0_below ? 1 - tick.share : tick.share);
        svg.line({f.left - 4, at}, {f.left, at}, "class=\"base\"");
        if (std::abs(at - last) < 12) continue;
        last = at;
        svg.text({f.left - 7, at + 4}, tick.name, "class=\"tick far\"");
    }
    if (y.name.empty()) return;
    const std::string middle = format_coordinate(f.top + f.height / 2);
    svg.text({11, f.top + f.height / 2}, y.name,
             fmt::format("class=\"tick middle\" transform=\"rotate(-90 11 {})\"", middle));
}

}  // namespace

heat_blocks blocks_of(const heat_panel& panel) {
    if (panel.rows == 0 || panel.columns == 0 ||
        panel.values.size() != panel.rows * panel.columns) {
        throw internal_error(fmt::format("a map of {} x {} cells with {} values", panel.rows,
                                         panel.columns, panel.values.size()));
    }
    heat_blocks blocks{
        std::min(panel.rows, panel.most_cells), std::min(panel.columns, panel.most_cells), {}};
    const auto first = [](std::size_t block, std::size_t cells, std::size_t all) {
        return block * cells / all;
    };
    for (std::size_t i = 0; i < blocks.rows; ++i) {
        for (std::size_t j = 0; j < blocks.columns; ++j) {
            double sum = 0;
            std::size_t count = 0;
            for (std::size_t r = first(i, panel.rows, blocks.rows);
                 r < first(i + 1, panel.rows, blocks.rows); ++r) {
                for (std::size_t c = first(j, panel.columns, blocks.columns);
                     c < first(j + 1, panel.columns, blocks.columns); ++c) {
                    const double v = panel.values[r * panel.columns + c];
                    if (!std::isfinite(v)) continue;
                    sum += v;
                    ++count;
                }
            }
            blocks.values.push_back(count > 0 ? sum / static_cast<double>(count)
                                              : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return blocks;
}

drawing draw_heat(const heat_panel& panel) {
    const heat_blocks blocks = blocks_of(panel);
    const value_range range = range_of(panel, blocks.values);
    const scaled_unit unit =
        panel.unit.empty()
            ? scaled_unit{}
            : unit_for(std::max(std::abs(range.low), std::abs(range.high)), panel.unit);
    const axis_ticks y = ticks_of(panel.y, panel.rows, panel.most_height);
    const double left = widest_of(y) + (y.name.empty() ? 12 : 28);
    const colour_bar bar{range, unit};
    const map_frame f = frame_of(panel, blocks, left, bar.width(panel.most_height));
    const axis_ticks x = ticks_of(panel.x, panel.columns, f.width);
    const bool in_blocks = blocks.rows < panel.rows || blocks.columns < panel.columns;
    const double height = f.top + std::max(f.height, 60.0) + bottom_px +
                          (in_blocks && panel.width <= 600 ? note_px : 0);
    svg_canvas svg(
        panel.width, height, "class=\"heat\"",
        fmt::format("{}, {} to {} {}", panel.title, format_trimmed(range.low * unit.factor),
                    format_trimmed(range.high * unit.factor), unit.name));
    svg.text({0, 13}, unit.name.empty() ? panel.title : panel.title + ", " + unit.name,
             "class=\"axis-title\"");
    draw_cells(svg, panel, blocks, f, range);
    draw_axes(svg, panel, f, x, ticks_of(panel.y, panel.rows, f.height));
    bar.draw(svg, {f.left + f.width, f.top}, std::max(f.height, 60.0));
    if (in_blocks) {
        svg.text({panel.width - 2, height - 8},
                 fmt::format("means over {} × {} blocks of {} × {} values", blocks.rows,
                             blocks.columns, panel.rows, panel.columns),
                 "class=\"tick far\"");
    }
    return {panel.width, height, std::move(svg).finish()};
}

}  // namespace memglia
