#include "tools/report/svg.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <utility>

#include "tools/report/text.hpp"

namespace memglia {

std::string format_coordinate(double value) {
    if (!std::isfinite(value)) return "0";
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

std::string line_through(const std::vector<plot_point>& points) {
    std::string data;
    for (const plot_point& p : points) {
        data += data.empty() ? 'M' : 'L';
        data += format_coordinate(p.x);
        data += ' ';
        data += format_coordinate(p.y);
    }
    return data;
}

svg_canvas::svg_canvas(double width, double height, std::string_view attributes,
                       std::string_view description)
    : out_(fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" {}>\n",
                       format_coordinate(width), format_coordinate(height),
                       escape_markup(description), attributes)) {}

void svg_canvas::line(plot_point from, plot_point to, std::string_view attributes) {
    fmt::format_to(std::back_inserter(out_), "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>\n",
                   format_coordinate(from.x), format_coordinate(from.y), format_coordinate(to.x),
                   format_coordinate(to.y), attributes);
}

void svg_canvas::rectangle(plot_point corner, double width, double height,
                           std::string_view attributes, std::string_view tooltip) {
    fmt::format_to(std::back_inserter(out_), "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" ",
                   format_coordinate(corner.x), format_coordinate(corner.y),
                   format_coordinate(width), format_coordinate(height));
    close_shape("rect", attributes, tooltip);
}

void svg_canvas::circle(plot_point centre, double radius, std::string_view attributes,
                        std::string_view tooltip) {
    fmt::format_to(std::back_inserter(out_), "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" ",
                   format_coordinate(centre.x), format_coordinate(centre.y),
                   format_coordinate(radius));
    close_shape("circle", attributes, tooltip);
}

void svg_canvas::path(std::string_view data, std::string_view attributes,
                      std::string_view tooltip) {
    fmt::format_to(std::back_inserter(out_), "<path d=\"{}\" ", data);
    close_shape("path", attributes, tooltip);
}

void svg_canvas::text(plot_point at, std::string_view content, std::string_view attributes) {
    fmt::format_to(std::back_inserter(out_), "<text x=\"{}\" y=\"{}\" {}>{}</text>\n",
                   format_coordinate(at.x), format_coordinate(at.y), attributes,
                   escape_markup(content));
}

void svg_canvas::markup(std::string_view elements) {
    out_ += elements;
}

void svg_canvas::open_group(std::string_view attributes) {
    fmt::format_to(std::back_inserter(out_), "<g {}>\n", attributes);
}

void svg_canvas::close_group() {
    out_ += "</g>\n";
}

std::string svg_canvas::finish() && {
    out_ += "</svg>\n";
    return std::move(out_);
}

void svg_canvas::close_shape(std::string_view name, std::string_view attributes,
                             std::string_view tooltip) {
    if (tooltip.empty()) {
        fmt::format_to(std::back_inserter(out_), "{}/>\n", attributes);
    } else {
        fmt::format_to(std::back_inserter(out_), "{}><title>{}</title></{}>\n", attributes,
                       escape_markup(tooltip), name);
    }
}

}  // namespace memglia
