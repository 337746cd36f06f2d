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
    CHECK_THAT(run.out, Catch::StartsWith("trap 5 at 80000"));
    CHECK_THAT(run.out, Catch::EndsWith("value 10\n"));
}
