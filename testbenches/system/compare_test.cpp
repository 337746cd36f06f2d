#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    std::size_t width = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
        width = c == '\n' ? 0 : width + 1;
        widest = std::max(widest, width);
    }
    return widest;
}

}  // namespace

TEST_CASE("system: compare sets runs side by side, what differs first") {
    const scratch_folder here;
    const auto run = [&here](const char* out, const char* depth) {
        REQUIRE(
            run_memglia({"run", "-q", "--set", "experiment.mazes=4", "--set",
                         "experiment.agents=[snan_chip,random_free]", "--set", "rule=snan_local",
                         "--set", std::string("rule.suppression_depth=") + depth, "-o", out},
                        here.path())
                .exit_code == 0);
    };
    run("a", "0.95");
    run("b", "0.5");
    run("c", "0.95");
    const command_result two = run_memglia({"compare", "a", "b"}, here.path());
    INFO(two.out);
    CHECK(two.exit_code == 0);
    CHECK(has(two.out, "A  a\n"));
    CHECK(has(two.out, "rule.suppression_depth  0.95  0.5\n"));
    CHECK_FALSE(has(two.out, "experiment.mazes"));  // the same in both
    CHECK(has(two.out, "B / A"));
    CHECK(has(two.out, "energy per decision, pJ"));
    CHECK(two.out.find("rule.suppression_depth") < two.out.find("steps, first episode"));
    CHECK(widest_line(two.out) <= 120);

    const command_result same = run_memglia({"compare", "a", "c", "--tolerance", "0"}, here.path());
    CHECK(same.exit_code == 0);
    CHECK(has(same.out, "The configurations are the same."));
    const command_result apart =
        run_memglia({"compare", "a", "b", "c", "--tolerance", "0.001"}, here.path());
    CHECK(apart.exit_code == 4);
    CHECK(has(apart.err, "out of tolerance: snan_chip/sum_of_steps: A "));
    CHECK_FALSE(has(apart.err, "random_free"));
    CHECK_FALSE(has(apart.out, "B / A"));
    // The exact limit holds: a figure may be as far away as it is.
    CHECK(run_memglia({"compare", "a", "b", "--tolerance", "1e9"}, here.path()).exit_code == 0);

    // The numbers of CSV are those of result.json.
    const command_result csv = run_memglia({"compare", "--csv", "a", "b/result.json"}, here.path());
    CHECK(csv.out.starts_with("figure,A,A_low,A_high,B,B_low,B_high,B_over_A\n"));
    const auto result = nlohmann::json::parse(slurp(here.path() / "b" / "result.json"));
    const auto& first = result.at("agents").at("snan_chip").at("episodes").at(0);
    REQUIRE(first.at("completion") == 1.0);
    const std::string low = first.at("completion_95").at(0).dump();
    CHECK(has(csv.out, "snan_chip/first_completion,1," + low + ",1,1," + low + ",1,1\n"));
}

TEST_CASE("system: compare shows a median above the limit as other tables do") {
    const scratch_folder here;
    REQUIRE(run_memglia({"run", "-q", "--set", "experiment.mazes=8", "--set",
                         "experiment.agents=[random_bump]", "-o", "a"},
                        here.path())
                .exit_code == 0);
    const auto result = nlohmann::json::parse(slurp(here.path() / "a" / "result.json"));
    REQUIRE(result.at("/agents/random_bump/episodes/0/median_steps"_json_pointer) == 401);
    const command_result both = run_memglia({"compare", "a", "a"}, here.path());
    INFO(both.out);
    CHECK(has(both.out, "> 400"));
    CHECK_FALSE(has(both.out, "401"));
    // A figure for a program to read stays a number.
    CHECK(has(run_memglia({"compare", "--csv", "a", "a"}, here.path()).out,
              "first_median_steps,401"));
}

TEST_CASE("system: compare refuses what is no result") {
    const scratch_folder here;
    here.write("text.json", "no json");
    here.write("list.json", "[]");
    here.write("other.json", R"({"schema": "memglia-study/1"})");
    fs::create_directory(here.path() / "empty");
    const auto refuses = [&here](int code, const std::vector<std::string>& arguments,
                                 const std::string& words) {
        const command_result run = run_memglia(arguments, here.path());
        INFO(run.err);
        CHECK(run.exit_code == code);
        CHECK(run.out.empty());
        CHECK(has(run.err, words));
    };
    refuses(2, {"compare"}, "0 results; expected 2");
    refuses(2, {"compare", "a"}, "1 result; expected 2");
    refuses(2, {"compare", "a", "b", "--tolerance", "-1"}, "--tolerance");
    refuses(3, {"compare", "text.json", "list.json"}, "text.json: found no JSON");
    refuses(3, {"compare", "list.json", "text.json"}, "list.json: found no schema");
    refuses(3, {"compare", "other.json", "text.json"}, "found one of the kind 'memglia-study/1'");
    refuses(3, {"compare", "empty", "empty"}, "no such file");
    refuses(3, {"compare", "nowhere", "empty"}, "no such file");
    here.write("half.json", R"({"schema": "memglia-result/1"})");
    refuses(3, {"compare", "half.json", "half.json"}, "half.json: found nothing of 'task'");
    here.write("kind.json",
               R"({"schema": "memglia-result/1", "task": "t", "version": "0", "seed": "x"})");
    refuses(3, {"compare", "kind.json", "kind.json"}, "kind.json: found another kind of 'seed'");
}

TEST_CASE("system: compare of software with the chip is a table that can be read") {
    const scratch_folder here;
    const auto run = [&here](const char* out, const char* agents) {
        REQUIRE(run_memglia({"run", "-q", "--set", "experiment.mazes=2", "--set",
                             std::string("experiment.agents=") + agents, "-o", out},
                            here.path())
                    .exit_code == 0);
    };
    run("soft", "[snan_reference]");
    run("chip", "[snan_reference,snan_chip]");
    const command_result both = run_memglia({"compare", "soft", "chip"}, here.path());
    INFO(both.out);
    CHECK(both.exit_code == 0);
    // One line for the chip that the first does not have, none for what a number rests on.
    CHECK(has(both.out, "\nchip "));
    CHECK(has(both.out, " keys"));
    CHECK_FALSE(has(both.out, ".source"));
    CHECK(widest_line(both.out) <= 120);
    // What neither of two has is not apart.
    const command_result apart =
        run_memglia({"compare", "soft", "soft", "chip", "--tolerance", "0.1"}, here.path());
    CHECK(apart.exit_code == 4);
    CHECK_FALSE(has(apart.err, "A –, B –"));
    CHECK(has(apart.err, "A –, C "));
}

TEST_CASE("system: report writes a run's page again, byte for byte") {
    const scratch_folder here;
    REQUIRE(run_memglia({"run", "-q", "--set", "experiment.mazes=5", "-o", "r"}, here.path())
                .exit_code == 0);
    const auto page = here.path() / "r" / "report.html";
    const std::string before = slurp(page);
    fs::remove(page);
    const command_result again = run_memglia({"report", "r"}, here.path());
    INFO(again.err);
    CHECK(again.exit_code == 0);
    CHECK(again.out == "report: r/report.html\n");
    CHECK(again.err.empty());
    CHECK(slurp(page) == before);

    // Whatever is without effect, the echoed configuration reads back.
    for (const char* change :
         {"rule.learning=none", "rule=astro_only", "experiment.agents=[stdp_only]",
          "experiment.agents=[astro_only]", "experiment.agents=[snan_eligibility,random_bump]",
          "experiment.agents=[snan_reference]", "experiment.agents=[q_lambda]"}) {
        INFO(change);
        REQUIRE(
            run_memglia({"run", "-qf", "--set", "experiment.mazes=2", "--set", change, "-o", "v"},
                        here.path())
                .exit_code == 0);
        const std::string first = slurp(here.path() / "v" / "report.html");
        const command_result back = run_memglia({"report", "v"}, here.path());
        INFO(back.err);
        CHECK(back.exit_code == 0);
        CHECK(slurp(here.path() / "v" / "report.html") == first);
    }

    fs::resize_file(here.path() / "r" / "showcase.json", 100);
    CHECK(run_memglia({"report", "r"}, here.path()).exit_code == 3);
    CHECK(slurp(page) == before);
    CHECK(run_memglia({"report"}, here.path()).exit_code == 2);
    const command_result none = run_memglia({"report", "nowhere"}, here.path());
    CHECK(none.exit_code == 3);
    CHECK(has(none.err, "no such folder"));
}
