#include "tools/experiment/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/error.hpp"
#include "snan/maze_generator.hpp"
#include "tools/table/files.hpp"

namespace memglia {

task_list::task_list(const experiment_config& config) : config_(config) {
    if (config.scenario.empty()) return;
    const std::filesystem::path file = config.scenario;
    std::map<std::string, grid_map> maps;
    for (const scenario& row : parse_scenarios(read_text(file), file.string())) {
        auto known = maps.find(row.map);
        if (known == maps.end()) {
            const auto map_file = file.parent_path() / row.map;
            known = maps.emplace(row.map, parse_map(read_text(map_file), map_file.string())).first;
        }
        rows_.push_back(scenario_maze(known->second, row, file.string()));
    }
}

maze task_list::task(std::uint32_t i) const {
    if (!rows_.empty()) return rows_[i % rows_.size()];
    return generate_maze(config_.width, config_.height, config_.wall_fraction, seed(i));
}

std::vector<maze> task_list::goals(std::uint32_t i) const {
    std::vector<maze> all{task(i)};
    if (config_.goal_moves_at == 0) return all;
    try {
        all.push_back(move_goal(all.front(), seed(i)));
    } catch (const error& e) {
        throw error(fmt::format("maze {}, seed {}: {}", i, seed(i), e.what()));
    }
    return all;
}

std::uint32_t task_list::max_cells() const {
    std::uint32_t cells = rows_.empty() ? config_.width * config_.height : 0;
    for (const maze& row : rows_) cells = std::max(cells, row.map.cells());
    return cells;
}

std::string task_list::description() const {
    if (!rows_.empty()) {
        const auto name = std::filesystem::path(config_.scenario).filename().string();
        return fmt::format("{} run{} over the {} row{} of {}", config_.mazes,
                           config_.mazes == 1 ? "" : "s", rows_.size(),
                           rows_.size() == 1 ? "" : "s", name);
    }
    return fmt::format("{} random maze{} of {} x {} cells, {:.0f} % walls", config_.mazes,
                       config_.mazes == 1 ? "" : "s", config_.width, config_.height,
                       100 * config_.wall_fraction);
}

}  // namespace memglia
