#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

namespace {

struct subverb {
    const char* name;
    const char* summary;
    int (*run)(const std::vector<std::string>&);
};

constexpr std::array subverbs{
    subverb{"report", "IR drop, error and the effect of each non-ideality, with pictures (default)",
            array_report},
    subverb{"read", "the operating point under given voltages, as tables", array_read},
    subverb{"write", "pulses that move the cells, or conductances to program", array_write},
    subverb{"netlist", "the same array for ngspice", array_netlist},
};

std::string help() {
    std::string text =
        "memglia array [SUBVERB] [options]\n\nA crossbar with the resistance of its lines.\n\n";
    for (const subverb& s : subverbs) text += fmt::format("  {:<10} {}\n", s.name, s.summary);
    return text + "\nmemglia array SUBVERB --help tells more.\n";
}

}  // namespace

int array_verb(const std::vector<std::string>& arguments) {
    if (arguments.empty()) return array_report(arguments);
    const std::string& first = arguments.front();
    if (first == "--help" || first == "-h") {
        fmt::print("{}", help());
        return 0;
    }
    if (first.starts_with("-")) return array_report(arguments);
    std::vector<std::string> names;
    for (const subverb& s : subverbs) {
        if (first == s.name) return s.run({arguments.begin() + 1, arguments.end()});
        names.emplace_back(s.name);
    }
    const std::string hint = did_you_mean(first, names);
    throw usage_error(fmt::format("memglia array: no sub-verb '{}'; expected {}{}", first,
                                  one_of(names), hint.empty() ? "" : " (" + hint + ")"));
}

}  // namespace memglia
