#pragma once

#include <cstdint>

#include "snan/grid_map.hpp"

// The closed loop. The session owns time: it shows an observation to a decider, carries its action
// out, and tells it the outcome. Agents in software and the chip are all deciders.
namespace memglia {

/// All that an agent senses: which cell it is in and what touches its four sides.
struct observation {
    cell_index cell = 0;
    contact_bits contacts = 0;
};

class decider {
  public:
    virtual ~decider() = default;

    /// A new trial: short-term state fades, long-term memory stays.
    virtual void begin_episode() = 0;

    virtual direction decide(const observation& seen) = 0;

    /// What the last decision led to; called once after every decide().
    virtual void outcome(bool rewarded) = 0;
};

struct step_record {
    observation seen;
    direction action = direction::north;
    bool moved = false;
    bool rewarded = false;
};

class session_observer {
  public:
    virtual ~session_observer() = default;
    virtual void on_step(const step_record& step) = 0;
};

struct episode_result {
    std::uint32_t steps = 0;  ///< decisions taken; limit + 1 when the goal was not reached
    bool reached = false;
};

/// A fair limit for a map: 4 * width * height decisions.
std::uint32_t step_limit(const grid_map& map);

/// Runs one trial from start to goal or to `limit`. A move into a wall stays and costs a step; the
/// only reward is at the goal.
episode_result run_episode(const maze& task, std::uint32_t limit, decider& agent,
                           session_observer* observer = nullptr);

}  // namespace memglia
