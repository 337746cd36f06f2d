#include "snan/session.hpp"

namespace memglia {

std::uint32_t step_limit(const grid_map& map) {
    return 4 * map.cells();
}

episode_result run_episode(const maze& task, std::uint32_t limit, decider& agent,
                           session_observer* observer) {
    agent.begin_episode();
    cell_index cell = task.start;
    for (std::uint32_t step = 1; step <= limit; ++step) {
        const observation seen{cell, task.map.contacts(cell)};
        const direction action = agent.decide(seen);
        const bool moved = (seen.contacts & contact_bit(action)) == 0;
        if (moved) cell = *task.map.neighbour(cell, action);
        const bool rewarded = cell == task.goal;
        agent.outcome(rewarded);
        if (observer != nullptr) observer->on_step({seen, action, moved, rewarded});
        if (rewarded) return {step, true};
    }
    return {limit + 1, false};
}

}  // namespace memglia
