#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/progress.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/disturb_note.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/experiment/worker_pool.hpp"
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
        "Holds the chip to its references: 1 ideal device = fixed point, decision for decision;\n"
        "1b VTEAM without noise = closed form, likewise; 2 fixed point ~ double precision; 3 real\n"
        "device behind its lines ~ rung 1, within stated bounds. Exit code 4 when a rung does not "
        "hold.",
        "experiment");
    options.add_config_options();
    options.add()("mazes", po::value<std::uint32_t>()->value_name("N"),
                  "mazes walked in lockstep, rungs 1 and 1b (default: 100); rungs 2 and 3 compare\n"
                  "statistics over the experiment's number of mazes");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "worker processes (default: one per core)");
    return options;
}

namespace {

bool print(const char* rung, const char* title, const lockstep_report& report) {
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
    if (notes != nullptr) *notes = check_unused(tree, find_unused(config), config_root());
    return config;
}

}  // namespace

int validate_verb(const std::vector<std::string>& arguments) {
    const verb_options options = validate_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return exit_passed;
    }
    const auto file = experiment_file(
        given.count("experiment") != 0 ? given["experiment"].as<std::string>() : "navigation");
    auto sets = config_changes(given);
    ladder_configs configs;
    if (given.count("mazes") != 0) {
        configs.lockstep_mazes = given["mazes"].as<std::uint32_t>();
        if (configs.lockstep_mazes == 0) {
            throw usage_error("memglia validate: --mazes 0; expected at least 1");
        }
    }
    std::vector<std::string> notes;
    configs.configured = ladder_config(file, sets, &notes);
    print_notes(notes);
    const task_list tasks(configs.configured.experiment);
    if (auto note = disturb_note(configs.configured, tasks.max_cells()); !note.empty()) {
        print_notes({note});
    }
    configs.noiseless = configs.configured;
    configs.noiseless.chip.device.sigma_cycle = 0;
    configs.noiseless.chip.device.sigma_read = 0;
    configs.noiseless.chip.device.variation = {};
    configs.noiseless.chip.device.stuck_on_fraction = 0;  // faults are rung 3's
    configs.noiseless.chip.device.stuck_off_fraction = 0;
    configs.noiseless.chip.astrocytes.dead_fraction = 0;
    configs.noiseless.chip.crossbar = access_config{};  // so are lines, and what they disturb
    sets.push_back("chip.device=ideal");
    configs.ideal = ladder_config(file, sets, nullptr);
    configs.ideal.chip.astrocytes.dead_fraction = 0;
    configs.ideal.chip.crossbar = access_config{};
    configs.workers = worker_count(given, "validate");
    catch_stop_signals();

    const auto with_progress = [&](const char* what, std::size_t mazes, const auto& rung) {
        progress_line progress(what, mazes);
        return rung([&progress](std::size_t done) { progress.at(done); });
    };
    const std::size_t lockstep = configs.lockstep_mazes;
    const std::size_t all = configs.configured.experiment.mazes;
    bool holds = print("1", "chip, ideal device = fixed point",
                       with_progress("rung 1", lockstep, [&](const auto& progress) {
                           return validate_ideal(configs, progress);
                       }));
    holds &= print("1b", "chip, VTEAM without noise = closed form",
                   with_progress("rung 1b", lockstep, [&](const auto& progress) {
                       return validate_vteam(configs, progress);
                   }));
    const auto rung_2 = with_progress("rung 2", all, [&](const auto& progress) {
        return validate_fixed_point(configs, progress);
    });
    holds &= print("2", "fixed point ~ double precision", rung_2);
    fmt::print(
        "    {:.2f} % of the fixed-point decisions are ones that double precision would take\n",
        100 * rung_2.agreement);
    holds &= print("3", "chip, real device ~ fixed point",
                   with_progress("rung 3", all, [&](const auto& progress) {
                       return validate_device(configs, rung_2.found, progress);
                   }));
    return holds ? exit_passed : exit_out_of_tolerance;
}

}  // namespace memglia
