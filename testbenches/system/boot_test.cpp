#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

// chip.boot: the same decisions whoever gives the commands, bit for bit.
using namespace memglia::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> few{"experiment.mazes=4",    "experiment.logged_mazes=4",
                                   "experiment.width=7",    "experiment.height=7",
                                   "experiment.episodes=6", "experiment.agents=[snan_chip]"};

command_result run(const scratch_folder& here, const std::string& folder,
                   const std::vector<std::string>& sets, const environment& changes = {}) {
    std::vector<std::string> words{"run", "-q", "-f", "-o", folder};
    for (const auto* list : {&few, &sets}) {
        for (const std::string& set : *list) words.insert(words.end(), {"--set", set});
    }
    return run_memglia(words, here.path(), changes);
}

// decisions.jsonl without times, joules and what counts the time: what was decided, and every event
// of the network's blocks.
std::vector<std::string> decided(const fs::path& folder) {
    std::vector<std::string> all;
    std::istringstream lines(slurp(folder / "decisions.jsonl"));
    for (std::string text; std::getline(lines, text);) {
        json line = json::parse(text);
        for (const char* timed : {"cycles", "latency_cycles", "energy_j", "total_j"}) {
            line.erase(timed);
        }
        line.erase("dynamic_j");  // the clocks' part
        line["activity"].erase("elapsed_ps");
        json counts;
        for (const auto& [name, count] : line["activity"]["counts"].items()) {
            const bool timed = name.starts_with("clock.") || name.starts_with("controller.") ||
                               name.starts_with("processor.");
            if (!timed) counts[name] = count;
        }
        line["activity"]["counts"] = counts;
        all.push_back(line.dump());
    }
    return all;
}

void compare(std::vector<std::string> sets) {
    const scratch_folder here;
    REQUIRE(run(here, "host", sets).exit_code == 0);
    sets.emplace_back("chip.boot=firmware");
    const command_result booted = run(here, "firmware", sets);
    INFO(booted.err);
    REQUIRE(booted.exit_code == 0);
    const auto host = decided(here.path() / "host");
    CHECK(host.size() > 100);
    CHECK(host == decided(here.path() / "firmware"));
    const auto result = [&](const char* folder) {
        return json::parse(slurp(here.path() / folder / "result.json"));
    };
    CHECK(result("host").at("agents") == result("firmware").at("agents"));
    CHECK_FALSE(result("host").at("energy_per_decision_j").contains("processor"));
    CHECK(result("firmware").at("energy_per_decision_j").at("processor").get<double>() > 0);
}

}  // namespace

TEST_CASE("system: boot: firmware decides as the host, default device") {
    compare({});
}

TEST_CASE("system: boot: firmware decides as the host, ideal device") {
    compare({"chip.device=ideal"});
}

TEST_CASE("system: boot: firmware decides as the host, eligibility tags") {
    compare({"rule=snan_eligibility"});
}

TEST_CASE("system: boot: firmware decides as the host, without waves that guide") {
    compare({"rule=snan_local", "chip.device=ideal"});
}

TEST_CASE("system: boot: firmware decides as the host where the goal moves and returns") {
    compare({"experiment.goal_moves_at=3", "experiment.goal_returns_at=5"});
}

TEST_CASE("system: boot: every agent on the chip boots, and walks as from the host") {
    const scratch_folder here;
    const std::string agents =
        "experiment.agents=[snan_chip,snan_local,snan_eligibility,stdp_only]";
    REQUIRE(run(here, "host", {agents, "experiment.coverage_steps=20"}).exit_code == 0);
    REQUIRE(run(here, "firmware", {agents, "experiment.coverage_steps=20", "chip.boot=firmware"})
                .exit_code == 0);
    const auto result = [&](const char* folder) {
        return json::parse(slurp(here.path() / folder / "result.json"));
    };
    const json host = result("host");
    const json booted = result("firmware");
    CHECK(host.at("coverage") == booted.at("coverage"));
    for (const auto& [name, agent] : host.at("agents").items()) {
        INFO(name);
        CHECK(agent.at("episodes") == booted.at("agents").at(name).at("episodes"));
    }
    const json& local = booted.at("agents").at("snan_local").at("energy_per_decision_j");
    CHECK(local.at("processor").get<double>() > 0);
}

TEST_CASE("system: boot: a bill from the counts is the booted run's") {
    const scratch_folder here;
    REQUIRE(run(here, "r", {"chip.boot=firmware"}).exit_code == 0);
    const command_result bill = run_memglia({"bill", "r"}, here.path());
    INFO(bill.err);
    CHECK(bill.exit_code == 0);
    CHECK(bill.out.find("processor") != std::string::npos);
    CHECK(bill.out.find("every line as its counts make it") != std::string::npos);
    // One instruction more than the joules say.
    const fs::path log = here.path() / "r" / "decisions.jsonl";
    std::string lines = slurp(log);
    lines.insert(lines.find("\"processor.integer\":") + 20, "9");
    std::ofstream(log, std::ios::binary) << lines;
    const command_result wrong = run_memglia({"bill", "r"}, here.path());
    CHECK(wrong.exit_code == 3);
    CHECK(wrong.err.find("processor is") != std::string::npos);
}

TEST_CASE("system: boot: firmware that is missing, broken or too large is refused by name") {
    const scratch_folder here;
    const auto refuses = [&](const std::vector<std::string>& sets, const environment& changes,
                             const std::string& reason) {
        std::vector<std::string> all{"chip.boot=firmware"};
        all.insert(all.end(), sets.begin(), sets.end());
        const command_result done = run(here, "r", all, changes);
        INFO(done.err);
        CHECK(done.exit_code == 3);
        CHECK(done.err.find(reason) != std::string::npos);
        CHECK_FALSE(fs::exists(here.path() / "r" / "result.json"));
    };
    const fs::path empty = here.path() / "empty";
    fs::create_directory(empty);
    refuses({}, {{"MEMGLIA_FIRMWARE", empty.string()}}, (empty / "nav.elf").string());
    std::ofstream(empty / "nav.elf") << "no program";
    refuses({}, {{"MEMGLIA_FIRMWARE", empty.string()}}, "nav.elf");
    refuses({"chip.processor.sram_kib=8"}, {}, "chip.processor.sram_kib is 8");
    const fs::path images = fs::path(MEMGLIA_SOURCE_DIR) / "firmware" / "images";
    // Another program asks for nothing that the host knows.
    for (const auto& entry : fs::directory_iterator(images)) {
        fs::copy_file(entry.path(), empty / entry.path().filename(),
                      fs::copy_options::overwrite_existing);
    }
    fs::copy_file(images / "hello.elf", empty / "nav.elf", fs::copy_options::overwrite_existing);
    const command_result other =
        run(here, "r", {"chip.boot=firmware"}, {{"MEMGLIA_FIRMWARE", empty.string()}});
    INFO(other.err);
    CHECK(other.exit_code == 1);
    CHECK(other.err.find("the firmware has stopped: exit") != std::string::npos);
    const command_result host = run(here, "r", {}, {{"MEMGLIA_FIRMWARE", images.string()}});
    CHECK(host.exit_code == 0);
}

TEST_CASE("system: boot: where it has no effect it is refused") {
    const scratch_folder here;
    const auto refused = [&](const std::vector<std::string>& words, const char* key) {
        const command_result done = run_memglia(words, here.path());
        INFO(done.err);
        CHECK(done.exit_code == 3);
        CHECK(done.err.find(key) != std::string::npos);
        CHECK(done.err.find("without effect") != std::string::npos);
    };
    refused({"run", "--set", "experiment.agents=[snan_reference]", "--set", "chip.boot=firmware"},
            "chip.boot");
    refused({"run", "--set", "chip.processor.sram_kib=64"}, "chip.processor.sram_kib");
    refused({"validate", "--set", "chip.boot=firmware"}, "chip.boot");
}
