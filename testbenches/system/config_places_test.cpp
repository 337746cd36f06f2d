#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "testbenches/support/command.hpp"

using memglia::test::command_result;
using memglia::test::environment;
using memglia::test::run_memglia;
using memglia::test::run_program;
using memglia::test::scratch_folder;
namespace fs = std::filesystem;

namespace {

bool says(const std::string& text, const std::string& words) {
    INFO(text);
    INFO(words);
    return text.find(words) != std::string::npos;
}

// The program alone, away from its build tree.
std::string copied(const scratch_folder& here, const std::string& folder) {
    fs::create_directories(here.path() / folder);
    const fs::path program = here.path() / folder / "memglia";
    fs::copy_file(MEMGLIA_BINARY, program);
    return program.string();
}

void copy_configs(const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::copy(fs::path(MEMGLIA_SOURCE_DIR) / "configs", to, fs::copy_options::recursive);
}

}  // namespace

TEST_CASE("system: a copied program does not read the tree it was built in") {
    const scratch_folder here;
    const std::string program = copied(here, "bin");
    const auto run = run_program(program, {"run", "-o", "r"}, here.path());
    CHECK(run.exit_code == 3);
    CHECK(says(run.err, (here.path() / "share/memglia/configs").string()));
    CHECK(says(run.err, "MEMGLIA_CONFIGS"));
    CHECK_FALSE(says(run.err, MEMGLIA_SOURCE_DIR));
    CHECK_FALSE(fs::exists(here.path() / "r"));
    const auto doctor = run_program(program, {"doctor"}, here.path());
    CHECK(doctor.exit_code == 1);
    CHECK(says(doctor.out, "(not there)"));
    CHECK_FALSE(says(doctor.out, MEMGLIA_SOURCE_DIR));
    // What needs no configuration works.
    CHECK(run_program(program, {"help", "study"}, here.path()).exit_code == 0);
    CHECK(run_program(program, {"maze"}, here.path()).exit_code == 0);
}

TEST_CASE("system: configurations are found beside the installed program") {
    const scratch_folder here;
    const std::string program = copied(here, "bin");
    const fs::path configs = here.path() / "share/memglia/configs";
    copy_configs(configs);
    // The default experiment also runs the loop in software.
    const auto without = run_program(program, {"doctor"}, here.path());
    CHECK(without.exit_code == 1);
    CHECK(says(without.out, (here.path() / "share/memglia/firmware/nav_soft.elf").string()));
    fs::copy(fs::path(MEMGLIA_SOURCE_DIR) / "firmware/images",
             here.path() / "share/memglia/firmware");
    const auto doctor = run_program(program, {"doctor"}, here.path());
    INFO(doctor.out);
    CHECK(doctor.exit_code == 0);
    CHECK(says(doctor.out, (configs / "experiments/navigation.yaml").string()));
    // The same in one folder, as an archive is unpacked.
    const scratch_folder flat;
    const std::string beside = copied(flat, ".");
    copy_configs(flat.path() / "share/memglia/configs");
    CHECK(run_program(beside, {"schema", "--effective"}, flat.path()).exit_code == 0);
}

TEST_CASE("system: an earlier place of configurations wins, file by file") {
    const scratch_folder here;
    const std::string program = copied(here, "bin");
    copy_configs(here.path() / "share/memglia/configs");
    const auto depth = [&](const environment& changes) {
        const auto run = run_program(program, {"schema", "--effective"}, here.path(), changes);
        INFO(run.err);
        REQUIRE(run.exit_code == 0);
        const auto at = run.out.find("episodes: ");
        REQUIRE(at != std::string::npos);
        return std::stoi(run.out.substr(at + 10));
    };
    const int installed = depth({});
    const auto mine = [&](const std::string& place, int episodes) {
        fs::create_directories(here.path() / place / "experiments");
        here.write(place + "/experiments/navigation.yaml",
                   "experiment: {episodes: " + std::to_string(episodes) + "}\n");
        return (here.path() / place).string();
    };
    mine("home/.config/memglia", 3);
    mine("xdg/memglia", 4);
    const std::string first = mine("first", 5);
    const std::string second = mine("second", 6);
    const std::string home = (here.path() / "home").string();
    const std::string xdg = (here.path() / "xdg").string();
    CHECK(installed > 6);
    CHECK(depth({{"HOME", home}, {"XDG_CONFIG_HOME", ""}}) == 3);
    // The specification has a relative folder ignored.
    CHECK(depth({{"HOME", home}, {"XDG_CONFIG_HOME", "xdg"}}) == 3);
    CHECK(depth({{"HOME", home}, {"XDG_CONFIG_HOME", xdg}}) == 4);
    CHECK(depth({{"XDG_CONFIG_HOME", xdg}, {"MEMGLIA_CONFIGS", first + ":" + second}}) == 5);
    CHECK(depth({{"MEMGLIA_CONFIGS", second + "::" + first}}) == 6);

    const environment both{{"XDG_CONFIG_HOME", xdg}, {"MEMGLIA_CONFIGS", first}};
    const auto doctor = run_program(program, {"doctor"}, here.path(), both);
    const auto place = [&](const std::string& text) { return doctor.out.find(text); };
    INFO(doctor.out);
    CHECK(place(first) < place(xdg + "/memglia"));
    CHECK(place(xdg + "/memglia") < place((here.path() / "share/memglia/configs").string()));
    CHECK(says(doctor.out, "the default is " + first + "/experiments/navigation.yaml"));
    // A name that is nowhere: every place that was looked at.
    const auto lost = run_program(program, {"run", "navgation"}, here.path(), both);
    CHECK(lost.exit_code == 3);
    CHECK(says(lost.err, first + "/experiments/navgation.yaml"));
    CHECK(says(lost.err, xdg + "/memglia/experiments/navgation.yaml"));
    CHECK(says(lost.err, (here.path() / "share/memglia/configs/experiments").string()));
    CHECK(says(lost.err, "did you mean 'navigation'?"));
}

TEST_CASE("system: a key without effect in a folder of the user's own is the user's") {
    const scratch_folder here;
    const std::string program = copied(here, "bin");
    copy_configs(here.path() / "share/memglia/configs");
    fs::create_directories(here.path() / "own/chips");
    fs::create_directories(here.path() / "own/devices");
    here.write("own/chips/mine.yaml", "from: navigation\ncrossbar: {lines: {r_word_ohm: 1e6}}\n");
    here.write("own/devices/ppx.yaml", "from: ppx\nsigma_read: 0\n");
    const environment own{{"MEMGLIA_CONFIGS", (here.path() / "own").string()}};
    const auto run =
        run_program(program, {"schema", "--effective", "--set", "chip=mine"}, here.path(), own);
    CHECK(run.exit_code == 3);
    CHECK(says(run.err, "mine.yaml:2: "));
    CHECK(says(run.err, "found a key without effect: wires is 'ideal'"));
    const auto circle = run_program(program, {"schema", "--effective", "--set", "chip.device=ppx"},
                                    here.path(), own);
    CHECK(circle.exit_code == 3);
    CHECK(says(circle.err, "give it another name"));
}

TEST_CASE("system: MEMGLIA_CONFIGS that names no folder is refused") {
    const scratch_folder here;
    const auto run = run_memglia({"run", "-o", "r"}, here.path(), {{"MEMGLIA_CONFIGS", "nowhere"}});
    CHECK(run.exit_code == 3);
    CHECK(says(run.err, "MEMGLIA_CONFIGS: there is no folder nowhere"));
    CHECK(run_memglia({"doctor"}, here.path(), {{"MEMGLIA_CONFIGS", "nowhere"}}).exit_code == 1);
}
