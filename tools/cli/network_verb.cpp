#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/network/chip_run.hpp"
#include "tools/network/comparison.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/network/load_network.hpp"
#include "tools/network/network_page.hpp"
#include "tools/network/network_text.hpp"
#include "tools/network/probe_tables.hpp"
#include "tools/network/readout_tables.hpp"
#include "tools/network/simulate.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options network_verb_options() {
    verb_options options(
        "network",
        "Describes a network of spiking neurons and astrocytes and checks it; with --run also "
        "runs\n"
        "it. Takes a name in configs/networks or a file (docs/networks.md). --on chip maps it onto "
        "a\n"
        "chip of configs/network_chips and says what that takes (docs/network-chip.md).",
        "network");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key of the network, as in tick_s=1e-3, or of the chip, as in "
                  "chip.device=ideal; may be repeated");
    options.add()("seed", po::value<std::uint64_t>()->value_name("N"),
                  "seed of connections, weights and delays");
    options.add()("on", po::value<std::string>()->value_name("double|fixed|chip"),
                  "what it runs on: double precision (as without --on), the chip's integers, or "
                  "the chip");
    options.add()("chip", po::value<std::string>()->value_name("CHIP"),
                  "a file of configs/network_chips or a path (default: default)");
    options.add()("run", po::value<double>()->value_name("S"), "biological seconds to run");
    options.add()("compare", po::value<std::string>()->value_name("double|fixed"),
                  "run it on this, too, and say where the two part");
    options.add()("csv", po::value<std::string>()->value_name("NAME"),
                  "print only what this probe has seen");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write a table per probe, report.html, figures/*.svg, summary.json, timing.json "
                  "and the tables that were read into a new folder; on a chip also bill.csv and "
                  "programming.csv. DIR/summary.json may stand for the network, and for the CHIP");
    options.add()("format", po::value<std::string>()->value_name("csv|npz"),
                  "of the probes' tables in DIR; csv where it is not given");
    options.add()("force,f", "replace an older result folder");
    return options;
}

namespace {

std::uint64_t ticks_to_run(const po::variables_map& given, const network& net) {
    const double ticks = std::round(given["run"].as<double>() / net.tick_s);
    constexpr double most = 4294967295;
    if (ticks >= 1 && ticks <= most) return static_cast<std::uint64_t>(ticks);
    throw usage_error(fmt::format("memglia network: --run {} s is {} ticks; expected 1 to {:.0f}",
                                  given["run"].as<double>(), ticks, most));
}

std::size_t probe_named(const network& net, const std::string& name) {
    const std::size_t index = index_of(net.probes, name);
    if (index < net.probes.size()) return index;
    std::vector<std::string> names;
    for (const probe& p : net.probes) names.push_back(p.name);
    const std::string hint = did_you_mean(name, names);
    throw usage_error(fmt::format("memglia network: no probe '{}'; expected {}{}", name,
                                  names.empty() ? "one in the network" : one_of(names),
                                  hint.empty() ? "" : " (" + hint + ")"));
}

std::unique_ptr<run_folder> new_folder(const po::variables_map& given,
                                       const std::vector<std::filesystem::path>& read) {
    const std::filesystem::path out = given["out"].as<std::string>();
    for (const auto& file : read) {
        if (!same_file(out, file) &&
            !same_file(out, std::filesystem::absolute(file).parent_path())) {
            continue;
        }
        throw input_error(
            {.file = out.string(),
             .found = "--out would replace " + file.string() + ", which this command reads",
             .expected = "another folder"});
    }
    return std::make_unique<run_folder>(out, given.count("force") != 0);
}

constexpr int out_of_tolerance = 4;

substrate substrate_named(const po::variables_map& given, const char* option) {
    const std::string word = given[option].as<std::string>();
    const auto on = choice_of<substrate>(word);
    if (on && !(*on == substrate::chip && std::string_view(option) == "compare")) return *on;
    throw usage_error(fmt::format(
        "memglia network: --{} {}; expected {}", option, word,
        std::string_view(option) == "compare" ? "double or fixed" : "double, fixed or chip"));
}

// What runs on what.
struct runs_wanted {
    substrate on = substrate::double_precision;
    std::optional<substrate> beside;
};

runs_wanted runs_of(const po::variables_map& given, bool sets_chip) {
    const auto refuse = [](const std::string& why) {
        throw usage_error("memglia network: " + why);
    };
    for (const char* option : {"csv", "out", "compare"}) {
        if (given.count(option) != 0 && given.count("run") == 0) {
            refuse(fmt::format("--{} needs --run SECONDS", option));
        }
    }
    if (given.count("format") != 0) {
        const auto format = given["format"].as<std::string>();
        if (format != "csv" && format != "npz") {
            refuse(fmt::format("--format {}; expected csv or npz", format));
        }
        if (given.count("out") == 0) refuse("--format needs --out DIR");
    }
    runs_wanted wanted;
    if (given.count("on") != 0) wanted.on = substrate_named(given, "on");
    if (given.count("compare") != 0) wanted.beside = substrate_named(given, "compare");
    if (wanted.on == substrate::double_precision && (sets_chip || given.count("chip") != 0)) {
        refuse(fmt::format("{} has no effect in double precision; expected --on fixed or --on chip",
                           given.count("chip") != 0 ? "--chip" : "--set chip.KEY=VALUE"));
    }
    if (wanted.beside == wanted.on || (wanted.beside && wanted.on == substrate::double_precision)) {
        refuse(fmt::format("--compare {} with --on {}; expected --on {}", word_of(*wanted.beside),
                           word_of(wanted.on),
                           *wanted.beside == substrate::fixed ? "chip" : "fixed or chip"));
    }
    if (wanted.beside && given.count("csv") != 0) {
        refuse("--csv prints what a probe has seen and nothing else; expected no --compare");
    }
    return wanted;
}

// In parts, so that a signal is heard: its exception takes the unfinished folder along.
void run_in_parts(network_simulation& simulation, std::uint64_t ticks) {
    constexpr std::uint64_t part = 16;
    for (std::uint64_t left = ticks; left > 0;) {
        throw_if_stopped();
        const std::uint64_t now = std::min(left, part);
        simulation.run(now);
        left -= now;
    }
}

// A run that has ended and what is told of it.
struct finished_run {
    std::unique_ptr<network_simulation> simulation;
    std::optional<chip_run> on_chip;
    std::optional<comparison> beside;
    double run_s = 0;
    double beside_s = 0;
};

// Errors about the network name its file and line.
template <class Work>
auto placing_errors(const config_tree::node& document, Work&& work) {
    try {
        return work();
    } catch (const input_error& e) {
        throw placed(e, document);
    }
}

std::unique_ptr<network_simulation> timed_run(network net, substrate on,
                                              const network_chip_config& chip, std::uint64_t ticks,
                                              double& took_s) {
    const auto start = std::chrono::steady_clock::now();
    auto simulation = make_simulation(std::move(net), on, chip);
    run_in_parts(*simulation, ticks);
    took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return simulation;
}

finished_run run_wanted(network net, const runs_wanted& wanted, const network_chip_config& chip,
                        std::uint64_t ticks) {
    const std::size_t own_probes = net.probes.size();
    std::unique_ptr<network_simulation> other;
    finished_run done;
    if (wanted.beside) {
        net = with_end_probes(std::move(net));
        other = timed_run(net, *wanted.beside, chip, ticks, done.beside_s);
    }
    done.simulation = timed_run(std::move(net), wanted.on, chip, ticks, done.run_s);
    if (auto* on_chip = dynamic_cast<network_on_chip*>(done.simulation.get())) {
        done.on_chip = measure(*on_chip);
    }
    if (other)
        done.beside = compare(*done.simulation, wanted.on, *other, *wanted.beside, own_probes);
    return done;
}

// What is written beside what the run itself holds.
struct result_notes {
    nlohmann::ordered_json configuration;
    std::vector<network_input> inputs;
    std::size_t probes = 0;  ///< that are the network's own
    bool as_archives = false;
    std::string name;
    std::string command;
};

void write_page(const finished_run& done, substrate on, const result_notes& notes,
                const std::filesystem::path& folder) {
    const report_page page =
        network_page(*done.simulation, on, notes.probes, done.on_chip,
                     {notes.name, notes.command, to_yaml(notes.configuration)});
    write_text(folder / "report.html", page.html());
    std::filesystem::create_directory(folder / "figures");
    for (const picture& p : page.pictures()) write_text(folder / "figures" / p.name, p.svg);
}

void write_result(const finished_run& done, substrate on, const network_chip_config& chip,
                  const result_notes& notes, run_folder& folder) {
    const network_simulation& run = *done.simulation;
    const network& net = run.description();
    nlohmann::ordered_json summary;
    summary["schema"] = 1;
    summary["on"] = word_of(on);
    summary["ticks"] = run.ticks();
    summary["synaptic_events"] = run.deliveries();
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        summary["spikes"][net.populations[i].name] = run.spikes(i);
    }
    summary["configuration"] = notes.configuration;
    if (on != substrate::double_precision) {
        const number_format numbers = format_of(chip);
        summary["numbers"] = {{"weight_levels", numbers.weight_levels},
                              {"state_bits", numbers.state_bits}};
    }
    if (done.on_chip) {
        summary["chip"] = chip_run_json(*done.on_chip);
        write_text(folder.working() / "bill.csv", bill_table(*done.on_chip));
        write_text(folder.working() / "programming.csv", programming_table(*done.on_chip));
    }
    if (done.beside) summary["comparison"] = comparison_json(*done.beside);
    for (std::size_t i = 0; i < notes.probes; ++i) {
        const auto file = folder.working() / net.probes[i].name;
        if (notes.as_archives) {
            write_text(file.string() + ".npz", probe_archive(run, i));
        } else {
            write_text(file.string() + ".csv", probe_table(run, i));
        }
    }
    for (const network_input& input : notes.inputs) {
        const auto kept = folder.working() / input.name;
        std::filesystem::create_directories(kept.parent_path());
        std::filesystem::copy_file(input.file, kept);
    }
    write_page(done, on, notes, folder.working());
    for (std::size_t i = 0; i < net.readouts.size(); ++i) {
        write_text(folder.working() / (net.readouts[i].name + ".csv"), readout_table(run, i));
    }
    write_text(folder.working() / "summary.json", summary.dump(2) + '\n');
    nlohmann::ordered_json timing{{"run_s", done.run_s}};
    if (done.beside) timing["compared_s"] = done.beside_s;
    write_text(folder.working() / "timing.json", timing.dump(2) + '\n');
    folder.commit();
}

std::string described(const network& net, substrate on, const network_chip_config& chip) {
    std::string text = network_text(net);
    if (on == substrate::double_precision) return text;
    text += '\n' + numbers_text(net, quantise(net, format_of(chip)));
    return on == substrate::chip ? text + '\n' + mapping_text(map_on_chip(net, chip)) : text;
}

std::string told(const finished_run& done) {
    std::string text = run_text(*done.simulation) + readouts_text(*done.simulation);
    if (done.on_chip) text += '\n' + chip_run_text(*done.on_chip);
    if (done.beside) text += '\n' + comparison_text(*done.beside);
    return text;
}

// All that was given but for where the results go.
std::string network_command(const po::variables_map& given) {
    std::vector<std::string> words{"network", given["network"].as<std::string>()};
    const auto add = [&words](const char* option, const std::string& value) {
        words.push_back(fmt::format("--{}", option));
        words.push_back(value);
    };
    if (given.count("set") != 0) {
        for (const auto& set : given["set"].as<std::vector<std::string>>()) add("set", set);
    }
    if (given.count("seed") != 0) add("seed", fmt::format("{}", given["seed"].as<std::uint64_t>()));
    for (const char* option : {"on", "chip", "compare"}) {
        if (given.count(option) != 0) add(option, given[option].as<std::string>());
    }
    add("run", number_text(given["run"].as<double>()));
    return command_line_of(words);
}

// A probe would take the name of a table that a chip leaves.
void check_probe_names(const network& net) {
    for (std::size_t i = 0; i < net.probes.size(); ++i) {
        if (net.probes[i].name != "bill" && net.probes[i].name != "programming") continue;
        throw input_error({.path = fmt::format("probes[{}].name", i),
                           .found = fmt::format("found '{}', which --out calls a table of the chip",
                                                net.probes[i].name),
                           .expected = "another name"});
    }
}

}  // namespace

int network_verb(const std::vector<std::string>& arguments) {
    const verb_options options = network_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("network") == 0) {
        throw usage_error("memglia network: which network? Give a name or a file");
    }
    chip_sets sets;
    if (given.count("set") != 0) sets = split_sets(given["set"].as<std::vector<std::string>>());
    if (given.count("seed") != 0) {
        sets.others.push_back(fmt::format("seed={}", given["seed"].as<std::uint64_t>()));
    }
    const runs_wanted wanted = runs_of(given, !sets.chip.empty());
    std::vector<std::filesystem::path> read;
    network_chip_config chip;
    if (wanted.on != substrate::double_precision) {
        std::vector<std::string> notes;
        chip = load_chip(given.count("chip") != 0 ? given["chip"].as<std::string>() : "default",
                         config_root(), sets.chip,
                         wanted.on == substrate::chip ? chip_use::whole : chip_use::numbers, &notes,
                         &read);
        print_notes(notes);
    }
    const auto file =
        library_file(config_root() / "networks", given["network"].as<std::string>(), "network");
    config_tree::node document;
    network net = load_network(file, config_root(), sets.others, &read, &document);
    if (given.count("run") == 0) {
        fmt::print("{}", placing_errors(document, [&] { return described(net, wanted.on, chip); }));
        return 0;
    }
    const std::uint64_t ticks = ticks_to_run(given, net);
    placing_errors(document, [&] {
        check_probe_sizes(net, ticks);
        if (wanted.on == substrate::chip) check_probe_names(net);
    });
    const bool as_table = given.count("csv") != 0;
    const std::size_t only = as_table ? probe_named(net, given["csv"].as<std::string>()) : 0;
    catch_stop_signals();
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) folder = new_folder(given, read);
    result_notes notes{
        .configuration = {},
        .inputs = take_inputs(net, document),
        .probes = net.probes.size(),
        .as_archives = given.count("format") != 0 && given["format"].as<std::string>() == "npz",
        .name = file.stem().string(),
        .command = network_command(given)};
    notes.configuration = dump(net);
    const finished_run done =
        placing_errors(document, [&] { return run_wanted(std::move(net), wanted, chip, ticks); });
    if (folder) write_result(done, wanted.on, chip, notes, *folder);
    fmt::print("{}", as_table ? probe_table(*done.simulation, only) : told(done));
    const bool must_agree = wanted.on == substrate::chip && done.beside &&
                            wanted.beside == substrate::fixed && is_exact(chip);
    return must_agree && !done.beside->identical() ? out_of_tolerance : 0;
}

}  // namespace memglia
