#include "tools/cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/cli/paragraphs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

namespace {

constexpr std::array array_commands{
    command{"report", "IR drop, error and the effect of each non-ideality, with pictures (default)",
            array_report_verb_options, array_report},
    command{"read", "the operating point under given voltages, as tables", array_read_verb_options,
            array_read},
    command{"write", "pulses that move the cells, or conductances to program",
            array_write_verb_options, array_write},
    command{"netlist", "the same array for ngspice", array_netlist_verb_options, array_netlist},
};

constexpr std::array device_commands{
    command{"transient", "one cell under a waveform", device_transient_verb_options,
            device_transient_verb},
    command{"fit", "VTEAM parameters of a measured device", device_fit_verb_options,
            device_fit_verb},
};

constexpr std::array all_commands{
    command{"run", "run an experiment and write a result folder with a report", run_verb_options,
            run_verb},
    command{"study", "run a series of experiments into one folder with one report",
            study_verb_options, study_verb},
    command{"compare", "results side by side: configurations, steps, energy", compare_verb_options,
            compare_verb},
    command{"bill", "the energy of a decision again from a result's counts, with any technology",
            bill_verb_options, bill_verb},
    command{"report", "write the page of a result folder again, also of an interrupted one",
            report_verb_options, report_verb},
    command{"validate", "hold the chip to its references", validate_verb_options, validate_verb},
    command{"array", "what the lines of a crossbar do to its currents, and its netlist",
            array_verb_options, array_verb, array_commands},
    command{"network", "describe a network of spiking neurons and astrocytes, check it, run it",
            network_verb_options, network_verb},
    command{"recall", "store patterns in a network with delays and recall them from a cue",
            recall_verb_options, recall_verb},
    command{"maze", "show or check mazes", maze_verb_options, maze_verb},
    command{"device", "measure one memristor: hysteresis, pulses, switching; fit one",
            device_verb_options, device_verb, device_commands},
    command{"exec", "run a bare-metal program on the chip's RISC-V processor", exec_verb_options,
            exec_verb},
    command{"registers", "the address map that programs on the processor meet",
            registers_verb_options, registers_verb},
    command{"schema", "what an experiment file may hold, and what it amounts to",
            schema_verb_options, schema_verb},
    command{"doctor", "what memglia runs on, and whether all is well", doctor_verb_options,
            doctor_verb},
    command{"man", "a manual page of memglia or of a verb", man_verb_options, man_verb},
    command{"completion", "the completion script of a shell", completion_verb_options,
            completion_verb},
};

}  // namespace

std::span<const command> commands() {
    return all_commands;
}

const command* find_command(std::span<const command> among, std::string_view name) {
    const auto found =
        std::find_if(among.begin(), among.end(), [&](const command& c) { return c.name == name; });
    return found != among.end() ? &*found : nullptr;
}

std::string expected_commands(std::span<const command> among, const std::string& found) {
    std::vector<std::string> names;
    for (const command& c : among) names.emplace_back(c.name);
    const std::string hint = did_you_mean(found, names);
    return fmt::format("; expected {}{}", one_of(names), hint.empty() ? "" : " (" + hint + ")");
}

std::string list_of(std::span<const command> all) {
    std::string text;
    constexpr std::size_t column = 13;
    for (const command& c : all) {
        text += fmt::format("  {:<10} {}", c.name, hanging(c.summary, column));
    }
    return text;
}

std::string general_help() {
    return "memglia: emulates neuromorphic chips and accounts every decision in cycles and "
           "joules\n\nusage: memglia VERB [options]\n\n" +
           list_of(commands()) +
           "\nmemglia help VERB tells more; memglia --version the version.\n"
           "Exit codes: 0 done, 1 failed, 2 usage, 3 bad input, 4 out of tolerance,\n"
           "130 interrupted.\n";
}

std::string help_of(const command& verb) {
    std::string text = verb.options().help();
    if (!verb.subcommands.empty()) {
        text += fmt::format("\nSub-verbs:\n{}\nmemglia help {} SUBVERB tells more.\n",
                            list_of(verb.subcommands), verb.name);
    }
    return text;
}

int run_command(const command& verb, const std::vector<std::string>& arguments) {
    if (arguments.empty()) return verb.run(arguments);
    const std::string& first = arguments.front();
    if (const command* inner = find_command(verb.subcommands, first)) {
        return run_command(*inner, {arguments.begin() + 1, arguments.end()});
    }
    if (first == "--help" || first == "-h") {
        fmt::print("{}", help_of(verb));
        return 0;
    }
    return verb.run(arguments);
}

}  // namespace memglia
