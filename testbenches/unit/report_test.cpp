#include "tools/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "testbenches/support/svg_labels.hpp"
#include "tools/report/energy_figure.hpp"
#include "tools/report/event_windows.hpp"
#include "tools/report/lane_path.hpp"
#include "tools/report/pictures.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/style.hpp"
#include "tools/report/text.hpp"

using namespace memglia;
using memglia::test::attribute;
using memglia::test::labels_of;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::vector<std::size_t> positions_of(std::string_view text, std::string_view part) {
    std::vector<std::size_t> positions;
    std::size_t at = text.find(part);
    for (; at != std::string_view::npos; at = text.find(part, at + 1)) positions.push_back(at);
    return positions;
}

// The first tag that closes nothing or is never closed; empty if all is well nested.
std::string nesting_fault(std::string_view html) {
    std::vector<std::string> open;
    for (const std::size_t at : positions_of(html, "<")) {
        const std::size_t end = html.find('>', at);
        if (end == std::string_view::npos) return "unfinished tag";
        const std::string_view tag = html.substr(at + 1, end - at - 1);
        if (tag.front() == '!' || tag.back() == '/') continue;
        const bool closes = tag.front() == '/';
        const std::string name(tag.substr(closes ? 1 : 0, tag.find(' ') - (closes ? 1 : 0)));
        if (!closes) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return "unexpected </" + name + ">";
        } else {
            open.pop_back();
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

// "nan" or "inf" as a number would print it, not as part of a word.
bool has_bad_number(std::string_view html) {
    const auto in_word = [&](std::size_t at) {
        return at < html.size() &&
               (std::isalnum(static_cast<unsigned char>(html[at])) != 0 || html[at] == '_');
    };
    for (const std::string_view bad : {"nan", "inf"}) {
        for (const std::size_t at : positions_of(html, bad)) {
            if ((at == 0 || !in_word(at - 1)) && !in_word(at + bad.size())) return true;
        }
    }
    return false;
}

void check_sound(const report_data& data) {
    const std::string html = render_report(data);
    CHECK(nesting_fault(html) == "");
    CHECK_FALSE(has_bad_number(html));
    CHECK_FALSE(contains(html, "http:"));
    CHECK_FALSE(contains(html, "https:"));
}

agent_statistics agent(const std::string& name, const std::vector<double>& medians) {
    agent_statistics a;
    a.name = name;
    for (const double median : medians) {
        episode_statistics e;
        e.median_steps = median;
        e.q25 = median / 2;
        e.q75 = median * 2;
        e.median_95 = {median - 1, median + 1};
        e.completion = 0.875;
        e.mean_over_shortest = median / 9;
        e.mean_over_shortest_95 = {median / 10, median / 8};
        a.episodes.push_back(e);
    }
    return a;
}

// A room of 4 x 3 cells with one wall, walked with a detour and then straight.
maze_showcase small_maze() {
    maze_showcase maze;
    maze.width = 4;
    maze.height = 3;
    maze.free.assign(12, 1);
    maze.free[5] = 0;
    maze.start = 0;
    maze.goal = 10;
    maze.shortest = 4;
    maze.seed = 77;
    maze.episodes = {
        {1, true, {0, 1, 2, 1, 1, 2, 6, 10}, std::vector<double>(12, 0.25)},
        {2, true, {0, 1, 2, 6, 10}, std::vector<double>(12, 0.5)},
    };
    return maze;
}

report_data small_report() {
    report_data data;
    data.title = "a run";
    data.task = "5 mazes";
    data.agents = {agent("snan_chip", {57, 12.5}), agent("snan_reference", {55, 12}),
                   agent("random_bump", {235, 236}), agent("random_free", {320, 321})};
    data.step_limit = 400;
    data.showcase = small_maze();
    data.raster = {
        {0, "contact north", "wall"}, {10e-9, "place", ""}, {1005e-9, "action east", ""}};
    data.tick_s = 1e-6;
    data.decision_s = 2e-6;
    data.energy = {{"router", 29.03e-12, {29e-12, 28e-12, 30e-12}},
                   {"crossbar_write", 5.0e-12, {3.1e-12, 0.8e-12, 80e-12}},
                   {"controller", 2.3e-12, {2.3e-12, 2.3e-12, 2.3e-12}},
                   {"static", 99e-12, {99e-12, 99e-12, 99e-12}}};
    data.dynamic_95_j = {33.9e-12, 34.2e-12};
    data.total_95_j = {135e-12, 136e-12};
    data.decisions = 312456;
    data.decisions_by_phase = {200000, 112000, 456};
    data.cycles_per_decision = 400;
    data.latency_cycles = 213;
    data.setup_j = 13.4e-9;
    data.pulses_per_decision = 0.873;
    data.provenance = {{"seed", "1"}};
    data.assumptions = {{"router.hop_j", "scaled"}};
    data.configuration = "{\"seed\": 1}";
    return data;
}

}  // namespace

TEST_CASE("report: a full report is well formed and needs no other file") {
    const report_data data = small_report();
    check_sound(data);
    const std::string html = render_report(data);
    for (const std::size_t at : positions_of(html, "url(")) CHECK(html[at + 4] == '#');
    CHECK_FALSE(contains(html, " src="));
    CHECK_FALSE(contains(html, "href="));
    CHECK_FALSE(contains(html, "@import"));
}

TEST_CASE("report: the same data give the same bytes") {
    CHECK(render_report(small_report()) == render_report(small_report()));
}

TEST_CASE("report: sections come in reading order") {
    const std::string html = render_report(small_report());
    std::size_t last = 0;
    for (const std::string_view part : {"<header>", "Figure 1", "Figure 2", "Figure 3", "Figure 4",
                                        "Table 1", "Table 2", "Provenance", "<details>"}) {
        const std::size_t at = html.find(part);
        REQUIRE(at != std::string::npos);
        CHECK(at > last);
        last = at;
    }
}

TEST_CASE("report: the headline compares the chip with chance") {
    const std::string html = render_report(small_report());
    CHECK(contains(html, "4.12 times fewer than “random, bumps” (235)"));
    CHECK(contains(html, "5.61 times fewer than “random, free sides” (320)"));
    CHECK(contains(html, "34 pJ of dynamic energy and 400 cycles"));
    CHECK(contains(html, "34.0 % of the target of 100 pJ; 135 pJ with controller and static"));
}

TEST_CASE("report: medians beyond the limit are lower bounds") {
    report_data data = small_report();
    data.agents[2] = agent("random_bump", {401, 401});
    std::string html = render_report(data);
    CHECK(contains(html, "at least 7.04 times fewer than “random, bumps” (&gt; 400)"));
    CHECK(contains(html, "&gt; 400</td>"));
    data.agents[0] = agent("snan_chip", {401, 401});
    html = render_report(data);
    CHECK(contains(html, "misses the goal within 400 steps"));
    CHECK_FALSE(contains(html, "times fewer"));
    check_sound(data);
}

TEST_CASE("report: the tables hold the numbers") {
    const std::string html = render_report(small_report());
    for (const std::string_view number :
         {"29.0<", "5.00<", "34.0<", "2.30<", "99.0<", "135<", "110<", ">57<", ">12.5<", ">28.5<",
          ">114<", ">87.5<", ">6.33<"}) {
        INFO(number);
        CHECK(contains(html, number));
    }
    CHECK(contains(html, "component, pJ"));
    CHECK(contains(html, "n = 312\u202F456"));
    CHECK(contains(html, "<th scope=\"row\">crossbar write</th>"));
    CHECK(contains(html, "13\u202F400 pJ per maze"));
}

TEST_CASE("report: agents have display names, unknown ones their own") {
    report_data data = small_report();
    data.agents.push_back(agent("q_table", {80, 40}));
    const std::string html = render_report(data);
    for (const std::string_view name : {"SNAN on the chip", "SNAN, double precision",
                                        "random, bumps", "random, free sides", "q_table"}) {
        CHECK(contains(html, fmt::format("<th scope=\"row\">{}</th>", name)));
    }
    CHECK_FALSE(contains(html, "snan_chip"));
}

TEST_CASE("report: text from outside is escaped") {
    report_data data = small_report();
    const std::string nasty = "<script>\"a\" & 'b'</script>\x01";
    const std::string tame = "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;\uFFFD";
    data.title = nasty;
    data.task = nasty;
    data.configuration = nasty;
    data.provenance = {{nasty, nasty}};
    data.assumptions = {{nasty, nasty}};
    data.agents[1].name = nasty;
    data.raster[0].lane = nasty;
    data.raster[0].detail = nasty;
    data.energy[0].component = nasty;
    check_sound(data);
    const std::string html = render_report(data);
    CHECK(positions_of(html, "<script>").size() == 1);
    CHECK(positions_of(html, tame).size() >= 12);
}

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

TEST_CASE("report: missing parts leave a note") {
    report_data data;
    check_sound(data);
    const std::string html = render_report(data);
    for (const std::string_view note : {"No maze was recorded.", "No agent was run.",
                                        "No energy was recorded.", "No packets were recorded."}) {
        CHECK(contains(html, note));
    }
    data.task = "5 mazes";
    CHECK(contains(render_report(data), "5 mazes: no episode was recorded."));
}

TEST_CASE("report: small and odd data") {
    report_data data = small_report();
    SECTION("one agent, one episode") {
        data.agents.resize(1);
        data.agents[0].episodes.resize(1);
        data.showcase.episodes.resize(1);
        CHECK(contains(render_report(data), "Median steps, first episode"));
        CHECK_FALSE(contains(render_report(data), "last episode"));
    }
    SECTION("only chance") {
        data.agents = {agent("random_free", {300})};
        CHECK(contains(render_report(data), "random, free sides reaches the goal in 300 steps"));
    }
    SECTION("an agent without episodes") {
        data.agents[0].episodes.clear();
        CHECK(contains(render_report(data), "SNAN, double precision reaches the goal"));
    }
    SECTION("agents of different length") {
        data.agents[1].episodes.resize(1);
    }
    SECTION("many episodes") {
        data.agents[0] = agent("snan_chip", std::vector<double>(500, 20));
    }
    SECTION("nothing but zeros") {
        data.energy = {{"router", 0, {}}, {"static", 0, {}}};
        data.agents = {agent("snan_chip", {0, 0}), agent("random_bump", {0, 0})};
        data.step_limit = 0;
        data.cycles_per_decision = 0;
        data.setup_j = 0;
        data.tick_s = 0;
        data.decision_s = 0;
        data.raster = {{0, "place", ""}};
        CHECK(contains(render_report(data), "component, pJ"));
    }
    SECTION("numbers that are none") {
        data.agents[0] = agent("snan_chip", {nan_value, infinite});
        data.energy[0].all_j = nan_value;
        data.energy[1].by_phase_j[0] = infinite;
        data.cycles_per_decision = nan_value;
        data.latency_cycles = infinite;
        data.pulses_per_decision = nan_value;
        data.setup_j = nan_value;
        data.tick_s = nan_value;
        data.decision_s = nan_value;
        data.raster[0].time_s = nan_value;
        data.showcase.episodes[0].calcium[0] = nan_value;
    }
    SECTION("a maze without calcium, paths or room") {
        data.showcase.episodes[0].calcium.clear();
        data.showcase.episodes[0].path.clear();
        data.showcase.episodes[1].path = {0};
        CHECK(contains(render_report(data), "Calcium was not recorded."));
    }
    SECTION("cells that are not in the maze") {
        data.showcase.episodes[0].path = {0, 1, 9999, 2};
        data.showcase.goal = 9999;
        data.showcase.episodes[1].calcium.resize(99, 1.5);
    }
    SECTION("a maze of the wrong size") {
        data.showcase.free.pop_back();
        CHECK(contains(render_report(data), "No maze was recorded."));
    }
    SECTION("events over the whole decision and beyond") {
        data.raster.clear();
        for (int i = -3; i < 90; ++i) data.raster.push_back({i * 31e-9, "place", ""});
    }
    SECTION("ticks too many to mark") {
        data.tick_s = 1e-12;
    }
    check_sound(data);
}

TEST_CASE("report: energies of a decision are in one unit, large and small ones") {
    report_data data = small_report();
    data.energy[0].by_phase_j[2] = 2.5e-9;
    data.energy[1].all_j = 0.4e-15;
    data.costs = {{"the chip", 57e-12, 98e-12, 1, "emulated"}, {"a core", 1.09e-9, {}, 19.1, "x"}};
    const std::string html = render_report(data);
    CHECK(contains(html, ">2500<"));
    CHECK(contains(html, ">0.000400<"));
    CHECK(contains(html, ">1090<"));
    for (const std::string_view other : {" nJ", " fJ", ">nJ<", ", nJ", " µJ"}) {
        INFO(other);
        CHECK_FALSE(contains(html, other));
    }
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

TEST_CASE("report: among many agents the subject alone has a colour, each rival a panel") {
    report_data data = small_report();
    for (const char* name : {"stdp_only", "q_lambda"}) data.agents.push_back(agent(name, {90, 20}));
    const std::string html = render_report(data);
    check_sound(data);
    CHECK(contains(html, "class=\"key s0\""));
    CHECK(contains(html, "class=\"key rest\""));
    CHECK_FALSE(contains(html, "class=\"key s5\""));
    for (const std::string_view rival : {"STDP alone", "Q(λ)", "random, bumps"}) {
        CHECK(positions_of(html, fmt::format("class=\"axis-title\">{}<", rival)).size() == 1);
    }
    // Four are still told apart by colour.
    CHECK_FALSE(contains(render_report(small_report()), "class=\"key rest\""));
}

TEST_CASE("report: without a chip it says software only and prices nothing") {
    report_data data = small_report();
    data.agents.erase(data.agents.begin());
    data.energy.clear();
    data.decisions = 0;
    data.cycles_per_decision = 0;
    data.setup_j = 0;
    data.costs.clear();
    const std::string html = render_report(data);
    check_sound(data);
    CHECK(contains(html, "software only: no chip among the agents"));
    CHECK(contains(html, "Software only"));
    CHECK_FALSE(contains(html, "0 J"));
    CHECK_FALSE(contains(html, "Write pulses per decision"));
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

TEST_CASE("report: says what SNAN is, how the maze was chosen, and which command it was") {
    report_data data = small_report();
    data.showcase.chosen = "Of all <5> mazes it is the one.";
    data.provenance.insert(data.provenance.begin(), {"command", "memglia run x --set 'a=b c'"});
    const std::string html = render_report(data);
    CHECK(contains(html, "a spiking neuron-astrocyte network"));
    CHECK(contains(html, "Of all &lt;5&gt; mazes it is the one."));
    CHECK(contains(html, "memglia run x --set &#39;a=b c&#39;"));
    check_sound(data);
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

TEST_CASE("report: numbers keep their significant digits") {
    CHECK(format_significant(29.03) == "29.0");
    CHECK(format_significant(0.3304) == "0.330");
    CHECK(format_significant(9.996) == "10.0");
    CHECK(format_significant(1023.6) == "1024");
    CHECK(format_significant(0) == "0");
    CHECK(format_significant(nan_value) == "–");
    CHECK(format_trimmed(57) == "57");
    CHECK(format_trimmed(17.25) == "17.25");
    CHECK(format_trimmed(1200) == "1200");
    CHECK(format_count(9944) == "9944");
    CHECK(grouped("-12345.678") == "-12\u202F345.678");
    CHECK(grouped("1234.5678") == "1234.5678");
    CHECK(grouped("–") == "–");
    CHECK(format_count(12345678) == "12\u202F345\u202F678");
    CHECK(format_percent(1) == "100");
    CHECK(format_percent(0.99999) == "99.99");
    CHECK(format_steps(401, 400) == "> 400");
    CHECK(format_steps(400, 400) == "400");
    CHECK(format_quantity(57.5e-12, "J") == "57.5 pJ");
    CHECK(format_quantity(2e-6, "s") == "2 µs");
    CHECK(format_quantity(999.96e-12, "J") == "1 nJ");
    CHECK(format_quantity(0, "J") == "0 J");
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
