#include "tools/report/stacked_bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "tools/report/panel_frame.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double top_px = 26;
constexpr double bar_px = 24;

void require_whole(const stacked_bars& bars, const stacked_bars::bar& bar) {
    const bool whole =
        bar.values.size() == bars.parts.size() &&
        std::all_of(bar.values.begin(), bar.values.end(), [](double v) { return v >= 0; });
    if (whole) return;
    throw internal_error(fmt::format("bar '{}' has {} values, none below 0, for {} parts", bar.name,
                                     bar.values.size(), bars.parts.size()));
}

double sum_of(const stacked_bars::bar& bar) {
    return std::accumulate(bar.values.begin(), bar.values.end(), 0.0);
}

std::string end_of(const stacked_bars::bar& bar, const std::string& unit) {
    const std::string sum = format_quantity(sum_of(bar), unit);
    return bar.note.empty() ? sum : sum + ", " + bar.note;
}

}  // namespace

drawing draw_bars(const stacked_bars& bars) {
    const bool wide = bars.width > 600;
    double longest = 0;
    double names = 0;
    double ends = 0;
    for (const stacked_bars::bar& bar : bars.bars) {
        require_whole(bars, bar);
        longest = std::max(longest, sum_of(bar));
        names = std::max(names, text_width(bar.name, label_font_px, true));
        ends = std::max(ends, text_width(end_of(bar, bars.unit), tick_font_px));
    }
    std::vector<legend_key> keys;
    for (std::size_t p = 0; p < bars.parts.size(); ++p) {
        keys.push_back({bars.parts[p], series_class(p)});
    }
    const scaled_unit unit = unit_for(longest > 0 ? longest : 1, bars.unit);
    const double left = wide ? std::min(names + 14, 260.0) : 2;
    const double right = bars.width - (wide ? ends + 16 : 12);
    const double row_px = wide ? bar_px + 14 : bar_px + 26;
    const double head = top_px + legend_height(keys, bars.width);
    const double base = head + row_px * static_cast<double>(bars.bars.size());
    const plot_axis x{0, longest > 0 ? longest * unit.factor : 1, left, right};
    svg_canvas svg(bars.width, base + 42, "class=\"bars\"", bars.title);
    svg.text({0, 13}, bars.title, "class=\"axis-title\"");
    draw_legend(svg, keys, bars.width, 22);
    for (const double tick : x.ticks(wide ? 8 : 4)) {
        svg.line({x.at(tick), head}, {x.at(tick), base},
                 tick > 0 ? "class=\"rule\"" : "class=\"base\"");
        svg.text({x.at(tick), base + 16}, format_trimmed(tick),
                 x.at(tick) > 8 ? "class=\"tick middle\"" : "class=\"tick\"");
    }
    svg.text({(left + right) / 2, base + 34}, unit.name, "class=\"tick middle\"");
    for (std::size_t b = 0; b < bars.bars.size(); ++b) {
        const stacked_bars::bar& bar = bars.bars[b];
        const double top = head + row_px * static_cast<double>(b);
        const double y = top + (wide ? (row_px - bar_px) / 2 : 19);
        double sum = 0;
        for (std::size_t p = 0; p < bar.values.size(); ++p) {
            if (!(bar.values[p] > 0)) continue;
            const double from = x.at(sum * unit.factor);
            sum += bar.values[p];
            svg.rectangle({from, y}, x.at(sum * unit.factor) - from, bar_px,
                          fmt::format("class=\"segment {}\"", series_class(p)),
                          fmt::format("{}, {}: {}", bar.name, bars.parts[p],
                                      format_quantity(bar.values[p], bars.unit)));
        }
        const std::string end = end_of(bar, bars.unit);
        if (wide) {
            svg.text({left - 10, y + bar_px / 2 + 4}, shortened(bar.name, 250, label_font_px, true),
                     "class=\"bar-name far\"");
            svg.text({x.at(sum * unit.factor) + 7, y + bar_px / 2 + 4}, end, "class=\"tick\"");
        } else {
            svg.text({left, y - 6},
                     shortened(bar.name + ": " + end, bars.width - 4, label_font_px, true),
                     "class=\"bar-name\"");
        }
    }
    return {bars.width, base + 42, std::move(svg).finish()};
}

}  // namespace memglia
