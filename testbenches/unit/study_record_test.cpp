#include "tools/study/study_record.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/study/finished_run.hpp"

// What studies and reports read back from folders that somebody may have touched.
using namespace memglia;
namespace fs = std::filesystem;

namespace {

/// An object of the kind `schema` with a value that no reader may follow to its end.
std::string deep(const std::string& schema) {
    constexpr std::size_t levels = 300'000;
    return R"({"schema": ")" + schema + R"(", "config": )" + std::string(levels, '[') +
           std::string(levels, ']') + "}";
}

template <class Read>
std::string refused(const Read& read) {
    try {
        read();
    } catch (const input_error& e) {
        return e.data.file + ": " + e.data.found;
    }
    return "nothing was thrown";
}

const run_identity some_run{"memglia 1", "", "", {{"seed", 1}}};

}  // namespace

TEST_CASE("study record: JSON that is nested too deeply is refused with its file") {
    const test::scratch_folder here;
    here.write("result.json", deep(result_schema));
    here.write("plan.json", deep("memglia-plan/1"));
    const std::string folder = here.path().string();
    const std::string levels = ": found more than 64 levels";
    CHECK(refused([&] { read_result(folder); }) == folder + "/result.json" + levels);
    CHECK(refused([&] { read_report(folder); }) == folder + "/result.json" + levels);
    CHECK(refused([&] { read_study(folder); }) == folder + "/plan.json" + levels);
    here.write(
        "result.json",
        R"({"task": "t", "version": "0", "seed": 1, "mazes": 1, "complete": true, "agents": {},
                   "config": {}, "schema": ")" +
            std::string(result_schema) + "\"}");
    here.write("showcase.json", deep("memglia-showcase/1"));
    CHECK(refused([&] { read_report(folder); }) == folder + "/showcase.json" + levels);
}

TEST_CASE("study record: a run whose files are nested too deeply is damaged") {
    const test::scratch_folder here;
    here.write("result.json", deep(result_schema));
    mark_finished(here.path(), some_run);
    CHECK(find_run(here.path()).why_not == "result.json is damaged");
    here.write("finished.json", deep("memglia-finished/1"));
    CHECK(find_run(here.path()).why_not == "finished.json is damaged");
}

TEST_CASE("study record: a log of any length is part of a finished run") {
    const test::scratch_folder here;
    here.write("result.json", "{}");
    const fs::path log = here.write("decisions.jsonl", "");
    constexpr std::uintmax_t size = (std::uintmax_t{64} << 20U) + 1000;
    fs::resize_file(log, size);
    mark_finished(here.path(), some_run);
    CHECK(find_run(here.path()).finished);
    fs::resize_file(log, size - 1);
    CHECK(find_run(here.path()).why_not == "decisions.jsonl is damaged");
}
