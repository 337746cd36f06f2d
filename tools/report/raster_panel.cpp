#include "tools/report/raster_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/panel_frame.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double top_px = 26;
constexpr double bottom_px = 42;
constexpr double right_px = 20;
constexpr double note_px = 16;
constexpr double lane_gap_px = 10;
constexpr double least_lane_px = 26;
constexpr double all_lanes_px = 330;
constexpr double most_row_px = 12;

struct lane {
    std::size_t first_group;
    std::uint32_t rows;
    double top;
    double height;
};

// Neurons 0, every, 2 every ... are drawn, and of their spikes one in `spikes`.
struct thinning {
    std::uint32_t every = 1;
    std::size_t spikes = 1;
};

std::size_t points_left(const raster_panel& panel, std::uint32_t every) {
    std::size_t left = 0;
    for (const raster_group& group : panel.groups) {
        left += static_cast<std::size_t>(
            std::count_if(group.points.begin(), group.points.end(),
                          [every](const auto& p) { return p.row % every == 0; }));
    }
    return left;
}

thinning thinned(const raster_panel& panel) {
    constexpr std::uint32_t most_every = 64;
    thinning thin;
    std::size_t left = points_left(panel, 1);
    while (left > panel.most_points && thin.every < most_every) {
        left = points_left(panel, thin.every *= 2);
    }
    thin.spikes = (left + panel.most_points - 1) / std::max<std::size_t>(1, panel.most_points);
    thin.spikes = std::max<std::size_t>(1, thin.spikes);
    return thin;
}

std::string told(const thinning& thin) {
    std::string text;
    if (thin.every > 1) text = fmt::format("every {}th neuron is drawn", thin.every);
    if (thin.spikes > 1) {
        text += fmt::format("{}one of {} spikes{}", text.empty() ? "" : ", ", thin.spikes,
                            thin.every > 1 ? " of these" : " is drawn");
    }
    return text;
}

std::vector<lane> lanes_of(const raster_panel& panel, double top, double name_px) {
    double rows = 0;
    std::vector<lane> all;
    for (std::size_t g = 0; g < panel.groups.size(); ++g) {
        if (panel.groups[g].over_last && !all.empty()) continue;
        all.push_back({g, std::max(1U, panel.groups[g].rows), 0, 0});
        rows += all.back().rows;
    }
    for (lane& l : all) {
        const double share = all_lanes_px * l.rows / rows;
        l.height = std::max(least_lane_px, std::min(share, most_row_px * l.rows));
        l.top = top + name_px;
        top = l.top + l.height + lane_gap_px;
    }
    return all;
}

std::string style_of(const raster_panel& panel, std::size_t group) {
    const std::string& style = panel.groups[group].style;
    return style.empty() ? series_class(group) : style;
}

// Fewer marks are larger.
double mark_size(const raster_panel& panel, const thinning& thin) {
    const std::size_t points = points_left(panel, thin.every) / thin.spikes;
    return std::clamp(2.8 - 1.4 * static_cast<double>(points) / 6000, 1.4, 2.8);
}

// "M12 3h1.4": all spikes of a group in one path.
std::string marks_of(const raster_group& group, const plot_axis& x, const lane& l,
                     const thinning& thin, double mark_px) {
    const double row_px = l.height / l.rows;
    std::string data;
    std::size_t seen = 0;
    for (const raster_group::point& p : group.points) {
        if (p.row % thin.every != 0 || seen++ % thin.spikes != 0) continue;
        data += fmt::format("M{} {}h{}", format_coordinate(x.at(p.at) - mark_px / 2),
                            format_coordinate(l.top + row_px * (p.row + 0.5)),
                            format_coordinate(mark_px));
    }
    return data;
}

void draw_time_axis(svg_canvas& svg, const raster_panel& panel, const plot_axis& x, double base,
                    double top) {
    const scaled_unit unit = panel.x_unit.empty()
                                 ? scaled_unit{}
                                 : unit_for(std::max(-panel.from, panel.to), panel.x_unit);
    plot_axis printed = x;
    printed.low *= unit.factor;
    printed.high *= unit.factor;
    for (const double tick : printed.ticks(static_cast<int>((x.to - x.from) / 90) + 2)) {
        const double at = printed.at(tick);
        svg.line({at, top}, {at, base}, "class=\"rule\"");
        svg.text({at, base + 17}, format_trimmed(tick), "class=\"tick middle\"");
    }
    svg.line({x.from, base}, {x.to, base}, "class=\"base\"");
    svg.text({(x.from + x.to) / 2, base + 34},
             unit.name.empty() ? panel.x_name : panel.x_name + ", " + unit.name,
             "class=\"tick middle\"");
    for (const panel_mark& mark : panel.marks) {
        const double at = x.at(mark.at);
        svg.line({at, top}, {at, base}, "class=\"bound\"");
        svg.text({at + 4, top - 4}, mark.name, "class=\"tick\"");
    }
}

}  // namespace

drawing draw_raster(const raster_panel& panel) {
    const bool wide = panel.width > 600;
    std::vector<legend_key> keys;
    const bool shares_lanes = std::any_of(panel.groups.begin(), panel.groups.end(),
                                          [](const raster_group& g) { return g.over_last; });
    for (std::size_t g = 0; g < panel.groups.size() && shares_lanes; ++g) {
        keys.push_back({panel.groups[g].name, style_of(panel, g)});
    }
    double name_px = 0;
    for (const raster_group& group : panel.groups) {
        name_px = std::max(name_px, text_width(group.name, label_font_px));
    }
    const double left = wide && !shares_lanes ? std::min(name_px, 160.0) + 48 : 44;
    const double head = legend_height(keys, panel.width) + top_px + (panel.marks.empty() ? 0 : 14);
    const auto lanes = lanes_of(panel, head, wide || shares_lanes ? 0 : 16);
    const double base =
        lanes.empty() ? head + least_lane_px : lanes.back().top + lanes.back().height;
    const thinning thin = thinned(panel);
    const std::string note = told(thin);
    const double height = base + bottom_px + (note.empty() || wide ? 0 : note_px);
    const plot_axis x{panel.from, panel.to, left, panel.width - right_px, false};

    svg_canvas svg(panel.width, height, "class=\"raster\"", panel.title);
    svg.text({0, 13}, panel.title, "class=\"axis-title\"");
    draw_legend(svg, keys, panel.width, 22);
    draw_time_axis(svg, panel, x, base, head);
    const double mark_px = mark_size(panel, thin);
    for (const lane& l : lanes) {
        const raster_group& first = panel.groups[l.first_group];
        svg.rectangle({left, l.top}, x.to - left, l.height, "class=\"panel\"");
        if (!shares_lanes) {
            const bool beside = wide;
            svg.text(beside ? plot_point{left - 40, l.top + l.height / 2 + 4}
                            : plot_point{left, l.top - 4},
                     shortened(first.name, 160, label_font_px),
                     beside ? "class=\"far\"" : "class=\"lane-name\"");
        }
        svg.text({left - 6, l.top + 9}, "0", "class=\"tick far\"");
        if (l.rows > 1 && l.height > 22) {
            svg.text({left - 6, l.top + l.height}, std::to_string(l.rows - 1),
                     "class=\"tick far\"");
        }
        const double mark_high = std::clamp(0.8 * l.height / l.rows * thin.every, mark_px, 9.0);
        for (std::size_t g = l.first_group;
             g < panel.groups.size() && (g == l.first_group || panel.groups[g].over_last); ++g) {
            const std::string data = marks_of(panel.groups[g], x, l, thin, mark_px);
            if (data.empty()) continue;
            svg.open_group(fmt::format("class=\"{}\"", style_of(panel, g)));
            svg.path(data, fmt::format("class=\"spikes\" stroke-width=\"{}\"",
                                       format_coordinate(mark_high)));
            svg.close_group();
        }
    }
    if (!note.empty()) svg.text({x.to, height - 8}, note, "class=\"tick far\"");
    return {panel.width, height, std::move(svg).finish()};
}

}  // namespace memglia
