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

    // A line whose counts were changed no longer makes the energy that it states.
    const fs::path log = here.path() / "chip" / "decisions.jsonl";
    std::string lines = slurp(log);
    const std::size_t at = lines.find("\"router.hop\":") + 13;
    lines.insert(at, "9");
    std::ofstream(log, std::ios::binary) << lines;
    refuses(3, {"bill", "chip"}, "which its counts make");
}
