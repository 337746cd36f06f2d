#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/maze_generator.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/maze_job.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/registry.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

// The first number of a stream, as every machine must draw it.
constexpr std::uint32_t known_draw = 783'386;

std::string check_configs() {
    const search_path root = config_root();
    const auto names = library_names(root / "experiments");
    for (const std::string& name : names) {
        const auto file = experiment_file(name);
        if (const task* other = task_of(file, root, {})) {
            other->load(file, root, {}, nullptr);
        } else {
            load_config<run_config>(file, root);
        }
    }
    return fmt::format("{} experiments are valid; the default is {}", names.size(),
                       experiment_file("navigation").string());
}

// Where configurations are looked for, first to last.
void print_places() {
    fmt::print("firmware: {}\n", firmware_folders().places_of("nav.elf"));
    fmt::print("configurations, an earlier place before a later one:\n");
    for (const config_place& place : config_places()) {
        fmt::print("  {:<18} {}{}\n", place.origin, place.folder.string(),
                   place.exists ? "" : "  (not there)");
    }
}

std::string check_randomness() {
    const std::uint32_t drawn = random_stream(1, "doctor", "self-test").below(1'000'000);
    if (drawn != known_draw) {
        throw error(fmt::format("the random stream draws {} instead of {}", drawn, known_draw));
    }
    return "random streams draw what they draw everywhere";
}

std::string check_chip() {
    auto config = load_config<run_config>(experiment_file("navigation"), config_root());
    config.experiment.episodes = 1;
    const task_list tasks(config.experiment);
    const firmware_images firmware = find_firmware(config, firmware_folders());
    std::uint64_t decisions = 0;
    run_jobs(
        1, 1,
        [&]() -> job {
            const auto maze = std::make_shared<maze_job>(config, tasks, firmware, std::nullopt);
            return [maze](std::size_t) { return to_bytes(maze->run(0)); };
        },
        [&](std::size_t, const std::string& bytes) {
            decisions = from_bytes(bytes).chips.at(agent_chip).decisions();
        });
    return fmt::format("a chip was built and took {} decisions in a forked worker", decisions);
}

}  // namespace

verb_options doctor_verb_options() {
    return {"doctor",
            "Says what memglia runs on, where it finds its configurations, and whether all is "
            "well."};
}

int doctor_verb(const std::vector<std::string>& arguments) {
    const verb_options options = doctor_verb_options();
    if (options.parse(arguments).count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    fmt::print("memglia {}\n", version_text());
    for (const auto& [name, version] : library_versions()) fmt::print("  {} {}\n", name, version);
    print_places();
    bool well = true;
    for (const std::function<std::string()>& check :
         {std::function(check_configs), std::function(check_randomness),
          std::function(check_chip)}) {
        try {
            fmt::print("ok       {}\n", check());
        } catch (const std::exception& problem) {
            well = false;
            fmt::print("PROBLEM  {}\n", problem.what());
        }
    }
    return well ? 0 : 1;
}

}  // namespace memglia
