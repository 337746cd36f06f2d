#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snan/grid_map.hpp"
#include "snan/moving_ai.hpp"
#include "snan/navigation_experiment.hpp"

namespace memglia {

/// The mazes of an experiment by number: generated, or the rows of a scenario file.
class task_list {
  public:
    /// Reads and checks the scenario file and its map if there is one; every row is checked at
    /// once, so that a bad one stops the run before it starts. Throws input_error.
    explicit task_list(const experiment_config& config);

    maze task(std::uint32_t i) const;

    /// Maze i with every goal that the experiment has: one, or two if the goal moves.
    std::vector<maze> goals(std::uint32_t i) const;
    std::uint64_t seed(std::uint32_t i) const { return config_.first_seed + i; }

    /// Largest number of cells of any task.
    std::uint32_t max_cells() const;

    /// Rows of the scenario file; 0 for random mazes.
    std::uint32_t rows() const { return static_cast<std::uint32_t>(rows_.size()); }

    /// What the scenario file and its maps say; empty for random mazes.
    const std::string& sources() const { return sources_; }

    /// "1000 random mazes of 10 x 10 cells, 20 % walls".
    std::string description() const;

  private:
    experiment_config config_;
    std::vector<maze> rows_;
    std::string sources_;
};

}  // namespace memglia
