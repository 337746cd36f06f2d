#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/chip.hpp"
#include "snan/decision_trace.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "snan/mapping/image_builder.hpp"
#include "snan/mapping/vteam_synapses.hpp"
#include "snan/maze_generator.hpp"
#include "snan/session.hpp"
#include "snan/snan_fixed_point.hpp"
#include "testbenches/support/quiet_kernel.hpp"
#include "testbenches/support/rtl_samples.hpp"

namespace memglia {

/// The default chip with the ideal device at 45 nm.
inline chip_config ideal_chip() {
    chip_config config;
    config.device = samples::ideal_device();
    config.tech = samples::cmos_45nm();
    return config;
}

/// Many small cores: 32 places each.
inline chip_config many_core_chip() {
    chip_config config = ideal_chip();
    config.tile.rows = 16;
    config.tile.column_groups = 2;
    return config;
}

/// The chip and the fixed-point reference side by side: the chip's action is carried out, and every
/// decision of the two is compared.
class lockstep : public decider {
  public:
    lockstep(chip& hardware, const rule_config& rule, const grid_map& map, std::uint64_t seed)
        : found_(hardware, rule, map, seed, nullptr),
          expected_(rule, map, seed, store(hardware.config(), rule, map.cells())) {}

    void begin_episode() override {
        expected_.begin_episode();
        found_.begin_episode();
    }
    direction decide(const observation& seen) override {
        expected_.decide(seen);
        return found_.decide(seen);
    }
    void outcome(bool rewarded) override {
        expected_.outcome(rewarded);
        found_.outcome(rewarded);
        ++decisions;
        pulses += found_.last().trace.write_pulses;
        if (found_.last().trace.spikes == 0) ++silent;
        if (!difference) difference = first_difference(expected_.last(), found_.last().trace);
    }

    std::optional<trace_difference> difference;
    std::uint64_t decisions = 0;
    std::uint64_t pulses = 0;
    std::uint64_t silent = 0;  ///< decisions in which no action neuron fired

    const chip_decider& hardware() const { return found_; }

  private:
    /// Integer codes for the ideal device, VTEAM in closed form for a real one without noise.
    static std::unique_ptr<synapses> store(const chip_config& config, const rule_config& rule,
                                           std::uint32_t places) {
        const auto initial = static_cast<std::uint8_t>(rule.weight_initial);
        const auto max = static_cast<std::uint8_t>(rule.weight_max);
        if (config.device.model != device_kind::ideal) {
            return std::make_unique<vteam_synapses>(config, places, initial, max);
        }
        return std::make_unique<integer_synapses>(places, initial, max,
                                                  config.tile.programming.tolerance_codes);
    }

    chip_decider found_;
    snan_fixed_point expected_;
};

/// Runs episodes on one maze until the two differ.
inline void run_until_different(lockstep& both, const maze& task, int episodes) {
    for (int episode = 0; episode < episodes && !both.difference; ++episode) {
        both.begin_episode();
        cell_index cell = task.start;
        for (std::uint32_t step = 0; step < step_limit(task.map) && !both.difference; ++step) {
            const observation seen{cell, task.map.contacts(cell)};
            const direction action = both.decide(seen);
            if ((seen.contacts & contact_bit(action)) == 0) {
                cell = *task.map.neighbour(cell, action);
            }
            both.outcome(cell == task.goal);
            if (cell == task.goal) break;
        }
    }
}

}  // namespace memglia
