#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "testbenches/support/svg_labels.hpp"
#include "tools/report/colour_ramp.hpp"
#include "tools/report/dot_plot.hpp"
#include "tools/report/line_panel.hpp"
#include "tools/report/style.hpp"
#include "tools/report/text_width.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::array<double, 3> linear_rgb(const std::string& hex) {
    std::array<double, 3> parts{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double v = std::stoi(hex.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
        parts[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    }
    return parts;
}

// WCAG 2.1, relative luminance and contrast.
double luminance(const std::string& hex) {
    const auto [r, g, b] = linear_rgb(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

double contrast(const std::string& a, const std::string& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

// "--name: #rrggbb" in the order of the text, the first `:root` being light.
std::vector<std::map<std::string, std::string>> palettes() {
    std::vector<std::map<std::string, std::string>> found;
    const std::string css = report_colours();
    for (std::size_t at = css.find(":root"); at != std::string::npos;
         at = css.find(":root", at + 1)) {
        auto& colours = found.emplace_back();
        const std::size_t end = css.find('}', at);
        for (std::size_t name = css.find("--", at); name < end; name = css.find("--", name + 2)) {
            const std::size_t colon = css.find(':', name);
            const std::size_t stop = css.find(';', colon);
            colours[css.substr(name, colon - name)] = css.substr(colon + 2, stop - colon - 2);
        }
    }
    return found;
}

line_panel crowded_panel(double width, const std::vector<agent_series>& series) {
    line_panel panel;
    panel.width = width;
    panel.height = 330;
    panel.title = "steps to the goal, median";
    panel.end_labels = width > 500;
    panel.from_zero = true;
    panel.may_be_logarithmic = true;
    panel.dashed_line = 400;
    panel.dashed_name = "step limit 400";
    for (std::size_t s = 0; s < series.size(); ++s) {
        panel_line line;
        line.series = &series[s];
        for (int e = 0; e < 10; ++e) {
            line.values.push_back(s == 0 ? 401 : 9 + static_cast<double>(s) / (e + 1));
        }
        line.end_value = fmt::format("{:.0f}", line.values.back());
        panel.lines.push_back(line);
    }
    return panel;
}

}  // namespace

TEST_CASE("report: letters have the widths of the font") {
    CHECK(text_width("", 12) == 0);
    CHECK(text_width("iiii", 12) < text_width("mm", 12));
    CHECK(text_width("100", 10) == Approx(3 * 5.56 * 1.04));
    CHECK(text_width("µ", 12) < text_width("µA", 12));
    CHECK(text_width("SNAN", 12, true) > text_width("SNAN", 12));
    CHECK(shortened("random, free sides", 500, 12) == "random, free sides");
    const std::string cut = shortened("random λλλλλλ", 70, 12);
    CHECK(cut.ends_with("…"));
    CHECK(text_width(cut, 12) <= 70);
}

TEST_CASE("report: labels of a panel neither overlap nor leave it, with few agents and with many") {
    const std::vector<std::string> names{
        "SNAN, double precision", "a", "random, free sides", "STDP alone", "Q(λ)",
        "astrocytes alone"};
    for (const double width : {280.0, 366.0, 570.0, 730.0}) {
        for (std::size_t count = 1; count <= names.size(); ++count) {
            std::vector<agent_series> series;
            for (std::size_t s = 0; s < count; ++s) series.push_back({nullptr, names[s], "s0"});
            const std::string svg = draw_panel(crowded_panel(width, series));
            INFO(width << " px, " << count << " agents");
            CHECK(overprinted(labels_of(svg)).empty());
            CHECK(cut_off(labels_of(svg), width).empty());
        }
    }
}

TEST_CASE("report: the name of a bound keeps clear of the curves") {
    const agent_series series{nullptr, "a", "s0"};
    line_panel panel = crowded_panel(570, {series});
    panel.lines[0].series = &series;
    panel.lines[0].values.assign(10, 300);
    for (int e = 0; e < 5; ++e) panel.lines[0].values[static_cast<std::size_t>(e)] = 404;
    panel.may_be_logarithmic = false;
    const std::string svg = draw_panel(panel);
    for (const svg_label& label : labels_of(svg)) {
        if (label.text != "step limit 400") continue;
        const bool left_half = label.left < 250;
        CHECK_FALSE((left_half && label.top < 70));  // the curve runs there
        return;
    }
    FAIL("the bound has no name");
}

TEST_CASE("report: categories that would run into one another leave some to their ticks") {
    const agent_series series{nullptr, "a", "s0"};
    line_panel panel;
    panel.width = 280;
    panel.height = 230;
    panel_line line;
    line.series = &series;
    for (int i = 0; i < 12; ++i) {
        panel.x_axis.categories.push_back(fmt::format("place number {}", i));
        line.values.push_back(i);
    }
    panel.lines = {line};
    const auto labels = labels_of(draw_panel(panel));
    CHECK(overprinted(labels).empty());
    CHECK(cut_off(labels, 280).empty());
}

TEST_CASE("report: rows of dots keep long names whole and apart, on a page and on a phone") {
    const std::vector<agent_series> series{{nullptr, "a", "s0"}, {nullptr, "b", "s9", true}};
    std::vector<line_panel> panels(5);
    for (line_panel& panel : panels) {
        panel.title = "median steps, episode 1";
        panel.may_be_logarithmic = true;
        for (const agent_series& s : series) {
            panel_line line;
            line.series = &s;
            line.joined = false;
            line.at = {1, 2, 3, 4};
            line.values = {57, 275.5, std::nan(""), 0.4};
            line.whisker_low = {50, 230, std::nan(""), 0.3};
            line.whisker_high = {60, 300, std::nan(""), 0.5};
            panel.lines.push_back(line);
        }
    }
    const std::vector<std::string> names{"whole rule", "no astrocytes' suppression",
                                         "wave over visited only", "an astrocyte per synapse"};
    panels.front().x_axis.categories = names;
    for (const figure_width page : {figure_width::wide, figure_width::narrow}) {
        const std::string svg = draw_dot_plot(panels, page);
        const auto labels = labels_of(svg);
        CHECK(overprinted(labels).empty());
        CHECK(cut_off(labels, page == figure_width::wide ? dot_plot_width : 366).empty());
        for (const std::string& name : names) {
            CHECK(
                std::any_of(labels.begin(), labels.end(), [&name, &names](const svg_label& label) {
                    return label.text ==
                           (name == names[1] ? "no astrocytes&#39; suppression" : name);
                }));
        }
        CHECK_FALSE(contains(svg, "nan"));
    }
    CHECK(draw_dot_plot({}, figure_width::wide).empty());
}

TEST_CASE("report: axes with a unit take its prefix") {
    const agent_series series{nullptr, "sine", "s0"};
    line_panel panel;
    panel.width = 470;
    panel.height = 300;
    panel.title = "current";
    panel.unit = "A";
    panel.x_axis.name = "voltage";
    panel.x_axis.unit = "V";
    panel.whole_range = true;
    panel_line line;
    line.series = &series;
    line.dots = panel_dots::never;
    line.at = {-0.5, 0, 0.5, 0};
    line.values = {-3e-6, 0, 4e-6, 0};
    line.arrows = true;
    panel.lines = {line};
    const std::string svg = draw_panel(panel);
    CHECK(contains(svg, ">current, µA<"));
    CHECK(contains(svg, ">voltage, mV<"));
    CHECK(contains(svg, ">-400<"));
    CHECK(contains(svg, ">4<"));
    CHECK(contains(svg, "class=\"direction\""));
    CHECK_FALSE(contains(svg, "<circle"));
    CHECK_FALSE(contains(svg, "e-0"));

    panel.lines[0].at = {1, 2, 3, 4};
    panel.lines[0].values = {1e-6, 1e-5, 1e-4, 1e-2};
    panel.lines[0].arrows = false;
    panel.lines[0].dots = panel_dots::always;
    panel.title = "time";
    panel.unit = "s";
    panel.may_be_logarithmic = true;
    const std::string log = draw_panel(panel);
    CHECK(contains(log, ">time<"));
    CHECK(contains(log, ">100 µs<"));
    CHECK(contains(log, ">10 ms<"));
    CHECK(contains(log, "<circle"));
    CHECK_FALSE(contains(log, "class=\"direction\""));
}

TEST_CASE("report: every colour of a drawing stands out from both backgrounds") {
    const auto found = palettes();
    REQUIRE(found.size() == 2);
    for (const auto& colours : found) {
        const std::string& paper = colours.at("--paper");
        for (int i = 0; i <= 10; ++i) {
            const std::string& colour = colours.at(fmt::format("--c{}", i));
            INFO("--c" << i << ' ' << colour << " on " << paper);
            CHECK(contrast(colour, paper) >= 3);
            // A colour, not nearly white or black.
            CHECK(contrast(colour, "#ffffff") > 1.4);
            CHECK(contrast(colour, "#000000") > 1.4);
        }
        CHECK(contrast(colours.at("--rest"), paper) >= 3);
        CHECK(contrast(colours.at("--muted"), paper) >= 4.5);
        CHECK(contrast(colours.at("--target"), paper) >= 4.5);
        CHECK(contrast(colours.at("--wall"), colours.at("--floor")) >= 3);
    }
}

TEST_CASE("report: the ramp of quantities grows lighter in even steps") {
    // CIE 1976 L*.
    const auto lightness = [](const std::string& hex) {
        return 116 * std::cbrt(luminance(hex)) - 16;
    };
    constexpr int steps = 18;
    double last = lightness(magnitude_colour(0));
    CHECK(last < 20);
    for (int i = 1; i <= steps; ++i) {
        const double next = lightness(magnitude_colour(static_cast<double>(i) / steps));
        CHECK(next - last > 2);
        CHECK(next - last < 7);
        last = next;
    }
    CHECK(last > 85);
    CHECK(magnitude_colour(-1) == magnitude_colour(0));
    CHECK(magnitude_colour(2) == magnitude_colour(1));
    CHECK(contains(report_style(),
                   ".bar .magnitude { background: linear-gradient(to right, #440154"));
}
