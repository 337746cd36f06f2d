#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <limits>

#include "base/error.hpp"
#include "snan/maze_generator.hpp"
#include "snan/moving_ai.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options maze_verb_options() {
    verb_options options(
        "maze",
        "Shows mazes: a generated one, or those of a Moving AI .map or .scen file,\n"
        "which is checked on the way. S start, G goal, # wall.",
        "file");
    const experiment_config standard;
    options.add()("width",
                  po::value<std::uint32_t>()->value_name("N")->default_value(standard.width),
                  "cells");
    options.add()("height",
                  po::value<std::uint32_t>()->value_name("N")->default_value(standard.height),
                  "cells");
    options.add()(
        "walls", po::value<double>()->value_name("X")->default_value(standard.wall_fraction, "0.2"),
        "fraction of wall cells");
    options.add()("seed",
                  po::value<std::uint64_t>()->value_name("N")->default_value(standard.first_seed),
                  "seed");
    options.add()("out,o", po::value<std::string>()->value_name("FILE"),
                  "write the map as a new .map file");
    return options;
}

namespace {

std::string draw(const grid_map& map, cell_index start, cell_index goal) {
    std::string text;
    for (std::uint32_t y = 0; y < map.height(); ++y) {
        for (std::uint32_t x = 0; x < map.width(); ++x) {
            const cell_index cell = map.cell_at(x, y);
            text += cell == start ? 'S' : cell == goal ? 'G' : map.is_free(cell) ? '.' : '#';
        }
        text += '\n';
    }
    return text;
}

void print_maze(const maze& task) {
    const auto at = [&task](cell_index c) {
        return fmt::format("({}, {})", task.map.x_of(c), task.map.y_of(c));
    };
    fmt::print("start {}, goal {}, shortest path {}\n{}", at(task.start), at(task.goal),
               task.shortest, draw(task.map, task.start, task.goal));
}

void write_new(const std::string& file, const grid_map& map) {
    if (std::filesystem::exists(file)) {
        throw input_error(
            {.file = file, .found = "the file exists already", .expected = "a new name for --out"});
    }
    write_text(file, format_map(map));
}

}  // namespace

int maze_verb(const std::vector<std::string>& arguments) {
    const verb_options options = maze_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const bool write = given.count("out") != 0;
    if (given.count("file") == 0) {
        const double walls = given["walls"].as<double>();
        if (!(walls >= 0 && walls <= 1)) {
            throw usage_error("memglia maze: --walls expects a fraction between 0 and 1");
        }
        const maze task =
            generate_maze(given["width"].as<std::uint32_t>(), given["height"].as<std::uint32_t>(),
                          walls, given["seed"].as<std::uint64_t>());
        print_maze(task);
        if (write) write_new(given["out"].as<std::string>(), task.map);
        return 0;
    }
    const std::filesystem::path file = given["file"].as<std::string>();
    if (file.extension() == ".scen") {
        if (write) throw usage_error("memglia maze: --out needs a single map, not a .scen file");
        experiment_config experiment;
        experiment.scenario = file.string();
        experiment.mazes = std::numeric_limits<std::uint32_t>::max();  // every row
        const task_list tasks(experiment);
        for (std::uint32_t i = 0; i < tasks.rows(); ++i) print_maze(tasks.task(i));
        return 0;
    }
    const grid_map map = parse_map(read_text(file), file.string());
    std::uint32_t free = 0;
    for (cell_index cell = 0; cell < map.cells(); ++cell) free += map.is_free(cell) ? 1U : 0U;
    fmt::print("{} x {} cells, {} free\n{}", map.width(), map.height(), free,
               draw(map, map.cells(), map.cells()));
    if (write) write_new(given["out"].as<std::string>(), map);
    return 0;
}

}  // namespace memglia
