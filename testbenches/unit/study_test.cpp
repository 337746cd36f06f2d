#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include "testbenches/support/study_samples.hpp"
#include "testbenches/unit/config_toys.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/pointer_words.hpp"
#include "tools/study/quotation.hpp"
#include "tools/study/study_figures.hpp"
#include "tools/study/study_json.hpp"
#include "tools/study/study_plan.hpp"
#include "tools/study/study_report.hpp"
#include "tools/study/study_tables.hpp"
#include "tools/study/sweep_axis.hpp"

using namespace memglia;
using memglia::test::sample_study;

namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

study_run sweep_over(const std::vector<std::string>& values) {
    study_run run{.name = "s", .sweep = {{.key = "rule.x"}}};
    for (const std::string& value : values) run.values.push_back({value, "", {}});
    return run;
}

std::string quoted(const std::string& text, const study_results& results) {
    return quote(parse_quotation(text, run_ids(results.config), {}, "ours"), results);
}

input_error::details quotation_failure(const std::string& text) {
    return failure([&] { parse_quotation(text, {"a", "a/1"}, {"f.yaml", 7}, "ours"); });
}

const data_table* find_table(const std::vector<data_table>& all, const std::string& name) {
    for (const data_table& table : all) {
        if (table.name == name) return &table;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("study: bounds compare with numbers and with other runs' numbers") {
    const study_results results = sample_study();
    const auto bounds = check_bounds(results);
    REQUIRE(bounds.size() == 4);
    CHECK(bounds[0].holds);  // 57 against 0.2 x 336.3 + 1
    CHECK(*bounds[0].measured == Approx(57));
    CHECK(*bounds[0].at_most == Approx(68.26));
    CHECK(is_broken(bounds[1]));
    CHECK_FALSE(bounds[2].was_run);
    CHECK_FALSE(is_broken(bounds[2]));
    CHECK(is_broken(bounds[3]));  // a number that is not there holds nothing
    CHECK(required_text(bounds[1], results) == "≤ 5");

    const auto document = study_document(results);
    CHECK(document["all_bounds_hold"] == false);
    CHECK(document["bounds"][2]["holds"].is_null());
    CHECK(document["bounds"][3]["measured"].is_null());
    CHECK(document["runs"].size() == results.entries.size());
    CHECK(document["runs"][0]["agents"]["snan_chip"]["first_median_steps"] == 57);
}

TEST_CASE("study: texts quote numbers of runs") {
    const study_results results = sample_study();
    CHECK(quoted("no number", results) == "no number");
    CHECK(quoted("{plain/agents/snan_chip/episodes/0/median_steps} steps", results) == "57 steps");
    CHECK(quoted("{depth/0.5/agents/snan_chip/episodes/0/median_steps over "
                 "depth/0/agents/snan_chip/episodes/0/median_steps | 3} times",
                 results) == "1.75 times");
    CHECK(quoted("{plain/energy_per_decision_j/dynamic | J}", results) == "57.2 pJ");
    CHECK(quoted("{plain/agents/random_free/episodes/0/completion|percent}", results) == "62.5 %");
    CHECK(quoted("{plain/agents/visitor/episodes/0/median_steps|steps}", results) == "> 400");
    CHECK(quoted("{plain/no/such}", results) == "–");
    CHECK(quoted("{plain/agents/snan_chip/episodes/99999999999999999999/q25}", results) == "–");

    CHECK(quoted("{plain/energy_per_decision_j/dynamic | nJ}", results) == "0.0572 nJ");

    CHECK(quotation_failure("{a/x").found == "found a '{' that is never closed");
    CHECK(quotation_failure("{b/x}").line == 7);
    CHECK(has(quotation_failure("{a/x | nX}").found, "'nX'"));
    CHECK(quotation_failure("{a/x~3}").expected == "a JSON pointer");
}

TEST_CASE("study: a sweep's axis fits its values") {
    const sweep_axis even = axis_of(sweep_over({"0", "0.5", "0.95"}));
    CHECK(even.at == std::vector<double>{0, 0.5, 0.95});
    CHECK_FALSE(even.axis.logarithmic);
    CHECK(even.axis.categories.empty());

    CHECK(axis_of(sweep_over({"1", "10", "32"})).axis.logarithmic);
    CHECK_FALSE(axis_of(sweep_over({"1", "10", "31"})).axis.logarithmic);
    const sweep_axis units = axis_of(sweep_over({"100 ms", "10 s"}));
    CHECK(units.at == std::vector<double>{0.1, 10});
    CHECK(units.axis.logarithmic);

    // No logarithm holds a zero.
    const sweep_axis zero = axis_of(sweep_over({"0", "0.001", "1"}));
    CHECK(zero.axis.categories == std::vector<std::string>{"0", "0.001", "1"});
    CHECK(zero.joined);
    const sweep_axis words = axis_of(sweep_over({"verify", "open_loop"}));
    CHECK(words.axis.categories.size() == 2);
    CHECK_FALSE(words.joined);
}

TEST_CASE("study: tables as CSV, text and HTML") {
    data_table table{"t",
                     "Title",
                     "Words.",
                     {{"name", {"name"}, true}, {"÷", {"ratio", "low"}}, {"empty", {"e"}}},
                     {{text_cell("a, \"b\" <c>"), number_cell("1.5 [1]", {1.5, 1}), {}},
                      {text_cell("λ"), number_cell("nan", {NAN, 1}), {}}}};
    table = without_empty_columns(table);
    CHECK(to_csv(table) == "name,ratio,low\n\"a, \"\"b\"\" <c>\",1.5,1\nλ,,1\n");
    CHECK(to_text(table) ==
          "Title\nname              ÷\na, \"b\" <c>  1.5 [1]\nλ                 –\n");
    const std::string html = to_html(table, "Table 1");
    CHECK(has(html, "a, &quot;b&quot; &lt;c&gt;</th>"));
    CHECK_FALSE(has(html, "empty"));
}

TEST_CASE("study: every run has its tables") {
    const study_results results = sample_study();
    const auto tables = all_tables(results);
    for (const char* name :
         {"bounds", "headline", "agents-plain", "agents-moving", "goals-moving", "sweep-depth",
          "sweep-tau", "sweep-parts", "maps", "costs", "hardware-plain"}) {
        INFO(name);
        CHECK(find_table(tables, name) != nullptr);
    }
    CHECK(tables.size() == 11);
    const std::string agents = to_csv(*find_table(tables, "agents-plain"));
    CHECK(agents.starts_with("run,point,agent,knows,first_median_steps,first_q25,"));
    CHECK(has(agents, "\nplain,,snan_chip,grid,57,28.5,114,"));
    CHECK(has(agents, ",250.5,240,261,-20,-25,-15\n"));
    // Without a sum over the episodes, the sum of their means: 1.1 x (10 + 50 / e^2).
    CHECK(has(to_text(*find_table(tables, "agents-moving")), "195.2"));
    // First and last episode of every stay of the goal.
    const auto& goals = *find_table(tables, "goals-moving");
    REQUIRE(goals.columns.size() == 7);
    CHECK(goals.columns[1].head == "goal 0, episode 1");
    CHECK(goals.columns[2].head == "goal 0, episode 4");
    CHECK(goals.columns[3].head == "goal 1, episode 5");
    CHECK(find_table(tables, "sweep-depth")->rows.size() == 6);
    CHECK(find_table(tables, "maps")->rows.size() == 2);
    CHECK(has(to_csv(*find_table(tables, "hardware-plain")), "area / neurons_per_mm2,10240"));
}

TEST_CASE("study: the page draws what the documents hold") {
    const study_results results = sample_study();
    const std::string page = render_study(results);
    CHECK(page == render_study(sample_study()));
    CHECK(page.find("memglia study sample --set &#39;a=b c&#39;") != std::string::npos);
    std::size_t last = 0;
    for (const char* title :
         {"<h2>Bounds", "<h2>Targets", "<h2>Learning", "<h2>The goal moves", "<h2>Coverage",
          "<h2>Sweeps", "<h2>Maps", "<h2>Hardware", "<h2>Runs"}) {
        INFO(title);
        const std::size_t at = page.find(title);
        REQUIRE(at != std::string::npos);
        CHECK(at > last);
        last = at;
    }
    CHECK(has(page, ">1 of 3<"));
    CHECK(has(page, "targets that the project was given, not results of the source paper"));
    CHECK(has(page, "href=\"runs/tau/100_ms/report.html\""));
    CHECK_FALSE(has(page, "http"));
    CHECK_FALSE(has(page, ">nan<"));
    for (int table = 1, at = 0; table <= 11; ++table) {
        const auto found = page.find("<b>Table " + std::to_string(table) + ".");
        REQUIRE(found != std::string::npos);
        CHECK(static_cast<int>(found) > at);
        at = static_cast<int>(found);
    }
    // Among ten agents the subject has a colour and each other a panel of its own.
    CHECK(has(page, "class=\"key rest\""));
    for (const char* rival : {"STDP alone", "Q(λ), blind", "visitor"}) {
        CHECK(has(page, std::string("class=\"axis-title\">") + rival + "<"));
    }
    CHECK(count_of(page, ">goal 1</text>") == 4);  // both panels, for page and phone
}

TEST_CASE("study: the page opens with cards and contents, and folds bounds and dumps") {
    const std::string page = render_study(sample_study());
    const std::string header = page.substr(0, page.find("</header>"));
    CHECK(count_of(header, "class=\"tile ") == 6);
    CHECK(has(header, "57.2<small>pJ"));
    CHECK(has(header, "12 steps against 72"));
    const std::size_t contents = page.find("id=\"contents\"");
    CHECK(contents < page.find("<h2>Bounds"));
    // Every entry leads somewhere, and no two to the same place.
    std::set<std::string> anchors;
    for (auto at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1)) {
        CHECK(anchors.insert(page.substr(at + 5, page.find('"', at + 5) - at - 5)).second);
    }
    for (auto at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 1)) {
        const std::string wanted = page.substr(at + 7, page.find('"', at + 7) - at - 7);
        INFO(wanted);
        CHECK(anchors.count(wanted) == 1);
    }
    // No table of bounds, targets, hardware or runs stands open; a broken bound does.
    std::size_t depth = 0;
    for (std::size_t at = page.find("<body>"); at < page.size(); ++at) {
        if (page.compare(at, 9, "<details>") == 0) ++depth;
        if (page.compare(at, 10, "</details>") == 0) --depth;
        for (const char* table : {"<b>Table 1.", "<b>Table 2.", "hardware", "class=\"pairs\""}) {
            if (page.compare(at, std::string(table).size(), table) == 0) CHECK(depth > 0);
        }
    }
    CHECK(has(page, "<li>too good: measured 57, required ≤ 5</li>"));
}

TEST_CASE("study: bounds speak in words, not in JSON pointers") {
    const study_results results = sample_study();
    const auto bounds = check_bounds(results);
    CHECK(required_text(bounds[0], results) ==
          "≤ 68.26 (0.2 × median steps of random, bumps in episode 1 + 1)");
    CHECK_FALSE(has(to_text(bounds_table(bounds, results)), "/agents"));
    CHECK(pointer_words("/agents/q_lambda/episodes/9/mean_over_shortest") ==
          "steps over the shortest path of Q(λ) in episode 10");
    CHECK(pointer_words("/agents/stdp_only/sum_of_steps/mean") ==
          "steps over all episodes of STDP alone");
    CHECK(pointer_words("/energy_per_decision_j/dynamic") == "dynamic energy per decision");
    CHECK(pointer_words("/some/new_key") == "some, new key");
    CHECK(pointer_words("") == "");
}

TEST_CASE("study: a sweep of names becomes rows of dots, and sweeps show the energy") {
    study_results results = sample_study();
    for (study_entry& entry : results.entries) {
        entry.result["energy_per_decision_j"] = {{"dynamic", 57.2e-12}, {"static", 98.4e-12}};
    }
    const std::string parts = render_sweep(results, 6, "Figure 1");
    CHECK(has(parts, "class=\"row-name"));
    CHECK(has(parts, "class=\"narrow\""));
    CHECK(has(parts, "pJ: ● dynamic  ○ static"));
    const std::string depth = render_sweep(results, 4, "Figure 1");
    CHECK_FALSE(has(depth, "class=\"row-name"));
    CHECK(has(depth, "pJ per decision"));
    CHECK(has(depth, "static, 0.5: 98.4 pJ"));
    for (const std::size_t series : {4U, 6U}) {
        const std::string file = sweep_picture(results, series);
        CHECK(has(file, "pJ"));
        CHECK(file.starts_with("<svg xmlns"));
    }
    for (study_entry& entry : results.entries) entry.result.erase("energy_per_decision_j");
    CHECK_FALSE(has(render_sweep(results, 4, "Figure 1"), "pJ"));
}

TEST_CASE("study: documents without any of it still make a page") {
    study_results results = sample_study();
    SECTION("no keys") {
        for (study_entry& entry : results.entries) entry.result = nlohmann::ordered_json::object();
    }
    SECTION("agents that are no agents") {
        for (study_entry& entry : results.entries) {
            entry.result = {{"agents", {{"a", 1}, {"b", {{"episodes", {1, "x"}}}}}},
                            {"coverage", {{"a", {{"steps", {0}}, {"share", {0}}}}, {"b", 2}}},
                            {"goal_schedule", {"x"}},
                            {"area", "large"}};
        }
    }
    SECTION("half an episode") {
        for (study_entry& entry : results.entries) {
            entry.result = {{"agents",
                             {{"snan_chip", {{"episodes", {{{"median_steps", 12}}, {{"q25", 1}}}}}},
                              {"idle", {{"episodes", nlohmann::json::array()}}}}}};
        }
    }
    SECTION("no runs") {
        results.entries.clear();
    }
    const std::string page = render_study(results);
    CHECK(has(page, "<h2>Bounds"));
    CHECK_FALSE(has(page, ">nan<"));
    CHECK_FALSE(has(page, "inf"));
    CHECK(study_document(results)["all_bounds_hold"] == results.entries.empty());
    for (const data_table& table : all_tables(results)) CHECK_FALSE(to_csv(table).empty());
}

TEST_CASE("study: every shipped study composes, and each of its runs has a folder of its own") {
    const std::filesystem::path configs = MEMGLIA_SOURCE_DIR "/configs";
    std::size_t studies = 0;
    for (const auto& entry : std::filesystem::directory_iterator(configs / "studies")) {
        CAPTURE(entry.path().string());
        const study_plan plan = load_study(entry.path(), configs, {"experiment.mazes=1"}, {});
        std::set<std::string> ids;
        for (const planned_run& run : plan.runs) {
            CHECK(ids.insert(run.id).second);
            CHECK(run.config.experiment.mazes == 1);
        }
        CHECK(plan.runs.size() + plan.left_out.size() >= plan.config.runs.size());
        ++studies;
    }
    CHECK(studies >= 3);
}
