#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace memglia {

/// Figures with much text are drawn twice, for a page and for a phone; the style shows one of them.
enum class figure_width { wide, narrow };

template <typename Draw>
std::string at_both_widths(const Draw& draw) {
    return fmt::format("<div class=\"wide\">\n{}</div>\n<div class=\"narrow\">\n{}</div>\n",
                       draw(figure_width::wide), draw(figure_width::narrow));
}

/// `label` is "Figure 1"; body and caption are markup.
inline std::string captioned_figure(std::string_view label, std::string_view body,
                                    std::string_view caption) {
    return fmt::format("<figure>\n{}<figcaption><b>{}.</b> {}</figcaption>\n</figure>\n", body,
                       label, caption);
}

/// Stands where there is nothing to draw.
inline std::string absent_note(std::string_view text) {
    return fmt::format("<p class=\"absent\">{}</p>\n", text);
}

}  // namespace memglia
