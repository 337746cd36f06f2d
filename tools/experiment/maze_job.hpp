#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "rtl_models/navigation/chip.hpp"
#include "rtl_models/navigation/chip_boot_module.hpp"
#include "snan/mapping/chip_driver.hpp"
#include "tools/experiment/firmware_images.hpp"
#include "tools/experiment/maze_outcome.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiment/tasks.hpp"

namespace memglia {

/// Which decisions' pins go into a waveform: decisions first .. last of the first maze, counted
/// from 1.
struct trace_window {
    std::string path_without_extension;
    std::uint64_t first = 1;
    std::uint64_t last = 1;
};

/// Runs all agents of an experiment on one maze after the other. Lives in a worker process, because
/// it elaborates the chip.
class maze_job {
  public:
    /// Throws internal_error without an image that the configuration needs.
    maze_job(const run_config& config, const task_list& tasks, firmware_images firmware,
             const std::optional<trace_window>& trace);
    ~maze_job();

    maze_outcome run(std::uint32_t maze_number);

  private:
    const rule_config& rule_of(const std::string& name) const;
    /// A fresh one. Those on the chip load it: the one before is over.
    std::unique_ptr<decider> make_agent(const std::string& name, const grid_map& map,
                                        std::uint64_t seed) const;
    std::vector<episode_result> run_chip(std::uint32_t maze_number, const std::vector<maze>& goals,
                                         maze_outcome& outcome);

    std::unique_ptr<chip_driver> make_driver() const;
    software_outcome run_software(std::uint32_t maze_number, const std::vector<maze>& goals) const;

    run_config config_;
    const task_list& tasks_;
    std::optional<trace_window> trace_;
    firmware_images firmware_;
    std::unique_ptr<chip> chip_;
    std::unique_ptr<chip_boot_module> boot_;
};

}  // namespace memglia
