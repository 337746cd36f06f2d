#include "tools/array/array_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/report/plot_axis.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

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
