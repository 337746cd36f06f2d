#include "tools/report/drawing.hpp"

#include <fmt/format.h>

#include "tools/report/panel_frame.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double row_px = 19;
constexpr double gap_px = 18;
constexpr std::size_t colours = 11;  // as many as the style has

double shape_px(key_shape shape) {
    return shape == key_shape::block ? 13 : 24;
}

struct placed_key {
    const legend_key* key;
    double x;
    double row;
};

std::vector<placed_key> place(const std::vector<legend_key>& keys, double width) {
    std::vector<placed_key> all;
    double x = 0;
    double row = 0;
    for (const legend_key& key : keys) {
        const double wide = shape_px(key.shape) + 6 + text_width(key.name, label_font_px);
        if (x > 0 && x + wide > width) {
            x = 0;
            ++row;
        }
        all.push_back({&key, x, row});
        x += wide + gap_px;
    }
    return all;
}

}  // namespace

double width_of(figure_width page) {
    return page == figure_width::wide ? 1120 : 366;
}

std::string series_class(std::size_t i) {
    return fmt::format("s{}", i % colours);
}

std::string filled_cell(plot_point corner, double width, double height) {
    return fmt::format("M{} {}h{}v{}h-{}z", format_coordinate(corner.x),
                       format_coordinate(corner.y), format_coordinate(width),
                       format_coordinate(height), format_coordinate(width));
}

double legend_height(const std::vector<legend_key>& keys, double width) {
    const auto all = place(keys, width);
    return all.empty() ? 0 : (all.back().row + 1) * row_px + 6;
}

double draw_legend(svg_canvas& svg, const std::vector<legend_key>& keys, double width, double top) {
    for (const placed_key& p : place(keys, width)) {
        const double middle = top + row_px * p.row + 8;
        const double wide = shape_px(p.key->shape);
        if (p.key->shape == key_shape::block) {
            svg.rectangle({p.x, middle - 6}, wide, 12,
                          fmt::format("class=\"segment {}\"", p.key->style));
        } else {
            svg.open_group(fmt::format("class=\"curve {}{}\"", p.key->style,
                                       p.key->shape == key_shape::dashes ? " second" : ""));
            svg.path(line_through({{p.x, middle}, {p.x + wide, middle}}), "class=\"stroke\"");
            svg.close_group();
        }
        svg.text({p.x + wide + 6, middle + 4}, p.key->name, "class=\"key-name\"");
    }
    return top + legend_height(keys, width);
}

}  // namespace memglia
