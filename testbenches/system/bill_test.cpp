#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

using memglia::test::command_result;
using memglia::test::run_memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

nlohmann::json run(const scratch_folder& here, const char* folder,
                   const std::vector<std::string>& sets) {
    std::vector<std::string> words{"run", "-q", "--set", "experiment.mazes=6", "-o", folder};
    for (const std::string& set : sets) words.insert(words.end(), {"--set", set});
    REQUIRE(run_memglia(words, here.path()).exit_code == 0);
    return nlohmann::json::parse(slurp(here.path() / folder / "result.json"));
}

// Joules by part and column of the CSV that memglia bill prints.
std::map<std::string, std::vector<double>> bill(const scratch_folder& here,
                                                std::vector<std::string> words) {
    words.insert(words.begin(), "bill");
    words.emplace_back("--csv");
    const command_result done = run_memglia(words, here.path());
    REQUIRE(done.exit_code == 0);
    std::map<std::string, std::vector<double>> parts;
    std::istringstream lines(done.out);
    std::string line;
    std::getline(lines, line);
    CHECK(line == "part,all_j,exploring_j,learned_j,rewarded_j");
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        std::string part;
        std::getline(cells, part, ',');
        for (std::string cell; std::getline(cells, cell, ',');)
            parts[part].push_back(std::stod(cell));
    }
    return parts;
}

void check_same(const std::map<std::string, std::vector<double>>& parts,
                const nlohmann::json& result) {
    const auto check = [&](const nlohmann::json& energy, std::size_t column) {
        for (const auto& [part, joules] : energy.at("by_component").items()) {
            INFO(part << ", column " << column);
            CHECK(parts.at(part).at(column) == Approx(joules.get<double>()).epsilon(1e-12));
        }
        CHECK(parts.at("dynamic").at(column) ==
              Approx(energy.at("dynamic").get<double>()).epsilon(1e-12));
        CHECK(parts.at("sum").at(column) ==
              Approx(energy.at("total").get<double>()).epsilon(1e-12));
    };
    check(result.at("energy_per_decision_j"), 0);
    std::size_t column = 1;
    for (const char* phase : {"exploring", "learned", "rewarded"}) {
        check(result.at("energy_per_decision_by_phase_j").at(phase), column++);
    }
}

}  // namespace

TEST_CASE("system: a bill from the counts is the run's, and another table gives another run's") {
    const scratch_folder here;
    const auto plain = run(here, "a", {});
    check_same(bill(here, {"a"}), plain);
    check_same(bill(here, {"a", "--technology", "cmos_45nm"}), plain);
    check_same(bill(here, {"a/result.json"}), plain);

    const auto smaller = run(here, "b", {"chip.technology=cmos_28nm"});
    const auto repriced = bill(here, {"a", "--technology", "cmos_28nm"});
    check_same(repriced, smaller);
    CHECK(repriced.at("sum")[0] < bill(here, {"a"}).at("sum")[0]);

    const command_result text = run_memglia({"bill", "a"}, here.path());
    CHECK(text.exit_code == 0);
    CHECK(text.out.find("the loop in software: ") != std::string::npos);
    CHECK(text.out.find("every line as its counts make it") != std::string::npos);
}

TEST_CASE("system: a bill refuses what it cannot price") {
    const scratch_folder here;
    run(here, "chip", {});
    run(here, "soft", {"experiment.agents=[random_free]"});
    const auto refuses = [&here](int code, const std::vector<std::string>& words,
                                 const char* reason) {
        const command_result done = run_memglia(words, here.path());
        INFO(done.err);
        CHECK(done.exit_code == code);
        CHECK(done.err.find(reason) != std::string::npos);
    };
    refuses(2, {"bill"}, "no result");
    refuses(3, {"bill", "soft"}, "no activity of a chip");
    refuses(3, {"bill", "nowhere"}, "no such file");
    refuses(3, {"bill", "chip", "--technology", "cmos_3nm"}, "cmos_3nm");

    const fs::path log = here.path() / "chip" / "decisions.jsonl";
    const std::string lines = slurp(log);
    const auto with_lines = [&](const std::string& text, const char* reason) {
        std::ofstream(log, std::ios::binary) << text;
        refuses(3, {"bill", "chip"}, reason);
    };
    // A line whose counts were changed no longer makes the energy that it states, part by part.
    std::string changed = lines;
    changed.insert(lines.find("\"router.hop\":") + 13, "9");
    with_lines(changed, "where its counts make");
    // Two flip-flops of the same price change sides, and the sum with them nothing.
    const std::size_t first_end = lines.find('\n');
    auto line = nlohmann::ordered_json::parse(lines.substr(0, first_end));
    auto& counts = line["activity"]["counts"];
    counts["astrocytes.flip_flop"] = counts["astrocytes.flip_flop"].get<int>() + 9;
    counts["controller.flip_flop"] = counts["controller.flip_flop"].get<int>() - 9;
    with_lines(line.dump() + lines.substr(first_end), "where its counts make");
    with_lines(lines + lines, "the decisions of result.json");
    with_lines("{\"maze\":0}\n" + lines, "found no decision with its activity");
    with_lines("", "found decisions of 0 mazes");
    with_lines(lines.substr(0, lines.find("\"maze\":3") - 1), "found decisions of 3 mazes");
    std::ofstream(log, std::ios::binary) << lines;
    CHECK(run_memglia({"bill", "chip"}, here.path()).exit_code == 0);
    CHECK(run_memglia({"run", "-q", "--set", "experiment.mazes=2", "--set",
                       "experiment.logged_mazes=0", "-o", "unlogged"},
                      here.path())
              .exit_code == 0);
    const command_result unlogged = run_memglia({"bill", "unlogged"}, here.path());
    CHECK(unlogged.exit_code == 0);
    CHECK(unlogged.out.find("decisions.jsonl") == std::string::npos);
}

TEST_CASE("system: a bill holds a result to its own counts") {
    const scratch_folder here;
    const auto plain = run(here, "a", {"experiment.agents=[snan_chip]"});
    fs::remove(here.path() / "a" / "decisions.jsonl");
    const auto with = [&](const char* pointer, const nlohmann::json& value, const char* reason) {
        nlohmann::json changed = plain;
        changed[nlohmann::json::json_pointer(pointer)] = value;
        std::ofstream(here.path() / "a" / "result.json", std::ios::binary) << changed.dump(2);
        const command_result done = run_memglia({"bill", "a"}, here.path());
        INFO(pointer << ": " << done.err);
        CHECK(done.exit_code == 3);
        CHECK(done.err.find(reason) != std::string::npos);
        CHECK(done.err.find("a") != std::string::npos);
    };
    with("/activity/rewarded/counts/router.hop_bit", 5, "where its counts make");
    with("/activity/exploring/decisions", 100000, "as its phases add up to");
    with("/places", 400, "where its counts make");
    with("/activity/learned/counts/neurons.add", -4, "whole number");
    with("/activity/learned/counts/neurons.add", 1e30, "whole number");
    with("/activity/learned/counts/neurons.dance", 1, "an activity that this memglia prices");
    with("/config/chip/technology/router_hop_j/value", 9e-12, "where its counts make");
    with("/loops/software/activity/counts/processor.load", 5, "where its counts make");
    with("/loops/software/memory_kib", 4096, "where its counts make");
}
