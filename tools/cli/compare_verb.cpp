#include <fmt/format.h>

#include <cstdio>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/study/compare.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

constexpr int out_of_tolerance = 4;
constexpr std::size_t most_results = 26;

}  // namespace

verb_options compare_verb_options() {
    verb_options options(
        "compare",
        "Sets results of memglia run, or runs of a study, side by side: where their "
        "configurations\n"
        "differ, then steps, completion, energy and its parts. A result is a folder or its\n"
        "result.json. Exit code 4 when --tolerance is given and a figure is further from the "
        "first\n"
        "result's than that.",
        "result...");
    options.add()("csv", "print the figures as CSV, with all digits");
    options.add()("tolerance", po::value<double>()->value_name("SHARE"),
                  "how far figures may be apart, as in 0.05 for 5 %");
    return options;
}

namespace {

// "A  results/one", then task, first seed and version.
std::string legend(const compared_result& r, const std::string& path) {
    const auto& result = r.result;
    std::string text = fmt::format("{}  {}\n   {}; seeds from {}; memglia {}\n", r.name, path,
                                   result.value("task", ""), result.value("seed", 0ULL),
                                   result.value("version", ""));
    if (!result.value("complete", true)) {
        text += fmt::format("   interrupted after {} mazes\n", result.value("mazes", 0ULL));
    }
    return text;
}

}  // namespace

int compare_verb(const std::vector<std::string>& arguments) {
    const verb_options options = compare_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const auto paths = given.count("result") != 0 ? given["result"].as<std::vector<std::string>>()
                                                  : std::vector<std::string>{};
    if (paths.size() < 2 || paths.size() > most_results) {
        throw usage_error(
            fmt::format("memglia compare: {} result{}; expected 2 to {} folders of memglia run",
                        paths.size(), paths.size() == 1 ? "" : "s", most_results));
    }
    const double tolerance = given.count("tolerance") != 0 ? given["tolerance"].as<double>() : -1.0;
    if (given.count("tolerance") != 0 && !(tolerance >= 0)) {
        throw usage_error("memglia compare: --tolerance must be 0 or more, as in 0.05 for 5 %");
    }
    std::vector<compared_result> results;
    for (const std::string& path : paths) {
        const char name = static_cast<char>('A' + results.size());
        results.push_back({std::string(1, name), read_result(path)});
    }
    if (given.count("csv") != 0) {
        fmt::print("{}", to_csv(figures_table(results)));
    } else {
        for (std::size_t i = 0; i < results.size(); ++i) {
            fmt::print("{}", legend(results[i], paths[i]));
        }
        const data_table configuration = configuration_table(results);
        if (configuration.rows.empty()) {
            fmt::print("\nThe configurations are the same.\n");
        } else {
            fmt::print("\n{}", to_text(configuration));
        }
        fmt::print("\n{}", to_text(figures_table(results)));
    }
    if (given.count("tolerance") == 0) return 0;
    std::fflush(stdout);
    const auto apart = figures_apart(results, tolerance);
    for (const std::string& figure : apart) fmt::print(stderr, "out of tolerance: {}\n", figure);
    return apart.empty() ? 0 : out_of_tolerance;
}

}  // namespace memglia
