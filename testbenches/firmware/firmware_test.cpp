#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

// The prebuilt images: they are what the list of hashes says, and what the compiler makes of the
// sources, where it is installed.
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

const fs::path firmware = fs::path(MEMGLIA_SOURCE_DIR) / "firmware";

std::string output_of(const std::string& program, const std::vector<std::string>& arguments,
                      const fs::path& folder) {
    std::vector<std::string> all{program};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const command_result run = run_program("/usr/bin/env", all, folder);
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    return run.out;
}

std::vector<std::string> programs() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(firmware / "programs")) {
        names.push_back(entry.path().stem().string());
    }
    return names;
}

}  // namespace

TEST_CASE("firmware: every program has an image, and the hashes are theirs") {
    std::size_t listed = 0;
    std::istringstream lines(slurp(firmware / "images" / "SHA256SUMS"));
    for (std::string line; std::getline(lines, line);) ++listed;
    const auto names = programs();
    CHECK(names.size() == listed);
    for (const std::string& name : names) CHECK(fs::exists(firmware / "images" / (name + ".elf")));
    output_of("sha256sum", {"--check", "--strict", "--quiet", "SHA256SUMS"}, firmware / "images");
}

TEST_CASE("firmware: the compiler makes the images from the sources") {
    if (std::system("command -v riscv64-unknown-elf-gcc >/dev/null 2>&1") != 0) {
        WARN("riscv64-unknown-elf-gcc is not installed: no image rebuilt");
        return;
    }
    const scratch_folder here;
    const std::string version =
        output_of("riscv64-unknown-elf-gcc", {"-dumpfullversion"}, here.path());
    if (version != slurp(firmware / "images" / "COMPILER")) {
        WARN("riscv64-unknown-elf-gcc is of another version: no image compared");
        return;
    }
    fs::copy(firmware, here.path() / "firmware", fs::copy_options::recursive);
    fs::remove_all(here.path() / "firmware" / "images");
    fs::create_directory(here.path() / "firmware" / "images");
    output_of(here.path() / "firmware" / "build", {"--images"}, here.path());
    for (const char* file : {"SHA256SUMS", "COMPILER"}) {
        CHECK(slurp(here.path() / "firmware" / "images" / file) ==
              slurp(firmware / "images" / file));
    }
}

TEST_CASE("firmware: hello prints and ends well") {
    const scratch_folder here;
    const command_result run =
        run_memglia({"exec", (firmware / "images" / "hello.elf").string()}, here.path());
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    CHECK(run.out == "hello from a chip with 1024 KiB of memory\nprinting that took 868 cycles\n");
}

TEST_CASE("firmware: a trap in a program is named by its handler") {
    if (std::system("command -v riscv64-unknown-elf-gcc >/dev/null 2>&1") != 0) {
        WARN("riscv64-unknown-elf-gcc is not installed: nothing compiled");
        return;
    }
    const scratch_folder here;
    const std::string source = here.write(
        "bad.c", "#include \"memglia.h\"\nint main(void) { return (int)mg_read(16); }\n");
    output_of(firmware / "build", {source, (here.path() / "bad.elf").string()}, here.path());
    const command_result run = run_memglia({"exec", "bad.elf"}, here.path());
    CHECK(run.exit_code == 255);
    CHECK_THAT(run.out, Catch::StartsWith("trap 5 at 80004"));
    CHECK_THAT(run.out, Catch::EndsWith("value 10\n"));
}

TEST_CASE("firmware: a stack that grows for ever ends the program") {
    if (std::system("command -v riscv64-unknown-elf-gcc >/dev/null 2>&1") != 0) {
        WARN("riscv64-unknown-elf-gcc is not installed: nothing compiled");
        return;
    }
    const scratch_folder here;
    const std::string source =
        here.write("deep.c",
                   "#include \"memglia.h\"\n"
                   "static uint32_t deep(volatile uint32_t *p) {\n"
                   "    volatile uint32_t here[16] = {*p};\n"
                   "    return deep(here) + here[3];\n"
                   "}\n"
                   "int main(void) { uint32_t x = 1; return (int)deep(&x); }\n");
    output_of(firmware / "build", {source, (here.path() / "deep.elf").string()}, here.path());
    const command_result run = run_memglia({"exec", "deep.elf"}, here.path());
    CHECK(run.exit_code == 253);
    CHECK_THAT(run.out, Catch::StartsWith("stack overflow at 80004"));
}

namespace {

const std::string selftest = (firmware / "images" / "selftest.elf").string();

command_result test_chip(const fs::path& folder, const std::vector<std::string>& sets) {
    std::vector<std::string> arguments{"exec", selftest};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    return run_memglia(arguments, folder);
}

// The lines of blocks that did not pass.
std::string failures_in(const std::string& text) {
    std::string found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.ends_with(": pass")) found += line + "\n";
    }
    return found;
}

}  // namespace

TEST_CASE("firmware: selftest passes on the default chip, block by block") {
    const scratch_folder here;
    std::string expected;
    for (const char* block : {"core", "memory", "bus", "system", "timer", "mailbox", "dma"}) {
        expected += block + std::string(": pass\n");
    }
    for (int r = 0; r < 9; ++r) expected += "router " + std::to_string(r) + ": pass\n";
    for (int r = 0; r < 9; ++r) {
        if (r % 3 < 2) expected += "link " + std::to_string(r) + " east: pass\n";
        if (r < 6) expected += "link " + std::to_string(r) + " south: pass\n";
    }
    for (int t = 0; t < 4; ++t) expected += "tile " + std::to_string(t) + ": pass\n";
    const command_result run = test_chip(here.path(), {});
    INFO(run.err);
    CHECK(run.exit_code == 0);
    CHECK(run.out == expected);
    // And on a small one, whose tiles are wider than what is moved at once.
    const command_result small =
        test_chip(here.path(), {"processor.sram_kib=32", "tile.rows=2", "tile.pairs=300", "tiles=1",
                                "width=1", "height=2"});
    CHECK(small.exit_code == 0);
    CHECK(failures_in(small.out).empty());
    CHECK_THAT(small.out, Catch::EndsWith("router 1: pass\nlink 0 south: pass\ntile 0: pass\n"));
}

TEST_CASE("firmware: selftest names what is broken, and nothing else") {
    const scratch_folder here;
    struct fault {
        std::vector<std::string> sets;
        std::string named;
    };
    const std::vector<fault> faults{
        {{"mesh.failed_links=[{node: 4, side: east}]"}, "link 4 east: FAIL\n"},
        {{"mesh.failed_links=[{node: 4, side: north}]"}, "link 1 south: FAIL\n"},
        // Where a packet has a way around, it must not take it.
        {{"mesh.failed_links=[{node: 4, side: west}]", "mesh.routing=odd_even"},
         "link 3 east: FAIL\n"},
        {{"mesh.failed_routers=[{node: 8}]"}, "router 8: FAIL\n"},
        {{"mesh.failed_routers=[{node: 0}]", "mesh.failed_links=[{node: 7, side: west}]"},
         "router 0: FAIL\nlink 6 east: FAIL\n"},
        {{"stuck_cells=[{tile: 2, row: 3, column: 10, at: r_on}]"}, "tile 2: FAIL\n"},
        {{"stuck_cells=[{tile: 0, row: 0, column: 0, at: r_off}]"}, "tile 0: FAIL\n"},
        {{"stuck_words=[{offset: 524288, bits: 1, value: 1}]"}, "memory: FAIL at word 80080000\n"},
        {{"stuck_words=[{offset: 1048572, bits: 128, value: 0}]"},
         "memory: FAIL at word 800ffffc\n"},
        // Under the stack and under the code the boot ROM finds it before anything is called.
        {{"stuck_words=[{offset: 16368, bits: 1, value: 0}]"},
         "memory: FAIL at a word under the program, nothing else tested: 80003ff0\n"},
        {{"stuck_words=[{offset: 17408, bits: 2147483648, value: 2147483648}]"},
         "memory: FAIL at a word under the program, nothing else tested: 80004400\n"},
    };
    for (const fault& f : faults) {
        std::vector<std::string> sets = f.sets;
        sets.insert(sets.end(), {"tile.rows=4", "tile.pairs=8"});
        const command_result run = test_chip(here.path(), sets);
        INFO(f.sets.front() << run.err);
        CHECK(failures_in(run.out) == f.named);
        CHECK(run.exit_code == std::count(f.named.begin(), f.named.end(), '\n'));
    }
    // A tile that works around a stuck cell is whole.
    const command_result around = test_chip(
        here.path(), {"stuck_cells=[{tile: 2, row: 3, column: 10, at: r_on}]",
                      "tile.programming.stuck=compensate", "tile.rows=4", "tile.pairs=8"});
    CHECK(around.exit_code == 0);
}

TEST_CASE("firmware: what cannot be broken is refused at its key") {
    const scratch_folder here;
    for (const auto& [set, where] :
         {std::pair<std::string, std::string>{"mesh.failed_links=[{node: 8, side: east}]",
                                              "mesh.failed_links[0].side"},
          {"stuck_cells=[{tile: 4}]", "stuck_cells[0]"},
          {"stuck_words=[{offset: 3}]", "stuck_words[0].offset"},
          {"stuck_words=[{offset: 1048576}]", "stuck_words[0].offset"},
          {"tile.codes_per_level=9", "tile.codes_per_level"},
          {"tile.programming.patience=3", "tile.programming.patience"},
          {"no_such_key=1", "no_such_key"}}) {
        const command_result run = test_chip(here.path(), {set});
        INFO(set << ": " << run.err);
        CHECK(run.exit_code == 3);
        CHECK_THAT(run.err, Catch::Contains(where));
    }
}
