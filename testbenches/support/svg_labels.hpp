#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tools/report/text_width.hpp"

// The texts of an SVG with the boxes they fill, for tests of what a reader can tell apart.
namespace memglia::test {

struct svg_label {
    std::string text;
    double left;
    double right;
    double top;
    double bottom;
};

inline std::string attribute(std::string_view tag, const std::string& name) {
    const std::size_t at = tag.find(" " + name + "=\"");
    if (at == std::string_view::npos) return "";
    const std::size_t from = at + name.size() + 3;
    return std::string(tag.substr(from, tag.find('"', from) - from));
}

/// Unrotated texts of one picture without nested ones. A box is a little tighter than the line's
/// height, so that lines may touch.
inline std::vector<svg_label> labels_of(std::string_view svg) {
    std::vector<svg_label> all;
    for (std::size_t at = svg.find("<text "); at != std::string_view::npos;
         at = svg.find("<text ", at + 1)) {
        const std::size_t end = svg.find('>', at);
        const std::string_view tag = svg.substr(at + 5, end - at - 5);
        const std::string text(svg.substr(end + 1, svg.find('<', end) - end - 1));
        if (tag.find("rotate") != std::string_view::npos) continue;
        const std::string style = " " + attribute(tag, "class") + " ";
        const auto has = [&style](const char* name) {
            return style.find(" " + std::string(name) + " ") != std::string::npos;
        };
        const std::string size = attribute(tag, "font-size");
        const double font = size.empty() ? 11.5 : std::atof(size.c_str());
        const double width = text_width(text, font, has("end-label") || has("axis-title"));
        const double x = std::atof(attribute(tag, "x").c_str());
        const double y = std::atof(attribute(tag, "y").c_str());
        const double left = has("far") ? x - width : has("middle") ? x - width / 2 : x;
        all.push_back({text, left, left + width, y - 0.72 * font, y + 0.1 * font});
    }
    return all;
}

/// The first two texts that print over one another; empty if all are apart.
inline std::string overprinted(const std::vector<svg_label>& labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const svg_label& a = labels[i];
            const svg_label& b = labels[j];
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
                return b.text + " | " + a.text;
            }
        }
    }
    return "";
}

/// The first text that leaves a picture of this width; empty if none does.
inline std::string cut_off(const std::vector<svg_label>& labels, double width) {
    for (const svg_label& label : labels) {
        if (label.left < -1 || label.right > width + 1) return label.text;
    }
    return "";
}

}  // namespace memglia::test
