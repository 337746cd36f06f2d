#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "base/error.hpp"
#include "tools/report/colour_ramp.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/heat_panel.hpp"
#include "tools/report/image_grid.hpp"
#include "tools/report/mesh_panel.hpp"
#include "tools/report/page.hpp"
#include "tools/report/raster_panel.hpp"
#include "tools/report/stacked_bars.hpp"

// The figures that pages of networks and tasks are made of.
using namespace memglia;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

// Marks in the paths of spikes, each a horizontal piece.
std::size_t marks(const std::string& svg) {
    std::size_t n = 0;
    for (auto at = svg.find("<path d=\""); at != std::string::npos;
         at = svg.find("<path d=\"", at + 1)) {
        const std::string path = svg.substr(at, svg.find("/>", at) - at);
        if (says(path, "class=\"spikes\"")) n += count(path, "M");
    }
    return n;
}

raster_panel raster(std::uint32_t neurons, std::size_t each) {
    raster_panel panel{.width = 1120, .title = "spikes", .groups = {}};
    raster_group group{.name = "cells", .rows = neurons, .points = {}};
    for (std::size_t k = 0; k < each; ++k) {
        for (std::uint32_t i = 0; i < neurons; ++i) {
            group.points.push_back({static_cast<double>(k) / static_cast<double>(each), i});
        }
    }
    panel.groups.push_back(group);
    return panel;
}

}  // namespace

TEST_CASE("report: a raster draws every spike, or says what it leaves out") {
    raster_panel panel = raster(100, 50);
    const drawing all = draw_raster(panel);
    CHECK(marks(all.svg) == 5000);
    CHECK_FALSE(says(all.svg, "neuron is drawn"));
    CHECK(says(all.svg, ">99</text>"));
    panel.most_points = 2000;
    const drawing fewer = draw_raster(panel);
    CHECK(marks(fewer.svg) == 25 * 50);  // every 4th neuron whole
    CHECK(says(fewer.svg, "every 4th neuron is drawn"));
    panel = raster(1, 5000);
    panel.most_points = 1000;
    const drawing one = draw_raster(panel);
    CHECK(marks(one.svg) == 1000);
    CHECK(says(one.svg, "one of 5 spikes"));
}

TEST_CASE("report: a raster of two groups in one lane has a legend and one axis") {
    raster_panel panel = raster(10, 4);
    panel.groups.push_back(
        {.name = "missed", .rows = 10, .points = {{0.5, 3}}, .over_last = true, .style = "s8"});
    panel.marks = {{0.25, "cue ends"}};
    const std::string svg = draw_raster(panel).svg;
    CHECK(count(svg, "class=\"panel\"") == 1);
    CHECK(says(svg, ">missed</text>"));
    CHECK(says(svg, ">cue ends</text>"));
    CHECK(says(svg, "class=\"s8\""));
}

TEST_CASE("report: blocks of a map are the means of their values") {
    heat_panel panel{.width = 1120, .title = "w", .rows = 4, .columns = 6, .values = {}};
    for (int i = 0; i < 24; ++i) panel.values.push_back(i);
    panel.most_cells = 3;
    const heat_blocks blocks = blocks_of(panel);
    CHECK(blocks.rows == 3);
    CHECK(blocks.columns == 3);
    // Rows 0, 1 and 2 to 3; columns in pairs.
    CHECK(blocks.values == std::vector<double>{0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 15.5, 17.5, 19.5});
    CHECK(says(draw_heat(panel).svg, "means over 3 × 3 blocks of 4 × 6 values"));
    panel.values.pop_back();
    CHECK_THROWS_AS(draw_heat(panel), internal_error);
}

TEST_CASE("report: a map leaves out what is no number and prints its values in their unit") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    heat_panel panel{.width = 400,
                     .title = "conductance",
                     .rows = 2,
                     .columns = 2,
                     .values = {1e-6, 2e-6, none, 4e-6},
                     .x = {.name = "column"},
                     .y = {.name = "row"},
                     .unit = "S",
                     .low = 0};
    const std::string svg = draw_heat(panel).svg;
    CHECK(says(svg, "conductance, µS"));
    CHECK(says(svg, "aria-label=\"conductance, 0 to 4 µS\""));
    CHECK(says(svg, "fill=\"#fde725\""));  // the largest value
    CHECK_FALSE(says(svg, "means over"));
    panel.values = {none, none, none, none};
    CHECK_NOTHROW(draw_heat(panel));
}

TEST_CASE("report: conditions have a legend, intervals and the same number of places") {
    condition_panel panel{.width = 1120, .title = "accuracy", .x_axis = {.name = "n"}, .lines = {}};
    panel.lines.push_back({"STDP", {1, 2, 3}, {0.2, 0.3, 0.4}, {0.1, 0.2, 0.3}, {0.3, 0.4, 0.5}});
    panel.lines.push_back({"exact", {1, 2, 3}, {0.5, 0.6, 0.7}, {}, {}, true});
    const std::string svg = draw_conditions(panel).svg;
    CHECK(says(svg, ">STDP</text>"));
    CHECK(says(svg, "class=\"curve s1 second\""));
    CHECK(count(svg, "class=\"whisker\"") == 3);
    panel.lines[0].low.pop_back();
    CHECK_THROWS_AS(draw_conditions(panel), internal_error);
}

TEST_CASE("report: a thinned trace keeps its extremes") {
    condition_panel panel{.width = 1120, .title = "u", .from_zero = false, .lines = {}};
    condition_line line{.label = "u", .x = {}, .y = {}};
    for (int i = 0; i < 10'000; ++i) {
        line.x.push_back(i);
        line.y.push_back(i == 4321 ? 7.0 : 0.0);
    }
    panel.lines.push_back(line);
    const std::string thin = draw_traces(panel, 100).svg;
    const std::string whole = draw_traces(panel, 100'000).svg;
    CHECK(thin.size() < whole.size() / 10);
    // The spike reaches as high on the same axis.
    const auto highest = [](const std::string& svg) {
        const auto at = svg.find("class=\"stroke\"");
        const auto from = svg.rfind("<path d=\"", at) + 9;
        double top = 1e9;
        std::string path = svg.substr(from, at - from);
        for (std::size_t space = path.find(' '); space != std::string::npos;
             space = path.find(' ', space + 1)) {
            if (std::isdigit(static_cast<unsigned char>(path[space + 1])) == 0) break;
            top = std::min(top, std::stod(path.substr(space + 1)));
        }
        return top;
    };
    CHECK(highest(thin) == highest(whole));
    CHECK(highest(thin) < 100);
}

TEST_CASE("report: stacked bars name their parts and sums") {
    stacked_bars bars{.width = 1120,
                      .title = "energy per step",
                      .unit = "J",
                      .parts = {"router", "neurons"},
                      .bars = {{"chip", {1e-9, 3e-9}, "1.4 µs"}, {"other", {0, 2e-9}, {}}}};
    const std::string svg = draw_bars(bars).svg;
    CHECK(says(svg, ">4 nJ, 1.4 µs</text>"));
    CHECK(says(svg, "<title>chip, neurons: 3 nJ</title>"));
    CHECK(count(svg, "<title>") == 3);  // nothing for a part of 0
    bars.bars[1].values = {-1e-9, 0};
    CHECK_THROWS_AS(draw_bars(bars), internal_error);
    bars.bars[1].values = {1e-9};
    CHECK_THROWS_AS(draw_bars(bars), internal_error);
}

TEST_CASE("report: a mesh shows a stroke for each direction of a link") {
    mesh_panel panel{.width = 400, .title = "load", .columns = 2, .rows = 2, .links = {}};
    panel.links = {{0, mesh_side::local, 0.125},
                   {0, mesh_side::east, 0.5},
                   {1, mesh_side::west, 0},
                   {2, mesh_side::north, 0.25}};
    const std::string svg = draw_mesh(panel).svg;
    CHECK(says(svg, "x0_y0 local: 12.5 %"));
    CHECK(says(svg, "x0_y0 east: 50.0 %"));
    CHECK(says(svg, "x1_y0 west: 0 %"));
    CHECK(says(svg, "x0_y1 north: 25.0 %"));
    // The busiest link has the brightest colour, one without load the darkest; once in the bar.
    CHECK(count(svg, magnitude_colour(1)) == 2);
    CHECK(count(svg, magnitude_colour(0)) == 2);
    panel.links.push_back({4, mesh_side::east, 0.5});
    CHECK_THROWS_AS(draw_mesh(panel), internal_error);
}

TEST_CASE("report: images lie in rows, with their captions") {
    image_grid grid{.width = 300, .title = "digits", .images = {}};
    for (int k = 0; k < 4; ++k) {
        grid.images.push_back({2, 2, {0, 1, 0.5, 0}, std::to_string(k), k == 3});
    }
    const drawing drawn = draw_images(grid);
    CHECK(count(drawn.svg, "fill=\"#000000\"") == 4);
    CHECK(count(drawn.svg, "class=\"target-name\"") == 1);
    CHECK(drawn.height > 2 * grid.image_px);
    image_grid pairs{.width = 3.5 * 100, .title = "", .images = {}, .together = 2};
    pairs.images.assign(4, {1, 1, {1}});
    const double two_rows = draw_images(pairs).height;
    pairs.together = 1;  // three and one
    CHECK(draw_images(pairs).height == two_rows);
    pairs.images.resize(3);
    CHECK(draw_images(pairs).height < two_rows);
    pairs.together = 2;  // a pair and one
    CHECK(draw_images(pairs).height == two_rows);
    grid.images[0].values.pop_back();
    CHECK_THROWS_AS(draw_images(grid), internal_error);
}

TEST_CASE("report: a page numbers its figures and tables, escapes its texts, links to nothing") {
    report_page page("A < B", "answer & more");
    page.add_tile("x", "1", "nJ", "note");
    page.begin_section("First");
    const auto draw = [](figure_width width) {
        return draw_images({.width = width_of(width), .title = "t", .images = {{1, 1, {1}}}});
    };
    page.add_figure("one", draw, "caption");
    page.begin_section("Second");
    page.add_figure("two", draw, "caption");
    page.add_table("numbers", {"name", "n"}, {{"<a>", "", {"3"}}});
    page.add_provenance({{"command", "memglia run x"}, {"nothing", ""}}, "a: 1\n");
    const std::string html = page.html();
    CHECK(says(html, "<h1>A &lt; B</h1>"));
    CHECK(says(html, "answer &amp; more"));
    CHECK(says(html, "<b>Figure 2.</b>"));
    CHECK(says(html, "<b>Table 1.</b>"));
    CHECK(says(html, "&lt;a&gt;"));
    CHECK_FALSE(says(html, "nothing"));
    CHECK(count(html, "<section>") == count(html, "</section>"));
    CHECK(count(html, "<div") == count(html, "</div>"));
    CHECK_FALSE(says(html, "href"));
    CHECK(page.pictures().size() == 2);
    CHECK(page.pictures()[1].name == "two.svg");
    CHECK(says(page.pictures()[1].svg, "xmlns=\"http://www.w3.org/2000/svg\""));
}
