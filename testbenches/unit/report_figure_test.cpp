#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "testbenches/support/report_samples.hpp"
#include "testbenches/support/svg_labels.hpp"
#include "tools/report/energy_figure.hpp"
#include "tools/report/event_windows.hpp"
#include "tools/report/lane_path.hpp"
#include "tools/report/pictures.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/report.hpp"
#include "tools/report/style.hpp"

// The figures of a run's page: maze, raster, energy, and the axes they share.
using namespace memglia;
using namespace memglia::test;

TEST_CASE("report: the path is drawn move by move") {
    const std::string html = render_report(small_report());
    CHECK(contains(html, "data-cells=\"0 1 2 1 1 2 6 10\""));
    CHECK(contains(html, "data-cells=\"0 1 2 6 10\""));
    CHECK(positions_of(html, "class=\"arrow\"").size() == 6 + 4);  // the bump has none
    CHECK(contains(html, "column 1, row 0: 3 visits"));
    CHECK(contains(html, "column 0, row 0: 0.25"));
    CHECK_FALSE(contains(html, "column 1, row 1:"));  // a wall has neither visits nor calcium
    CHECK(contains(html, "7 steps, goal reached; shortest 4"));
}

TEST_CASE("report: a large maze stays a small file") {
    report_data data = small_report();
    maze_showcase& maze = data.showcase;
    maze.width = 64;
    maze.height = 64;
    maze.free.assign(64 * 64, 1);
    maze.goal = 4095;
    maze.episodes.resize(1);
    maze.episodes[0].calcium.assign(64 * 64, 0.3);
    maze.episodes[0].path.clear();
    for (cell_index i = 0; i < 4 * 64 * 64; ++i) {
        const cell_index row = i / 64 % 64;
        maze.episodes[0].path.push_back(row * 64 + (row % 2 == 0 ? i % 64 : 63 - i % 64));
    }
    maze.episodes[0].reached = false;
    check_sound(data);
    CHECK(render_report(data).size() < 2'000'000);
    CHECK(contains(render_report(data), "goal not reached"));
}

TEST_CASE("report: no label of the energy figure is cut by the target's line") {
    for (double dynamic_pj = 5; dynamic_pj < 300; dynamic_pj += 7) {
        report_data data = small_report();
        data.energy = {{"router", dynamic_pj * 1e-12, {30e-12, 60e-12, 90e-12}},
                       {"static", 0.9 * dynamic_pj * 1e-12, {80e-12, 95e-12, 40e-12}}};
        const std::string svg = render_energy_figure(data, "Figure 3");
        const std::string wide = svg.substr(0, svg.find("class=\"narrow\""));
        const std::size_t line = wide.find("class=\"target\"");
        REQUIRE(line != std::string::npos);
        const std::size_t start = wide.rfind("<line", line);
        const double target = std::atof(attribute(wide.substr(start, 60), "x1").c_str());
        for (const auto& label : labels_of(wide)) {
            if (!label.text.starts_with("dynamic ") && !label.text.starts_with("+ ")) continue;
            INFO(dynamic_pj << " pJ: " << label.text);
            CHECK((label.right < target || label.left > target));
        }
    }
}

TEST_CASE("report: start and goal are readable on any map") {
    report_data data = small_report();
    maze_showcase& maze = data.showcase;
    for (const std::uint32_t side : {4U, 20U, 64U}) {
        maze.width = maze.height = side;
        maze.free.assign(std::size_t{side} * side, 1);
        maze.start = 0;
        maze.goal = side * side - 1;
        maze.episodes = {{1, true, {0, 1}, {}}};
        const std::string html = render_report(data);
        INFO(side << " cells a side");
        // 560 px shrink to 340 on a phone: letters of 16 px stay near 10.
        const std::string large = html.substr(0, html.find("class=\"visit-map\""));
        for (const char* kind : {"end start", "end goal"}) {
            const std::size_t at = large.rfind(fmt::format("class=\"{}\"", kind));
            REQUIRE(at != std::string::npos);
            const std::string circle = large.substr(large.rfind("<circle", at), 60);
            const double x = std::atof(attribute(circle, "cx").c_str());
            const double y = std::atof(attribute(circle, "cy").c_str());
            const double radius = std::atof(attribute(circle, "r").c_str());
            CHECK(radius >= 12);
            for (const double c : {x, y}) {
                CHECK(c - radius >= -1);
                CHECK(c + radius <= 561);
            }
        }
    }
}

TEST_CASE("report: maze, curve and bill are files of their own") {
    const auto all = pictures_of(small_report());
    REQUIRE(all.size() == 6);
    for (const picture& p : all) {
        INFO(p.name);
        CHECK(p.svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        CHECK(nesting_fault(p.svg) == "");
        CHECK_FALSE(has_bad_number(p.svg));
        CHECK(p.svg.size() < 300'000);
        CHECK(positions_of(p.svg, "http").size() == 1);
    }
    CHECK(pictures_of({}).empty());
}

TEST_CASE("report: axes have round ticks") {
    CHECK(round_step(0.031) == Approx(0.05));
    CHECK(round_step(10) == Approx(10));
    CHECK(round_step(-1) == 1);
    const plot_axis even{0, 100, 0, 10, false};
    CHECK(even.ticks(5) == std::vector<double>{0, 20, 40, 60, 80, 100});
    CHECK(even.at(50) == 5);
    CHECK(even.at(1000) == 10);
    const plot_axis log{1, 100, 0, 10, true};
    CHECK(log.at(10) == Approx(5));
    CHECK(log.ticks(5) == std::vector<double>{1, 2, 5, 10, 20, 50, 100});
    CHECK((plot_axis{3, 3, 0, 10, false}.at(3)) == 5);
}

TEST_CASE("report: the raster zooms where events cluster") {
    const event_windows two = find_windows({0, 10, 40, 1005, 1030}, 2000, 3);
    CHECK(two.starts == std::vector<double>{0, 1000});
    CHECK(two.step == 10);
    CHECK(two.length == 50);
    CHECK(find_windows({0, 500, 1000, 1500}, 2000, 2).starts == std::vector<double>{0});
    CHECK(find_windows({0, 10, 200, 210, 1500}, 2000, 2).starts.size() == 2);
    CHECK(find_windows({7}, 100, 3).starts == std::vector<double>{7});
}

TEST_CASE("report: there and back take different lanes") {
    const std::vector<lane_move> lanes = lay_lanes({0, 1, 0, 0, 1}, 2, 100);
    REQUIRE(lanes.size() == 3);
    CHECK(lanes[0].step == 0);
    CHECK(lanes[2].step == 3);
    CHECK(lanes[0].middle.y > 50);  // east keeps right: below the centre line
    CHECK(lanes[1].middle.y < 50);
    CHECK(lanes[2].middle.y > lanes[0].middle.y);  // the second time further out
    CHECK(lanes[1].points.front().x == lanes[0].points.back().x);
    CHECK(lanes[1].points.front().y == lanes[0].points.back().y);
}

TEST_CASE("report: the script cannot end early") {
    CHECK_FALSE(contains(replay_script(), "<"));
    CHECK_FALSE(contains(replay_script(), "&"));
    CHECK_FALSE(contains(report_style(), "<"));
}
