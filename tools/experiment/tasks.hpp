#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "snan/grid_map.hpp"
#include "snan/moving_ai.hpp"
#include "snan/navigation_experiment.hpp"

namespace memglia {

/// The mazes of an experiment by number: generated, or the rows of a scenario file.
class task_list {
  public:
    /// Reads the scenario file if there is one, and checks the rows that `config.mazes` mazes use
    /// at once, so that a bad one stops the run before it starts. Throws input_error.
    explicit task_list(const experiment_config& config);

    /// Maze i, below `config.mazes`.
    maze task(std::uint32_t i) const;

    /// Maze i with every goal that the experiment has: one, or two if the goal moves.
    std::vector<maze> goals(std::uint32_t i) const;
    std::uint64_t seed(std::uint32_t i) const { return config_.first_seed + i; }

    /// Largest number of cells of any task.
    std::uint32_t max_cells() const;

    /// Rows of the scenario file, used or not; 0 for random mazes.
    std::uint32_t rows() const { return rows_in_file_; }

    /// What the scenario file and the maps of its used rows say; empty for random mazes.
    const std::string& sources() const { return sources_; }

    /// "1000 random mazes of 10 x 10 cells, 20 % walls".
    std::string description() const;

  private:
    /// A used row; rows of one map share it.
    struct used_row {
        std::shared_ptr<const grid_map> map;
        cell_index start = 0;
        cell_index goal = 0;
        std::uint32_t shortest = 0;
    };

    experiment_config config_;
    std::uint32_t rows_in_file_ = 0;
    std::vector<used_row> rows_;
    std::string sources_;
};

}  // namespace memglia
