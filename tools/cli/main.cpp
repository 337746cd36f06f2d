#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/version.hpp"

namespace {

using namespace memglia;

struct verb {
    const char* name;
    const char* summary;
    int (*run)(const std::vector<std::string>&);
};

constexpr std::array<verb, 10> verbs{{
    {"run", "run an experiment and write a result folder with a report", run_verb},
    {"study", "run a series of experiments into one folder with one report", study_verb},
    {"compare", "results side by side: configurations, steps, energy", compare_verb},
    {"report", "write the page of a result folder again, also of an interrupted one", report_verb},
    {"validate", "hold the chip to its references", validate_verb},
    {"array", "what the lines of a crossbar do to its currents, and its netlist", array_verb},
    {"maze", "show or check mazes", maze_verb},
    {"device", "measure one memristor: hysteresis, pulses, switching; fit a measured one",
     device_verb},
    {"schema", "what an experiment file may hold, and what it amounts to", schema_verb},
    {"doctor", "what memglia runs on, and whether all is well", doctor_verb},
}};

std::string help() {
    std::string text =
        "memglia: emulates neuromorphic chips and accounts every decision in cycles and joules\n\n"
        "usage: memglia VERB [options]\n\n";
    for (const verb& v : verbs) text += fmt::format("  {:<10} {}\n", v.name, v.summary);
    return text +
           "\nmemglia VERB --help tells more; memglia --version the version.\n"
           "Exit codes: 0 done, 1 failed, 2 usage, 3 bad input, 4 out of tolerance, 130 "
           "interrupted.\n";
}

int dispatch(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw usage_error(help());
    const std::string& first = arguments.front();
    if (first == "--help" || first == "-h" || first == "help") {
        fmt::print("{}", help());
        return 0;
    }
    if (first == "--version") {
        fmt::print("memglia {}\n", version_text());
        for (const auto& [name, version] : library_versions()) fmt::print("{} {}\n", name, version);
        return 0;
    }
    std::vector<std::string> names;
    for (const verb& v : verbs) {
        if (first == v.name) return v.run({arguments.begin() + 1, arguments.end()});
        names.emplace_back(v.name);
    }
    const std::string hint = did_you_mean(first, names);
    throw usage_error(fmt::format("memglia: no verb '{}'; expected {}{}", first, one_of(names),
                                  hint.empty() ? "" : " (" + hint + ")"));
}

int complain(int code, const char* message) {
    std::fflush(stdout);
    fmt::print(stderr, "{}\n", message);
    return code;
}

}  // namespace

int main(int count, char* values[]) {
    // SystemC prints a banner at elaboration; stdout is for data.
    ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
    try {
        return dispatch({values + 1, values + count});
    } catch (const usage_error& problem) {
        return complain(2, problem.what());
    } catch (const input_error& problem) {
        return complain(3, problem.what());
    } catch (const interrupted& problem) {
        return complain(130, problem.what());
    } catch (const internal_error& problem) {
        fmt::print(stderr, "this is a bug in memglia, not in your input:\n");
        return complain(1, problem.what());
    } catch (const std::exception& problem) {
        return complain(1, problem.what());
    }
}
