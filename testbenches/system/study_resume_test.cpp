#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "testbenches/support/study_folder.hpp"

using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* two_runs = R"yaml(title: Two
runs:
  - name: one
    set: [experiment.mazes=3, experiment.episodes=2, "experiment.agents=[snan_chip]"]
  - name: two
    set: [experiment.mazes=3, experiment.episodes=2, "experiment.agents=[snan_chip]"]
    sweep: rule.suppression_depth
    values: [0, 0.5]
)yaml";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void same_contents(const fs::path& a, const fs::path& b) {
    const auto left = contents_of(a);
    const auto right = contents_of(b);
    REQUIRE(left.size() == right.size());
    for (const auto& [name, bytes] : left) {
        INFO(name);
        CHECK(right.at(name) == bytes);
    }
}

}  // namespace

TEST_CASE("system: after Ctrl-C the same command goes on, and a report shows what there is") {
    const scratch_folder here;
    const auto text = [](const char* mazes) {
        return std::string("title: t\nruns:\n  - name: short\n    set: [experiment.mazes=2]\n") +
               "  - name: long\n    set: [\"experiment.agents=[snan_chip]\", experiment.mazes=" +
               mazes + "]\n";
    };
    const auto file = here.write("s.yaml", text("1000000"));
    const fs::path part = here.path() / "s.incomplete";
    const command_result stopped = interrupt_memglia({"study", file, "-o", "s"}, here.path(),
                                                     part / "runs" / "short" / "finished.json");
    INFO(stopped.err);
    REQUIRE(stopped.exit_code == 130);
    CHECK(has(stopped.err, "the same command goes on"));
    const command_result other = run_memglia({"run", "-o", "s"}, here.path());
    CHECK(other.exit_code == 3);
    CHECK(has(other.err, "a study that was interrupted"));

    const command_result report = run_memglia({"report", "s.incomplete"}, here.path());
    INFO(report.err);
    CHECK(report.exit_code == 0);
    CHECK(has(report.err, "interrupted: 1 of 2 runs"));
    CHECK(has(slurp(part / "report.html"), "interrupted: 1 of 2 runs"));
    CHECK(fs::exists(part / "tables" / "episodes.csv"));

    // What a kill leaves of a file that was being written.
    for (const char* draft : {"plan.json.new", ".plan.json.new.71-0.partial",
                              "runs/short/.result.json.71-3.partial"}) {
        std::ofstream(part / draft) << "half";
    }
    here.write("s.yaml", text("3"));
    const command_result again = run_memglia({"study", file, "-o", "s"}, here.path());
    INFO(again.err);
    CHECK(again.exit_code == 0);
    CHECK(has(again.err, "1 of 2 runs are done already"));
    CHECK_FALSE(has(slurp(here.path() / "s" / "report.html"), "interrupted"));
    REQUIRE(run_memglia({"study", file, "-q", "-o", "whole"}, here.path()).exit_code == 0);
    same_contents(here.path() / "whole", here.path() / "s");
}

TEST_CASE("system: a finished study is recognised, mended and brought up to date") {
    const scratch_folder here;
    const auto file = here.write("s.yaml", two_runs);
    const fs::path out = here.path() / "s";
    REQUIRE(run_memglia({"study", file, "-q", "-o", "s"}, here.path()).exit_code == 0);
    const auto before = finished_runs(out);
    REQUIRE(before.size() == 3);
    const auto whole = contents_of(out);

    const command_result same = run_memglia({"study", file, "-o", "s"}, here.path());
    CHECK(same.exit_code == 0);
    CHECK(has(same.err, "all runs are done already"));
    CHECK(finished_runs(out) == before);

    // A changed value is another study: refused, and with --update only that run is new.
    std::string changed = two_runs;
    changed.replace(changed.rfind("0.5"), 3, "0.7");
    here.write("s.yaml", changed);
    const command_result refused = run_memglia({"study", file, "-o", "s"}, here.path());
    CHECK(refused.exit_code == 3);
    CHECK(has(refused.err, "--update"));
    CHECK(has(refused.err, "--force"));
    CHECK(run_memglia({"study", file, "-u", "-o", "s"}, here.path()).exit_code == 3);
    CHECK(contents_of(out) == whole);  // without two/0.5, which only --force drops
    const command_result update = run_memglia({"study", file, "-u", "-f", "-o", "s"}, here.path());
    INFO(update.err);
    CHECK(update.exit_code == 0);
    const auto after = finished_runs(out);
    CHECK(after.at("runs/one") == before.at("runs/one"));
    CHECK(after.at("runs/two/0") == before.at("runs/two/0"));
    CHECK(after.count("runs/two/0.7") == 1);
    CHECK(after.count("runs/two/0.5") == 0);

    // A run whose configuration changed under the same name says which key did.
    here.write("s.yaml", two_runs);
    REQUIRE(run_memglia({"study", file, "-q", "-f", "-o", "s"}, here.path()).exit_code == 0);
    const command_result other =
        run_memglia({"study", file, "-u", "--set", "experiment.mazes=2", "-o", "s"}, here.path());
    CHECK(has(other.err, "run 'one' is done again: experiment.mazes was 3 and is 2\n"));
    REQUIRE(run_memglia({"study", file, "-q", "-f", "-o", "s"}, here.path()).exit_code == 0);

    // Damage is noticed, whichever file it strikes, and mended.
    for (const char* name : {"result.json", "report.html", "finished.json"}) {
        INFO(name);
        const fs::path victim = out / "runs" / "two" / "0" / name;
        fs::resize_file(victim, fs::file_size(victim) / 2);
        CHECK(run_memglia({"study", file, "-q", "-o", "s"}, here.path()).exit_code == 3);
        const command_result mended = run_memglia({"study", file, "-u", "-o", "s"}, here.path());
        INFO(mended.err);
        CHECK(mended.exit_code == 0);
        CHECK(has(mended.err, std::string("run 'two/0' is done again: ") + name + " is damaged"));
        CHECK(contents_of(out) == whole);
    }

    // Another version's run is not ours.
    const fs::path mark = out / "runs" / "one" / "finished.json";
    auto document = nlohmann::ordered_json::parse(slurp(mark));
    document["version"] = "0.0.1";
    std::ofstream(mark) << document.dump(2) << "\n";
    const command_result newer = run_memglia({"study", file, "-u", "-o", "s"}, here.path());
    CHECK(has(newer.err, "run 'one' is done again: it is of memglia 0.0.1"));
    CHECK(contents_of(out) == whole);
}

TEST_CASE("system: finished runs are not dropped by a command that does not ask for them") {
    const scratch_folder here;
    const auto file = here.write("s.yaml", two_runs);
    REQUIRE(run_memglia({"study", file, "-q", "-o", "s"}, here.path()).exit_code == 0);
    fs::rename(here.path() / "s", here.path() / "s.incomplete");
    const std::vector<std::string> some{"study", file, "-q", "--only", "one", "-o", "s"};
    const command_result refused = run_memglia(some, here.path());
    CHECK(refused.exit_code == 3);
    CHECK(has(refused.err, "two/0 and 1 more"));
    CHECK(finished_runs(here.path() / "s.incomplete").size() == 3);
    auto forced = some;
    forced.emplace_back("--force");
    CHECK(run_memglia(forced, here.path()).exit_code == 0);
    CHECK(finished_runs(here.path() / "s").size() == 1);
}

TEST_CASE("system: two commands do not write one folder") {
    const scratch_folder here;
    const auto file = here.write("long.yaml",
                                 "title: t\nruns:\n  - name: long\n    set: "
                                 "[experiment.mazes=1000000]\n");
    {
        const background_command first({"study", file, "-o", "s"}, here.path());
        const fs::path begun = here.path() / "s.incomplete" / "runs" / "long";
        for (int i = 0; i < 2000 && !fs::exists(begun); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        for (const char* verb : {"study", "run"}) {
            const command_result second = run_memglia(
                {verb, verb == std::string("run") ? "navigation" : file, "-f", "-o", "s"},
                here.path());
            INFO(second.err);
            CHECK(second.exit_code == 3);
            CHECK(has(second.err, "process "));
            CHECK(has(second.err, "is writing it"));
        }
        const command_result page = run_memglia({"report", "s.incomplete"}, here.path());
        INFO(page.err);
        CHECK(page.exit_code == 3);
        CHECK(has(page.err, "is writing it"));
        CHECK(fs::exists(begun));
    }
    // The first was killed: nothing is left of its lock.
    here.write("long.yaml", "title: t\nruns:\n  - name: long\n    set: [experiment.mazes=2]\n");
    const command_result third = run_memglia({"study", file, "-o", "s"}, here.path());
    INFO(third.err);
    CHECK(third.exit_code == 0);
}

TEST_CASE("system: a study on a disk that fills stops, and goes on when there is room") {
    const scratch_folder here;
    const auto file = here.write("s.yaml", two_runs);
    REQUIRE(run_memglia({"study", file, "-q", "-o", "whole"}, here.path()).exit_code == 0);
    // Every file up to a size at which the last things to be written do not fit.
    std::size_t largest = 0;
    for (const auto& [name, bytes] : contents_of(here.path() / "whole")) {
        largest = std::max(largest, bytes.size());
    }
    for (const std::size_t most : {std::size_t{1000}, std::size_t{5000}, largest - 1}) {
        INFO(most);
        const command_result full =
            run_memglia_with_small_files({"study", file, "-q", "-o", "s"}, here.path(), most);
        INFO(full.err);
        CHECK(full.exit_code == 1);
        CHECK(has(full.err, "cannot write"));
        CHECK(has(full.err, "File too large"));
        CHECK_FALSE(fs::exists(here.path() / "s"));
        REQUIRE(run_memglia({"study", file, "-q", "-o", "s"}, here.path()).exit_code == 0);
        same_contents(here.path() / "whole", here.path() / "s");
        fs::remove_all(here.path() / "s");
    }
}

TEST_CASE("system: a study on a small file system says that no space is left") {
    const scratch_folder here;
    const fs::path disk = here.path() / "disk";
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) {
        WARN("not root: no small file system to fill");
        return;
    }
    const auto file = here.write("s.yaml", std::string(two_runs) +
                                               "  - name: big\n"
                                               "    set: [experiment.mazes=20, "
                                               "experiment.logged_mazes=20]\n");
    const command_result full = run_memglia({"study", file, "-q", "-o", "disk/s"}, here.path());
    const auto done = finished_runs(disk / "s.incomplete");
    const bool finished = fs::exists(disk / "s");
    const bool larger = ::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=100m") == 0;
    const command_result again = run_memglia({"study", file, "-q", "-o", "disk/s"}, here.path());
    const auto now = finished_runs(disk / "s");
    ::umount(disk.c_str());
    INFO(full.err);
    CHECK(full.exit_code == 1);
    CHECK(has(full.err, "No space left on device"));
    CHECK(has(full.err, "the same command goes on"));
    CHECK_FALSE(finished);
    REQUIRE(done.size() == 3);
    REQUIRE(larger);
    CHECK(again.exit_code == 0);
    for (const auto& [run, when] : done) CHECK(now.at(run) == when);
}
