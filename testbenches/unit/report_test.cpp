#include "tools/report/report.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "testbenches/support/report_samples.hpp"
#include "tools/report/text.hpp"

// The page of a run: its words, tables and what it does without.
using namespace memglia;
using namespace memglia::test;

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
    CHECK(contains(html, "135 pJ, 34 pJ of them dynamic and 400 cycles"));
    CHECK(contains(html,
                   "90 pJ to 260 pJ in all by how estimates fall; dynamic is 34.0 % of 100 pJ, "
                   "this project’s own target"));
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
    CHECK(contains(html,
                   "programming the initial weights, 27 pJ per decision over the episodes "
                   "that were run (13\u202F400 pJ per maze)"));
    CHECK(contains(html, "initial weights, beside the bill: 27 pJ per decision"));
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
    data.costs = {{"the chip", 57e-12, 98e-12, 1, 1, "emulated"},
                  {"a core", 1.09e-9, {}, 19.1, 19.1, "x"}};
    const std::string html = render_report(data);
    CHECK(contains(html, ">2500<"));
    CHECK(contains(html, ">0.000400<"));
    CHECK(contains(html, ">1090<"));
    for (const std::string_view other : {" nJ", " fJ", ">nJ<", ", nJ", " µJ"}) {
        INFO(other);
        CHECK_FALSE(contains(html, other));
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
