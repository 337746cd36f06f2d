#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/paragraphs.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/task_verbs.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/disturb_note.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/network_rungs.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/network/load_network.hpp"
#include "tools/validate/frozen_result.hpp"
#include "tools/validate/ladder.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

constexpr int exit_passed = 0;
constexpr int exit_out_of_tolerance = 4;

}  // namespace

verb_options validate_verb_options() {
    verb_options options(
        "validate",
        "Holds the chip to its references: 0 double precision = its frozen results; 1 ideal\n"
        "device = fixed point, decision for decision; 1b VTEAM without noise = closed form,\n"
        "likewise; 2 fixed point ~ double precision; 3 real device behind its lines ~ rung 1,\n"
        "within stated bounds. Without an experiment: navigation, then moved_goal on a quarter of\n"
        "the mazes. Another task has rungs of its own; so has a network, by its name in\n"
        "configs/networks or its file. Exit code 4 when a rung does not hold.",
        "experiment");
    options.add_config_options();
    options.add()("mazes", po::value<std::uint32_t>()->value_name("N"),
                  "mazes walked in lockstep, rungs 1 and 1b (default: 100); rungs 2 and 3 compare\n"
                  "statistics over the experiment's number of mazes");
    options.add()("run", po::value<double>()->value_name("S"),
                  "of a network: biological seconds (default: 2000 ticks)");
    options.add()("chip", po::value<std::string>()->value_name("CHIP"),
                  "of a network: a file of configs/network_chips or a path (default: default)");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "worker processes (default: one per core)");
    return options;
}

namespace {

bool print(const frozen_result& result, const frozen_report& report) {
    const std::string title = fmt::format("{} = its frozen result{}", result.rule,
                                          result.walked.goal_moves_at != 0 ? ", goal moves" : "");
    fmt::print("{:<3} {:<44} {}\n", "0", title,
               report.violations.empty() ? "holds" : "OUT OF BOUNDS");
    std::string numbers = fmt::format("double precision, {} mazes:", result.walked.mazes);
    for (const frozen_number& n : report.found) {
        std::string name = word_of(n.what);
        std::replace(name.begin(), name.end(), '_', ' ');
        numbers += fmt::format("{}{} {:.4g} in [{:.4g}, {:.4g}], episode {}",
                               &n == &report.found.front() ? " " : "; ", name, n.value, n.held.low,
                               n.held.high, n.episode);
    }
    fmt::print("    {}", hanging(numbers, 4));
    for (const std::string& violation : report.violations) fmt::print("    {}\n", violation);
    return report.violations.empty();
}

bool print(const char* rung, const char* title, const lockstep_report& report) {
    if (report.wrong_image) {
        const trace_difference& d = *report.wrong_image;
        fmt::print("{:<3} {:<44} DIFFERS\n    {}, {}: by the rule {}, loaded {}\n", rung, title,
                   d.block, d.signal, d.expected, d.found);
        return false;
    }
    if (!report.first) {
        fmt::print("{:<3} {:<44} holds: {} decisions in {} mazes, no difference\n", rung, title,
                   report.decisions, report.mazes);
        return true;
    }
    const mismatch& m = *report.first;
    fmt::print("{:<3} {:<44} DIFFERS\n", rung, title);
    fmt::print(
        "    maze seed {}, episode {}, decision {}, chip time {:.3f} us\n"
        "    block {}, signal {}: reference {}, chip {}\n",
        m.seed, m.episode, m.decision, 1e6 * m.time_s, m.difference.block, m.difference.signal,
        m.difference.expected, m.difference.found);
    return false;
}

bool print(const char* rung, const char* title, const statistics_report& report) {
    fmt::print("{:<3} {:<44} {}\n", rung, title,
               report.violations.empty() ? "holds" : "OUT OF BOUNDS");
    const auto line = [](const char* name, const std::vector<episode_statistics>& episodes) {
        fmt::print(
            "    {:<10} completion {:.1f} %, median steps {:.0f} in episode 1; steps over "
            "shortest {:.2f} in episode {}\n",
            name, 100 * episodes.front().completion, episodes.front().median_steps,
            episodes.back().mean_over_shortest, episodes.size());
    };
    line("reference", report.expected);
    line("tested", report.found);
    for (const std::string& violation : report.violations) fmt::print("    {}\n", violation);
    return report.violations.empty();
}

// The rungs walk both of these, whoever walks the experiment: the keys of chip and rule have their
// effect. Without `notes` nothing is said of keys that have none: what the ladder itself sets may
// take the effect of the user's away.
run_config ladder_config(const std::filesystem::path& file, const std::vector<std::string>& sets,
                         std::vector<std::string>* notes) {
    const auto tree = load_tree(file, config_root(), describe(run_config{}), sets, "experiments");
    auto config = bind<run_config>(tree);
    for (const char* agent : {agent_chip, agent_reference}) {
        if (!config.experiment.has(agent)) config.experiment.agents.emplace_back(agent);
    }
    if (notes != nullptr) {
        unused_keys unused = find_unused(config);
        add_unused(unused, {"chip.boot"}, "the rungs write the controller's registers themselves");
        *notes = check_unused(tree, unused, config_root());
    }
    return config;
}

// The configurations of rungs 1 and 1b beside the configured one.
ladder_configs ladder_of(const std::filesystem::path& file, std::vector<std::string> sets,
                         std::vector<std::string>* notes) {
    ladder_configs configs;
    configs.configured = ladder_config(file, sets, notes);
    configs.noiseless = configs.configured;
    configs.noiseless.chip.device.sigma_cycle = 0;
    configs.noiseless.chip.device.sigma_read = 0;
    configs.noiseless.chip.device.variation = {};
    configs.noiseless.chip.device.stuck_on_fraction = 0;  // faults are rung 3's
    configs.noiseless.chip.device.stuck_off_fraction = 0;
    configs.noiseless.chip.astrocytes.dead_fraction = 0;
    configs.noiseless.chip.crossbar = access_config{};  // so are lines, and what they disturb
    sets.emplace_back("chip.device=ideal");
    configs.ideal = ladder_config(file, sets, nullptr);
    configs.ideal.chip.astrocytes.dead_fraction = 0;
    configs.ideal.chip.crossbar = access_config{};
    return configs;
}

template <class Rung>
auto with_progress(const char* what, std::size_t mazes, const Rung& rung) {
    progress_line progress(what, mazes);
    return rung([&progress](std::size_t done) { progress.at(done); });
}

bool climb_frozen(std::size_t workers) {
    bool holds = true;
    for (const frozen_result& result : frozen_results()) {
        const auto tree = load_tree(experiment_file("navigation"), config_root(),
                                    describe(run_config{}), {"rule=" + result.rule}, "experiments");
        const rule_config rule = bind<run_config>(tree).rule;
        holds &= print(result, with_progress("rung 0", result.walked.mazes, [&](const auto& done) {
                           return validate_frozen(result, rule, workers, done);
                       }));
    }
    return holds;
}

bool climb(const ladder_configs& configs) {
    const std::size_t lockstep = configs.lockstep_mazes;
    const std::size_t all = configs.configured.experiment.mazes;
    bool holds = print("1", "chip, ideal device = fixed point",
                       with_progress("rung 1", lockstep, [&](const auto& done) {
                           return validate_ideal(configs, done);
                       }));
    holds &= print("1b", "chip, VTEAM without noise = closed form",
                   with_progress("rung 1b", lockstep,
                                 [&](const auto& done) { return validate_vteam(configs, done); }));
    const auto rung_2 = with_progress(
        "rung 2", all, [&](const auto& done) { return validate_fixed_point(configs, done); });
    holds &= print("2", "fixed point ~ double precision", rung_2);
    fmt::print(
        "    {:.2f} % of the fixed-point decisions are ones that double precision would take\n",
        100 * rung_2.agreement);
    holds &= print("3", "chip, real device ~ fixed point",
                   with_progress("rung 3", all, [&](const auto& done) {
                       return validate_device(configs, rung_2.found, done);
                   }));
    return holds;
}

// A name that no experiment has, or a file with populations.
bool is_network(const std::string& name) {
    if (!is_config_path(name)) {
        const auto has = [&name](const char* library) {
            return (config_root() / library).find(name + ".yaml").has_value();
        };
        return has("networks") && !has("experiments");
    }
    if (!std::filesystem::exists(name)) return false;
    return load_tree(name, config_root(), {}, {}, "networks").find("populations") != nullptr;
}

int validate_network(const std::string& name, const po::variables_map& given) {
    constexpr std::uint64_t usual_ticks = 2000;
    if (given.count("mazes") != 0) {
        throw usage_error("memglia validate: --mazes is navigation's, " + name + " is a network");
    }
    chip_sets sets;
    if (given.count("set") != 0) sets = split_sets(given["set"].as<std::vector<std::string>>());
    if (given.count("seed") != 0) {
        sets.others.push_back(fmt::format("seed={}", given["seed"].as<std::uint64_t>()));
    }
    std::vector<std::string> notes;
    const network_chip_config chip =
        load_chip(given.count("chip") != 0 ? given["chip"].as<std::string>() : "default",
                  config_root(), sets.chip, chip_use::whole, &notes);
    print_notes(notes);
    const network net = load_network(library_file(config_root() / "networks", name, "network"),
                                     config_root(), sets.others);
    const double ticks = given.count("run") != 0
                             ? std::round(given["run"].as<double>() / net.tick_s)
                             : static_cast<double>(usual_ticks);
    constexpr double most = 4294967295;
    if (!(ticks >= 1 && ticks <= most)) {
        throw usage_error(
            fmt::format("memglia validate: --run {} s is {} ticks; expected 1 to {:.0f}",
                        given["run"].as<double>(), ticks, most));
    }
    return climb_rungs(network_rungs(net, chip, static_cast<std::uint64_t>(ticks)));
}

}  // namespace

int validate_verb(const std::vector<std::string>& arguments) {
    const verb_options options = validate_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return exit_passed;
    }
    const bool named = given.count("experiment") != 0;
    const std::string name = named ? given["experiment"].as<std::string>() : "navigation";
    if (named && is_network(name)) return validate_network(name, given);
    const auto file = experiment_file(name);
    const auto sets = config_changes(given);
    for (const char* option : {"run", "chip"}) {
        if (given.count(option) == 0) continue;
        throw usage_error(fmt::format("memglia validate: --{} is a network's, {} is an experiment",
                                      option, name));
    }
    if (const task* other = task_of(file, config_root(), sets)) {
        if (given.count("mazes") != 0) {
            throw usage_error(fmt::format(
                "memglia validate: --mazes is navigation's, the experiment is the task {}",
                other->name()));
        }
        std::vector<std::string> told;
        auto changes = task_changes(*other, given);
        for (std::string& change : other->ladder_changes()) changes.push_back(std::move(change));
        const auto what = other->load(file, config_root(), changes, &told);
        print_notes(told);
        return climb_rungs(what->rungs(worker_count(given, "validate")));
    }
    std::uint32_t lockstep_mazes = ladder_configs{}.lockstep_mazes;
    if (given.count("mazes") != 0) {
        lockstep_mazes = given["mazes"].as<std::uint32_t>();
        if (lockstep_mazes == 0) {
            throw usage_error("memglia validate: --mazes 0; expected at least 1");
        }
    }
    std::vector<std::string> notes;
    ladder_configs configs = ladder_of(file, sets, &notes);
    print_notes(notes);
    configs.lockstep_mazes = lockstep_mazes;
    const task_list tasks(configs.configured.experiment);
    if (auto note = disturb_note(configs.configured, tasks.max_cells()); !note.empty()) {
        print_notes({note});
    }
    configs.workers = worker_count(given, "validate");
    catch_stop_signals();

    bool holds = climb_frozen(configs.workers);
    holds &= climb(configs);
    if (!named) {
        constexpr std::uint32_t share = 4;
        ladder_configs moved = ladder_of(experiment_file("moved_goal"), sets, nullptr);
        moved.workers = configs.workers;
        moved.lockstep_mazes = (lockstep_mazes + share - 1) / share;
        for (run_config* config : {&moved.configured, &moved.ideal, &moved.noiseless}) {
            config->experiment.mazes = (config->experiment.mazes + share - 1) / share;
        }
        fmt::print("\nwhere the goal moves and returns:\n");
        holds &= climb(moved);
    }
    return holds ? exit_passed : exit_out_of_tolerance;
}

}  // namespace memglia
