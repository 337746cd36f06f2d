#include "tools/array/array_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/report/colour_ramp.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_blocks = 64;  // a side
constexpr double map_px = 520;
constexpr double margin_px = 44;

// Cells from .. to - 1 of a line share block `block` of `blocks`.
struct block_range {
    std::size_t from;
    std::size_t to;
};
block_range block_of(std::size_t block, std::size_t blocks, std::size_t cells) {
    return {block * cells / blocks, (block + 1) * cells / blocks};
}

std::string line_names(const char* kind, const block_range& r) {
    return r.to - r.from == 1 ? fmt::format("{} line {}", kind, r.from)
                              : fmt::format("{} lines {} to {}", kind, r.from, r.to - 1);
}

double worst_in(const array_reading& r, const block_range& rows, const block_range& columns) {
    double worst = -INFINITY;
    for (std::size_t i = rows.from; i < rows.to; ++i) {
        for (std::size_t j = columns.from; j < columns.to; ++j) {
            worst = std::max(worst, r.lost_v[i * r.inputs.columns + j]);
        }
    }
    return worst;
}

// Numbers of the lines at the borders of the map.
void draw_map_axes(svg_canvas& svg, const array_reading& r, double width, double height) {
    const auto ticks = [](std::size_t cells) {
        std::vector<std::size_t> at{0};
        if (cells > 8) at.push_back(cells / 2);
        if (cells > 1) at.push_back(cells - 1);
        return at;
    };
    for (const std::size_t i : ticks(r.inputs.rows)) {
        const double y =
            height * (static_cast<double>(i) + 0.5) / static_cast<double>(r.inputs.rows);
        svg.text({margin_px - 8, margin_px + y + 4}, std::to_string(i), "class=\"tick far\"");
    }
    for (const std::size_t j : ticks(r.inputs.columns)) {
        const double x =
            width * (static_cast<double>(j) + 0.5) / static_cast<double>(r.inputs.columns);
        svg.text({margin_px + x, margin_px - 8}, std::to_string(j), "class=\"tick middle\"");
    }
    svg.text({margin_px + width / 2, 14}, "bit line (driver or amplifier below)",
             "class=\"tick middle\"");
    svg.text({14, margin_px + height / 2}, "word line (driver at the left)",
             fmt::format("class=\"tick middle\" transform=\"rotate(-90 14 {})\"",
                         format_coordinate(margin_px + height / 2)));
}

}  // namespace

drop_scale scale_of(const array_reading& r) {
    const auto [low, high] = std::minmax_element(r.lost_v.begin(), r.lost_v.end());
    return {std::min(0.0, *low), std::max(0.0, *high)};
}

std::string drop_map(const array_reading& r) {
    const std::size_t rows = std::min(most_blocks, r.inputs.rows);
    const std::size_t columns = std::min(most_blocks, r.inputs.columns);
    // Whole pixels leave no seams.
    const double cell_px = std::floor(map_px / static_cast<double>(std::max(rows, columns)));
    const double width = cell_px * static_cast<double>(columns);
    const double height = cell_px * static_cast<double>(rows);
    const drop_scale scale = scale_of(r);
    svg_canvas svg(width + margin_px + 4, height + margin_px + 4, "class=\"drop-map\"",
                   fmt::format("Cell voltages lost, up to {}", format_quantity(scale.high_v, "V")));
    draw_map_axes(svg, r, width, height);
    svg.open_group(fmt::format("transform=\"translate({0} {0})\" shape-rendering=\"crispEdges\"",
                               format_coordinate(margin_px)));
    for (std::size_t i = 0; i < rows; ++i) {
        const block_range words = block_of(i, rows, r.inputs.rows);
        for (std::size_t j = 0; j < columns; ++j) {
            const block_range bits = block_of(j, columns, r.inputs.columns);
            const double lost_v = worst_in(r, words, bits);
            const double span_v = scale.high_v - scale.low_v;
            const double share = span_v > 0 ? (lost_v - scale.low_v) / span_v : 0;
            svg.rectangle({static_cast<double>(j) * cell_px, static_cast<double>(i) * cell_px},
                          cell_px, cell_px, fmt::format("fill=\"{}\"", magnitude_colour(share)),
                          fmt::format("{}, {}: {} lost", line_names("word", words),
                                      line_names("bit", bits), format_quantity(lost_v, "V")));
        }
    }
    svg.close_group();
    return std::move(svg).finish();
}

std::string output_chart(const array_reading& r) {
    constexpr double width = 560;
    constexpr double height = 330;
    constexpr double left = 58;
    constexpr double top = 30;
    constexpr double bottom = height - 46;
    double low = 0;
    double high = 0;
    for (const auto* s : {&r.actual, &r.ideal}) {
        for (const double a : s->bit_current_a) {
            low = std::min(low, a);
            high = std::max(high, a);
        }
    }
    const scaled_unit unit = unit_for(std::max(-low, high), "A");
    const plot_axis y{low * unit.factor, high * unit.factor, bottom, top};
    const double last = static_cast<double>(std::max<std::size_t>(r.inputs.columns, 2) - 1);
    const plot_axis x{0, last, left, width - 14};
    svg_canvas svg(width, height, "class=\"outputs\"",
                   "Output currents along the bit lines, on real and on ideal wires");
    svg.text({0, 14}, fmt::format("current out of the bit line, {}", unit.name),
             "class=\"axis-title\"");
    for (const double tick : y.ticks(6)) {
        svg.line({left, y.at(tick)}, {width - 14, y.at(tick)},
                 tick == 0 ? "class=\"base\"" : "class=\"rule\"");
        svg.text({left - 8, y.at(tick) + 4}, format_trimmed(tick), "class=\"tick far\"");
    }
    for (const double tick : x.ticks(8)) {
        if (tick != std::floor(tick)) continue;
        svg.text({x.at(tick), bottom + 18}, format_trimmed(tick), "class=\"tick middle\"");
    }
    svg.text({(left + width) / 2, bottom + 38}, "bit line", "class=\"tick middle\"");
    // Bit lines have no order that a line could follow: a point for each, tied to its ideal.
    const double radius = r.inputs.columns > 32 ? 2 : 3.2;
    for (std::size_t j = 0; j < r.inputs.columns; ++j) {
        if (std::isnan(r.inputs.drives.bit_v[j])) continue;
        const double at = x.at(static_cast<double>(j));
        const double ideal_a = r.ideal.bit_current_a[j];
        const double actual_a = r.actual.bit_current_a[j];
        svg.line({at, y.at(ideal_a * unit.factor)}, {at, y.at(actual_a * unit.factor)},
                 "class=\"tie\"");
        const auto point = [&](double a, const char* style, const char* name) {
            svg.open_group(fmt::format("class=\"curve {}\"", style));
            svg.circle({at, y.at(a * unit.factor)}, radius, "class=\"dot\"",
                       fmt::format("bit line {}, {}: {}", j, name, format_quantity(a, "A")));
            svg.close_group();
        };
        point(ideal_a, "s0 second", "ideal wires");
        point(actual_a, "s1", "real wires");
    }
    return std::move(svg).finish();
}

std::string effects_chart(const std::vector<array_effect>& effects, figure_width page) {
    const bool wide = page == figure_width::wide;
    const double width = wide ? 900 : 366;
    const double left = wide ? 190 : 2;  // names stand left of the bars, or above them
    const double right = wide ? width - 120 : width - 12;
    const double row_px = wide ? 40 : 48;
    constexpr double bar_px = 20;
    constexpr double top = 6;
    double longest = 0;
    for (const array_effect& e : effects) longest = std::max(longest, 100 * e.worst);
    const plot_axis x{0, longest > 0 ? longest : 1, left, right};
    const double bottom = top + row_px * static_cast<double>(effects.size());
    svg_canvas svg(width, bottom + 42, "class=\"effects\"",
                   "Error of the output currents by non-ideality");
    for (const double tick : x.ticks(wide ? 8 : 4)) {
        svg.line({x.at(tick), top}, {x.at(tick), bottom},
                 tick > 0 ? "class=\"rule\"" : "class=\"base\"");
        svg.text({x.at(tick), bottom + 16}, format_trimmed(tick),
                 fmt::format("class=\"tick {}\"", x.at(tick) > 8 ? "middle" : ""));
    }
    svg.text({(left + right) / 2, bottom + 36}, "error of an output, % of the largest",
             "class=\"tick middle\"");
    for (std::size_t i = 0; i < effects.size(); ++i) {
        const array_effect& e = effects[i];
        const double row = top + row_px * static_cast<double>(i);
        const double y = row + (wide ? (row_px - bar_px) / 2 : row_px - bar_px - 6);
        const double middle = y + bar_px / 2;
        const double rms = x.at(100 * e.rms);
        const double worst = x.at(100 * e.worst);
        const std::string numbers = fmt::format("{}, worst {}", format_significant(100 * e.rms),
                                                format_significant(100 * e.worst));
        if (wide) {
            svg.text({left - 12, middle + 4}, e.name, "class=\"bar-name far\"");
            svg.text({worst + 8, middle + 4}, numbers, "class=\"tick\"");
        } else {
            svg.text({left + 2, y - 6}, e.name + ": " + numbers, "class=\"bar-name\"");
        }
        svg.open_group(fmt::format("class=\"curve s{}\"", i + 1 == effects.size() ? 1 : 0));
        svg.rectangle({left, y}, rms - left, bar_px, "class=\"segment\"",
                      fmt::format("{}: rms {} %", e.name, numbers));
        svg.path(line_through({{rms, middle}, {worst, middle}}), "class=\"whisker\"");
        svg.path(line_through({{worst, middle - 5}, {worst, middle + 5}}), "class=\"whisker\"");
        svg.close_group();
    }
    return std::move(svg).finish();
}

}  // namespace memglia
