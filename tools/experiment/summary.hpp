#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rtl_models/navigation/price_list.hpp"
#include "snan/navigation_statistics.hpp"
#include "tools/experiment/maze_outcome.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/experiment/run_config.hpp"

namespace memglia {

/// Collects the outcomes of a run in order of maze and turns them into what gets written.
class run_summary {
  public:
    /// `task`: what was walked, in words. `places`: of the largest maze.
    run_summary(const run_config& config, std::string task, std::uint32_t places);

    void add(const maze_outcome& outcome);
    std::size_t mazes() const { return shortest_.front().size(); }
    /// What snan_chip spent; empty without it among the agents.
    const chip_outcome& hardware() const { return chip_; }

    /// Medians, intervals, completion of every agent. At least one maze must have been added.
    std::vector<agent_statistics> agents() const;

    /// result.json. `complete` is false for an interrupted run.
    nlohmann::ordered_json result(bool complete) const;

    /// The maze whose first walk by the chip is nearest to the chip's median, which `result` holds.
    run_showcase showcase(const nlohmann::ordered_json& result) const;

  private:
    /// A maze that the report may show.
    struct candidate {
        maze_showcase maze;
        std::vector<raster_event> raster;
    };

    /// What every maze cost, for the intervals; the same places in all three.
    struct maze_bills {
        std::vector<double> decisions;
        std::vector<double> dynamic_j;
        std::vector<double> total_j;
    };

    bool has_chip() const { return chip_.decisions() > 0; }
    energy_bill mean_bill(const activity_record& activity, std::uint64_t decisions) const;
    nlohmann::ordered_json energy_json(const activity_record& activity,
                                       std::uint64_t decisions) const;
    nlohmann::ordered_json energy_json(const chip_outcome& spent, const maze_bills& bills) const;
    void add_agents(nlohmann::ordered_json& result) const;
    nlohmann::ordered_json goal_changes(std::size_t agent) const;
    void add_comparison(nlohmann::ordered_json& result) const;
    void add_coverage(nlohmann::ordered_json& result) const;
    void add_hardware(nlohmann::ordered_json& result) const;

    run_config config_;
    std::string task_;
    std::uint32_t places_;
    price_list prices_;
    price_list least_;  ///< every estimate at its low end
    price_list most_;
    std::vector<std::vector<std::uint32_t>> shortest_;  ///< goal, maze
    std::uint32_t limit_ = 0;
    std::vector<std::vector<std::vector<episode_result>>> results_;  ///< agent, episode, maze
    std::vector<std::vector<episode_result>> naive_;                 ///< agent, maze
    std::vector<std::vector<double>> coverage_sums_;                 ///< agent, checkpoint
    std::map<std::string, chip_outcome> other_chips_;  ///< by agent, without snan_chip
    chip_outcome chip_;
    software_outcome software_;                ///< beside it
    std::map<std::string, maze_bills> bills_;  ///< by agent
    std::vector<candidate> candidates_;        ///< for the report's pictures
};

}  // namespace memglia
