#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

using memglia::test::run_memglia;
using memglia::test::run_program;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

bool has_program(const char* name) {
    std::istringstream folders(std::getenv("PATH"));
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (fs::exists(fs::path(folder) / name)) return true;
    }
    WARN("skipped: there is no " << name);
    return false;
}

std::vector<fs::path> man_pages(const scratch_folder& here) {
    REQUIRE(run_memglia({"man", "--out", "man"}, here.path()).exit_code == 0);
    std::vector<fs::path> pages;
    for (const auto& entry : fs::directory_iterator(here.path() / "man")) {
        pages.push_back(entry.path());
    }
    return pages;
}

// Words of a help that are long options at the beginning of a line of the table.
std::set<std::string> options_of(const std::string& help) {
    std::set<std::string> names;
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        const auto dash = line.find("--");
        if (!line.starts_with("  -") || dash == std::string::npos || dash > 8) continue;
        names.insert(line.substr(dash, line.find_first_of(" ]", dash) - dash));
    }
    return names;
}

// What bash would offer after these words; the last one is being typed.
std::string completed(const scratch_folder& here, const std::vector<std::string>& words) {
    std::string line = "memglia() { " MEMGLIA_BINARY
                       " \"$@\"; }\nsource ./memglia.bash\nCOMP_WORDS=(" +
                       std::string(MEMGLIA_BINARY);
    for (const std::string& word : words) line += " '" + word + "'";
    line += ")\nCOMP_CWORD=" + std::to_string(words.size()) +
            "\n_memglia\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    here.write("ask.bash", line);
    const auto run = run_program("/bin/bash", {"--norc", "ask.bash"}, here.path());
    INFO(line);
    CHECK(run.err.empty());
    CHECK(run.exit_code == 0);
    return "\n" + run.out;
}

bool offers(const std::string& reply, const std::string& word) {
    INFO(word << " in " << reply);
    return reply.find("\n" + word + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("system: every verb has a manual page that groff takes without a warning") {
    const scratch_folder here;
    const auto pages = man_pages(here);
    CHECK(pages.size() >= 17);
    CHECK(fs::exists(here.path() / "man/memglia.1"));
    CHECK(fs::exists(here.path() / "man/memglia-array-read.1"));
    CHECK(run_memglia({"man", "array-read"}, here.path()).out ==
          slurp(here.path() / "man/memglia-array-read.1"));
    CHECK(run_memglia({"man", "array-raed"}, here.path()).exit_code == 2);
    if (!has_program("groff")) return;
    for (const fs::path& page : pages) {
        INFO(page);
        const auto shown = run_program(
            "/usr/bin/groff", {"-man", "-Tutf8", "-ww", "-P", "-cbu", page.string()}, here.path());
        CHECK(shown.exit_code == 0);
        CHECK(shown.err.empty());
        CHECK(shown.out.find("EXIT STATUS") != std::string::npos);
    }
}

TEST_CASE("system: manual page and completion know every option of the help") {
    const scratch_folder here;
    const auto script = run_memglia({"completion", "bash"}, here.path()).out;
    REQUIRE(run_memglia({"completion", "--out", "."}, here.path()).exit_code == 0);
    CHECK(slurp(here.path() / "memglia.bash") == script);
    for (const fs::path& page : man_pages(here)) {
        std::string name = page.stem().string();
        if (name == "memglia") continue;
        std::vector<std::string> verb{"help"};
        std::istringstream parts(name.substr(8));
        for (std::string part; std::getline(parts, part, '-');) verb.push_back(part);
        const auto help = run_memglia(verb, here.path());
        REQUIRE(help.exit_code == 0);
        const auto options = options_of(help.out);
        CHECK(options.size() >= 1);
        verb.erase(verb.begin());
        verb.emplace_back("-");
        const std::string reply = completed(here, verb);
        const std::string text = slurp(page);
        for (const std::string& option : options) {
            std::string in_roff;
            for (const char c : option)
                in_roff += c == '-' ? std::string("\\-") : std::string(1, c);
            INFO(name << " " << option);
            CHECK(text.find("\\fB" + in_roff + "\\fR") != std::string::npos);
            CHECK(offers(reply, option));
        }
    }
}

TEST_CASE("system: bash completes verbs, options, names, keys and files") {
    const scratch_folder here;
    REQUIRE(run_memglia({"completion", "--out", "."}, here.path()).exit_code == 0);
    here.write("wave.csv", "");
    fs::create_directories(here.path() / "folder");
    CHECK(offers(completed(here, {""}), "study"));
    CHECK(completed(here, {"va"}) == "\nvalidate\n");
    CHECK(completed(here, {"array", "w"}) == "\nwrite\n");
    CHECK(offers(completed(here, {"run", "--co"}), "--count-instructions"));
    CHECK(offers(completed(here, {"run", ""}), "mazes_64"));
    CHECK_FALSE(offers(completed(here, {"run", ""}), "taox_hfox"));
    CHECK(offers(completed(here, {"study", ""}), "crossbar"));
    CHECK(offers(completed(here, {"device", "ta"}), "taox_hfox"));
    CHECK(offers(completed(here, {"device", ""}), "fit"));
    CHECK(offers(completed(here, {"device", "transient", ""}), "taox_hfox"));
    CHECK(offers(completed(here, {"device", "fit", "--initial", ""}), "ppx"));
    CHECK(offers(completed(here, {"device", "fit", "--window", ""}), "prodromakis"));
    CHECK(offers(completed(here, {"device", "transient", "--wave", "w"}), "wave.csv"));
    CHECK(completed(here, {"run", "--out", ""}) == "\nfolder\n");
    CHECK(completed(here, {"run", "--out", "=", "f"}) == "\nfolder\n");
    CHECK(completed(here, {"run", "--set", "chip.device.sigma_r"}) ==
          "\nchip.device.sigma_read=\n");
    CHECK(completed(here, {"run", "--set", "chip.device.sigma_read", "="}) == "\n\n");
    CHECK(offers(completed(here, {"array", "read", "--set", "lines."}), "lines.r_word_ohm="));
    CHECK(offers(completed(here, {"run", "--trace", ""}), "pins"));
    CHECK(offers(completed(here, {"testbench", "run", ""}), "synapse_array"));
    CHECK(completed(here, {"testbench", "run", "ro"}) == "\nrouter\n");
    CHECK(completed(here, {"testbench", "run", "router", "--set", "mesh.channels"}) ==
          "\nmesh.channels=\n");
    CHECK(offers(completed(here, {"testbench", "run", "neurons", "--t"}), "--trace"));
    CHECK(offers(completed(here, {"help", "d"}), "doctor"));
    CHECK(completed(here, {"man", "r"}) == "\nrun\nreport\nrecall\nregisters\n");
    CHECK(completed(here, {"compare", "f"}) == "\nfolder\n");
    CHECK(completed(here, {"device", "./w"}) == "\n./wave.csv\n");
    CHECK(offers(completed(here, {"completion", ""}), "zsh"));
    CHECK(completed(here, {"nonsense", ""}) == "\n\n");
}

TEST_CASE("system: the completions of zsh and fish are scripts of theirs") {
    const scratch_folder here;
    REQUIRE(run_memglia({"completion", "--out", "."}, here.path()).exit_code == 0);
    CHECK(slurp(here.path() / "_memglia").starts_with("#compdef memglia\n"));
    CHECK(slurp(here.path() / "memglia.fish").find("-l count-instructions") != std::string::npos);
    if (has_program("zsh")) {
        const auto read = run_program("/bin/zsh", {"-n", "_memglia"}, here.path());
        INFO(read.err);
        CHECK(read.exit_code == 0);
    }
    if (has_program("fish")) {
        const auto read = run_program("/usr/bin/fish", {"-n", "memglia.fish"}, here.path());
        INFO(read.err);
        CHECK(read.exit_code == 0);
    }
    CHECK(run_memglia({"completion", "csh"}, here.path()).exit_code == 2);
    CHECK(run_memglia({"completion"}, here.path()).exit_code == 2);
    for (const char* asked : {"--keys", "--entries"}) {
        const auto nonsense = run_memglia({"completion", asked, "nonsense"}, here.path());
        CHECK(nonsense.exit_code == 2);
        CHECK(nonsense.err.find("'nonsense'") != std::string::npos);
    }
}

TEST_CASE("system: CITATION.cff is of this version") {
    const std::string text = slurp(fs::path(MEMGLIA_SOURCE_DIR) / "CITATION.cff");
    CHECK(text.find("\nversion: " MEMGLIA_VERSION "\n") != std::string::npos);
    for (const char* key : {"cff-version: 1.2.0\n", "\nmessage: ", "\ntitle: ", "\nauthors:\n"}) {
        CHECK(text.find(key) != std::string::npos);
    }
}
