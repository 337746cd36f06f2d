#include "tools/report/svg_file.hpp"

#include <fmt/format.h>

#include "tools/report/style.hpp"
#include "tools/report/text.hpp"

namespace memglia {

std::string svg_file(double width, double height, std::string_view title, std::string_view body) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">\n"
        "<title>{2}</title>\n<style>{3}</style>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n{4}</svg>\n",
        width, height, escape_markup(title), picture_file_style(), body);
}

std::string placed(double x, double y, double width, double height, std::string_view drawing) {
    return fmt::format("<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">\n{}</svg>\n", x, y,
                       width, height, drawing);
}

}  // namespace memglia
