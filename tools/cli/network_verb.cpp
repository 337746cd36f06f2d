#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/network/load_network.hpp"
#include "tools/network/network_text.hpp"
#include "tools/network/probe_tables.hpp"
#include "tools/network/readout_tables.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options network_verb_options() {
    verb_options options(
        "network",
        "Describes a network of spiking neurons and astrocytes and checks it; with --run also "
        "runs\n"
        "it, in double precision. Takes a name in configs/networks or a file (docs/networks.md).",
        "network");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key of the network, as in tick_s=1e-3; may be repeated");
    options.add()("seed", po::value<std::uint64_t>()->value_name("N"),
                  "seed of connections, weights and delays");
    options.add()("run", po::value<double>()->value_name("S"), "biological seconds to run");
    options.add()("csv", po::value<std::string>()->value_name("NAME"),
                  "print only what this probe has seen");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write a table per probe and summary.json into a new folder");
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

// In parts, so that a signal is heard: its exception takes the unfinished folder along.
void run_in_parts(network_engine& engine, std::uint64_t ticks) {
    constexpr std::uint64_t part = 16;
    for (std::uint64_t left = ticks; left > 0;) {
        throw_if_stopped();
        const std::uint64_t now = std::min(left, part);
        engine.run(now);
        left -= now;
    }
}

void write_result(const network_engine& engine, run_folder& folder) {
    const network& net = engine.description();
    nlohmann::ordered_json summary;
    summary["schema"] = 1;
    summary["ticks"] = engine.ticks();
    summary["synaptic_events"] = engine.deliveries();
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        summary["spikes"][net.populations[i].name] = engine.spikes(i);
    }
    summary["configuration"] = dump(net);
    for (std::size_t i = 0; i < net.probes.size(); ++i) {
        write_text(folder.working() / (net.probes[i].name + ".csv"), probe_table(engine, i));
    }
    for (std::size_t i = 0; i < net.readouts.size(); ++i) {
        write_text(folder.working() / (net.readouts[i].name + ".csv"), readout_table(engine, i));
    }
    write_text(folder.working() / "summary.json", summary.dump(2) + '\n');
    folder.commit();
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
    for (const char* option : {"csv", "out"}) {
        if (given.count(option) != 0 && given.count("run") == 0) {
            throw usage_error(fmt::format("memglia network: --{} needs --run SECONDS", option));
        }
    }
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        sets.push_back(fmt::format("seed={}", given["seed"].as<std::uint64_t>()));
    }
    const auto file =
        library_file(config_root() / "networks", given["network"].as<std::string>(), "network");
    std::vector<std::filesystem::path> read;
    network net = load_network(file, config_root(), sets, &read);
    if (given.count("run") == 0) {
        fmt::print("{}", network_text(net));
        return 0;
    }
    const std::uint64_t ticks = ticks_to_run(given, net);
    check_probe_sizes(net, ticks);
    const bool as_table = given.count("csv") != 0;
    const std::size_t only = as_table ? probe_named(net, given["csv"].as<std::string>()) : 0;
    catch_stop_signals();
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) folder = new_folder(given, read);
    network_engine engine(std::move(net));
    run_in_parts(engine, ticks);
    if (folder) write_result(engine, *folder);
    fmt::print("{}",
               as_table ? probe_table(engine, only) : run_text(engine) + readouts_text(engine));
    return 0;
}

}  // namespace memglia
