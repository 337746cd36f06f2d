#pragma once

#include <string>
#include <string_view>
#include <vector>

// A small writer of inline SVG. Coordinates are printed with one decimal; anything not finite is 0.
namespace memglia {

struct plot_point {
    double x = 0;
    double y = 0;
};

std::string format_coordinate(double value);

/// "M..L..": a line through the points, for the d attribute of a path.
std::string line_through(const std::vector<plot_point>& points);

/// Shapes in drawing order. `attributes` is markup (class="..."); texts and tooltips are escaped
/// here.
class svg_canvas {
  public:
    /// `description` is read aloud in place of the picture.
    svg_canvas(double width, double height, std::string_view attributes,
               std::string_view description);

    void line(plot_point from, plot_point to, std::string_view attributes);
    void rectangle(plot_point corner, double width, double height, std::string_view attributes,
                   std::string_view tooltip = {});
    void circle(plot_point centre, double radius, std::string_view attributes,
                std::string_view tooltip = {});
    void path(std::string_view data, std::string_view attributes, std::string_view tooltip = {});
    void text(plot_point at, std::string_view content, std::string_view attributes);
    void markup(std::string_view elements);

    void open_group(std::string_view attributes);
    void close_group();

    std::string finish() &&;

  private:
    void close_shape(std::string_view name, std::string_view attributes, std::string_view tooltip);

    std::string out_;
};

}  // namespace memglia
