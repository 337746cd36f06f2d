#include "tools/table/files.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"

using namespace memglia;
using memglia::test::scratch_folder;
using memglia::test::slurp;
namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

}  // namespace

TEST_CASE("files: a file is written whole or stays as it was") {
    const scratch_folder here;
    const fs::path file = here.path() / "a.csv";
    write_text(file, "old");
    {
        file_writer out(file);
        out.write("half of the ne");
    }
    CHECK(slurp(file) == "old");
    CHECK(entries(here.path()) == 1);
    write_text(file, "new");
    CHECK(slurp(file) == "new");
    CHECK(entries(here.path()) == 1);
}

TEST_CASE("files: a full disk leaves neither a part nor a file of nothing") {
    const scratch_folder here;
    write_text(here.path() / "a.csv", "old");
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, RLIM_INFINITY};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    const std::string large(100'000, 'x');
    std::string said;
    try {
        write_text(here.path() / "a.csv", large);
    } catch (const error& problem) {
        said = problem.what();
    }
    CHECK_THROWS_AS(write_text(here.path() / "b.csv", large), error);
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &all);
    CHECK_THAT(said, Catch::Contains("cannot write") && Catch::Contains("a.csv"));
    CHECK(slurp(here.path() / "a.csv") == "old");
    CHECK(entries(here.path()) == 1);
}

TEST_CASE("files: links are written through, permissions stay, a device is no file") {
    const scratch_folder here;
    write_text(here.path() / "real.csv", "old");
    fs::permissions(here.path() / "real.csv", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("real.csv", here.path() / "link.csv");
    write_text(here.path() / "link.csv", "new");
    CHECK(fs::is_symlink(here.path() / "link.csv"));
    CHECK(slurp(here.path() / "real.csv") == "new");
    CHECK(fs::status(here.path() / "real.csv").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK_NOTHROW(write_text("/dev/null", "x"));
    CHECK_THROWS_AS(write_text("/dev/full", "x"), error);
    CHECK_THROWS_AS(write_text(here.path() / "no" / "x", "x"), error);
}

TEST_CASE("files: an output that is an input is refused, whatever it is called") {
    const scratch_folder here;
    const fs::path input = here.path() / "m.csv";
    write_text(input, "1");
    fs::create_symlink("m.csv", here.path() / "soft.csv");
    fs::create_hard_link(input, here.path() / "hard.csv");
    fs::create_directory(here.path() / "sub");
    for (const char* name : {"m.csv", "soft.csv", "hard.csv", "sub/../m.csv"}) {
        CAPTURE(name);
        CHECK(same_file(here.path() / name, input));
        CHECK_THROWS_AS(refuse_to_overwrite(here.path() / name, "out", {input}), input_error);
    }
    CHECK(same_file(here.path() / "new.csv", here.path() / "sub" / ".." / "new.csv"));
    CHECK(same_file("no-such-file", "./no-such-file"));
    CHECK_NOTHROW(refuse_to_overwrite(here.path() / "new.csv", "out", {input}));
    CHECK_NOTHROW(refuse_to_overwrite("/dev/null", "out", {"/dev/null"}));
}
