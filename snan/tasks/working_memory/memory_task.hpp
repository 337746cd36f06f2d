#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "snan/tasks/working_memory/memory_pools.hpp"
#include "snan/tasks/working_memory/working_memory_config.hpp"

namespace memglia {

/// One trial, as it went.
struct memory_trial {
    std::uint32_t delay = 0;  ///< which of the configuration's
    std::uint32_t sample = 0;
    std::uint32_t other = 0;
    std::uint32_t sample_spikes = 0;  ///< in the test, of the sample's pool
    std::uint32_t other_spikes = 0;
    std::uint32_t choice = 0;  ///< pool, or arm; of a tie by chance
    bool is_right = false;
    std::uint64_t begin_tick = 0;
    std::uint64_t held_spikes = 0;   ///< in the delay, of the sample's pool
    std::uint64_t delay_spikes = 0;  ///< in the delay, of all pools
    std::uint64_t delay_events = 0;  ///< synapses that these and those before them passed
};

/// Where a trial is, when a phase of it begins or the trial has ended.
enum class memory_moment { sample, delay, test, reset, pause, end };

struct memory_observer {
    std::function<void(memory_moment, const memory_trial&)> at = [](memory_moment,
                                                                    const memory_trial&) {};
};

/// Powers a network up, then gives it every trial under one condition: `trials` rounds of all
/// delays, in an order by chance. Closed loop: in an alternation the choice is the next sample.
/// What is shown, and when, depends on the seed and, there, on the choices; not on the condition.
std::vector<memory_trial> run_memory_trials(const working_memory_config& config,
                                            const memory_condition& condition, std::uint64_t seed,
                                            memory_pools& pools,
                                            const memory_observer& observer = {});

}  // namespace memglia
