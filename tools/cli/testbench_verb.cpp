#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/testbench_verbs.hpp"
#include "tools/table/files.hpp"
#include "tools/testbench/outcome_text.hpp"
#include "tools/testbench/registry.hpp"
#include "tools/testbench/wave_view.hpp"

namespace memglia {

namespace po = boost::program_options;

namespace {

constexpr int check_failed = 4;
constexpr std::size_t shown_rows = 20;

std::string one_per_line() {
    std::string text;
    for (const testbench& t : testbenches())
        text += fmt::format("  {:<14} {}\n", t.name, t.summary);
    return text;
}

}  // namespace

verb_options testbench_verb_options() {
    return {"testbench",
            "Blocks of the chip, each driven alone and checked: by chance or with a file of your "
            "own. Without a sub-verb: list."};
}

verb_options testbench_list_options() {
    return {"testbench list", "Prints the testbenches and the columns of their stimulus files."};
}

verb_options testbench_run_options() {
    verb_options options("testbench run",
                         "Drives one block with a random stimulus or with one from a file, prints "
                         "what it measured and checks what must be true of the block. Exit code 4: "
                         "a check failed.",
                         "TESTBENCH");
    options.add()("stimulus,s", po::value<std::string>()->value_name("FILE"),
                  "CSV file whose first line names its columns (memglia testbench list)")(
        "seed", po::value<std::uint64_t>()->value_name("N"), "of all chance; 1 if not given")(
        "config", po::value<std::string>()->value_name("FILE"),
        "configuration of the bench (YAML)")(
        "set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
        "change one key of it, as in width=8; may be repeated")(
        "trace", po::value<std::string>()->value_name("FILE"),
        "record pins in this file (VCD) and how GTKWave shows them beside it (.gtkw)")(
        "csv", "print table,row,quantity,value instead, with all rows");
    options.add_section({"Testbenches", one_per_line()});
    return options;
}

int testbench_list(const std::vector<std::string>& arguments) {
    const verb_options options = testbench_list_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    for (const testbench& t : testbenches()) {
        fmt::print("{:<14} {}\n", t.name, t.summary);
        for (const stimulus_column& c : t.columns()) {
            fmt::print("  {:<12} {}\n", c.name, c.doc);
        }
    }
    return 0;
}

int testbench_run(const std::vector<std::string>& arguments) {
    const verb_options options = testbench_run_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count(options.positional()) == 0) {
        throw usage_error("memglia testbench run: no name; memglia testbench list shows them");
    }
    const testbench& bench = testbench_of(given[options.positional()].as<std::string>());
    const auto text = [&given](const char* name) {
        if (given.count(name) == 0) return std::string();
        const auto file = given[name].as<std::string>();
        if (!file.empty()) return file;
        throw usage_error(fmt::format("memglia testbench run: --{} without a file name", name));
    };
    bench_request request{config_root(), text("config"), {}, text("stimulus"), 1, text("trace")};
    if (given.count("set") != 0) request.sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        request.seed = given["seed"].as<std::uint64_t>();
        request.has_seed = true;
    }
    if (!request.trace.empty()) {
        const auto view = wave_view(request.trace).file();
        if (view == std::filesystem::absolute(request.trace)) {
            throw usage_error(
                "memglia testbench run: --trace with the ending .gtkw, which is that of the view "
                "written beside it; expected another, as in wave.vcd");
        }
        for (const auto& read : {request.stimulus, request.config}) {
            if (read.empty()) continue;
            refuse_to_overwrite(request.trace, "trace", {read});
            refuse_to_overwrite(view, "trace", {read});
        }
    }
    const bench_outcome outcome = bench.run(request);
    fmt::print("{}",
               given.count("csv") != 0 ? outcome_csv(outcome) : outcome_text(outcome, shown_rows));
    return outcome.passed() ? 0 : check_failed;
}

int testbench_verb(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front().starts_with("-")) return testbench_list(arguments);
    const std::string& first = arguments.front();
    throw usage_error("memglia testbench: no sub-verb '" + first + "'" +
                      expected_commands(find_command(commands(), "testbench")->subcommands, first));
}

}  // namespace memglia
