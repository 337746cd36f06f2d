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
    std::map<std::string, std::shared_ptr<const grid_map>> maps;
    sources_ = read_text(file);
    const std::vector<scenario> rows = parse_scenarios(sources_, file.string());
    rows_in_file_ = static_cast<std::uint32_t>(rows.size());
    for (std::uint32_t i = 0; i < std::min(config.mazes, rows_in_file_); ++i) {
        auto& map = maps[rows[i].map];
        if (!map) {
            const auto map_file = file.parent_path() / rows[i].map;
            const std::string text = read_text(map_file);
            map = std::make_shared<const grid_map>(parse_map(text, map_file.string()));
            sources_ += text;
        }
        const maze checked = scenario_maze(*map, rows[i], file.string());
        rows_.push_back({map, checked.start, checked.goal, checked.shortest});
    }
}

maze task_list::task(std::uint32_t i) const {
    if (!rows_.empty()) {
        const used_row& row = rows_[i % rows_.size()];
        return {*row.map, row.start, row.goal, row.shortest};
    }
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
    for (const used_row& row : rows_) cells = std::max(cells, row.map->cells());
    return cells;
}

std::string task_list::description() const {
    const auto counted = [](std::size_t n, const char* what) {
        return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
    };
    if (!rows_.empty()) {
        const auto name = std::filesystem::path(config_.scenario).filename().string();
        return fmt::format("{} over the {} of {}", counted(config_.mazes, "run"),
                           counted(rows_in_file_, "row"), name);
    }
    return fmt::format("{} of {} x {} cells, {:.0f} % walls", counted(config_.mazes, "random maze"),
                       config_.width, config_.height, 100 * config_.wall_fraction);
}

}  // namespace memglia
