#include "tools/report/space_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/report/colour_ramp.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_columns = 96;
constexpr std::size_t most_rows = 72;
constexpr double left_px = 52;
constexpr double top_px = 26;
constexpr double bottom_px = 62;
constexpr int shades = 32;

double mean_of(const space_time& map, std::size_t from_time, std::size_t to_time,
               std::size_t from_place, std::size_t to_place) {
    double sum = 0;
    for (std::size_t t = from_time; t < to_time; ++t) {
        for (std::size_t x = from_place; x < to_place; ++x) sum += map.values[t * map.places + x];
    }
    return sum / static_cast<double>((to_time - from_time) * (to_place - from_place));
}

struct shade_scale {
    double low;
    double high;
    int shade(double value) const {
        if (!(high > low)) return 0;
        return std::clamp(static_cast<int>((value - low) / (high - low) * shades), 0, shades - 1);
    }
};

std::string colour_of(int shade) {
    return magnitude_colour((shade + 0.5) / shades);
}

double whole_pixels(double length, std::size_t cells) {
    return cells == 0 ? 0 : std::max(1.0, std::floor(length / static_cast<double>(cells)));
}

void draw_scale(svg_canvas& svg, const shade_scale& scale, double x, double width, double y) {
    for (int i = 0; i < shades; ++i) {
        svg.rectangle({x + width * i / shades, y}, width / shades + 0.5, 8,
                      fmt::format("fill=\"{}\"", colour_of(i)));
    }
    svg.text({x - 4, y + 8}, format_significant(scale.low), "class=\"tick far\"");
    svg.text({x + width + 4, y + 8}, format_significant(scale.high), "class=\"tick\"");
}

}  // namespace

double space_time_height(double width) {
    return top_px + bottom_px + 0.75 * (width - left_px);
}

std::string draw_space_time(const space_time& map, double width) {
    const double height = space_time_height(width);
    svg_canvas svg(width, height, "", map.title);
    svg.text({0, 14}, map.title, "class=\"axis-title\"");
    const std::size_t times = map.places == 0 ? 0 : map.values.size() / map.places;
    const std::size_t columns = std::min(most_columns, map.places);
    const std::size_t rows = std::min(most_rows, times);
    // Whole pixels leave no seams.
    const double cell_w = whole_pixels(width - 4 - left_px, columns);
    const double cell_h = whole_pixels(height - bottom_px - top_px, rows);
    const plot_axis x{map.first_place, map.last_place, left_px,
                      left_px + cell_w * static_cast<double>(columns)};
    const plot_axis y{map.first_time, map.last_time, top_px,
                      top_px + cell_h * static_cast<double>(rows)};
    std::vector<double> means;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            means.push_back(mean_of(map, i * times / rows, (i + 1) * times / rows,
                                    j * map.places / columns, (j + 1) * map.places / columns));
        }
    }
    if (!means.empty()) {
        const auto [low, high] = std::minmax_element(means.begin(), means.end());
        const shade_scale scale{*low, *high};
        svg.open_group("shape-rendering=\"crispEdges\"");
        // Neighbours of one shade are one rectangle.
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < columns;) {
                const int shade = scale.shade(means[i * columns + j]);
                std::size_t end = j + 1;
                while (end < columns && scale.shade(means[i * columns + end]) == shade) ++end;
                svg.rectangle({x.from + cell_w * static_cast<double>(j),
                               y.from + cell_h * static_cast<double>(i)},
                              cell_w * static_cast<double>(end - j), cell_h,
                              fmt::format("fill=\"{}\"", colour_of(shade)));
                j = end;
            }
        }
        svg.close_group();
        draw_scale(svg, scale, left_px + 60, (x.to - x.from) / 2, height - 12);
    }
    for (const double tick : x.ticks(5)) {
        svg.line({x.at(tick), y.to}, {x.at(tick), y.to + 4}, "class=\"base\"");
        svg.text({x.at(tick), y.to + 16}, format_trimmed(tick), "class=\"tick middle\"");
    }
    for (const double tick : y.ticks(5)) {
        svg.text({x.from - 6, y.at(tick) + 4}, format_trimmed(tick), "class=\"tick far\"");
    }
    svg.text({(x.from + x.to) / 2, y.to + 30},
             fmt::format("{}; downwards {}", map.place_name, map.time_name),
             "class=\"tick middle\"");
    return std::move(svg).finish();
}

}  // namespace memglia
