#pragma once

#include <string>
#include <string_view>

namespace memglia {

/// A picture in a file of its own, light and dark: `title` is plain text, `body` markup.
std::string svg_file(double width, double height, std::string_view title, std::string_view body);

/// A drawing of svg_canvas somewhere in such a file.
std::string placed(double x, double y, double width, double height, std::string_view drawing);

}  // namespace memglia
