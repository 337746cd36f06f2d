#include "snan/coverage.hpp"

namespace memglia {

namespace {

std::uint32_t reachable_cells(const grid_map& map, cell_index start) {
    std::vector<std::uint8_t> seen(map.cells(), 0);
    std::vector<cell_index> queue{start};
    seen[start] = 1;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        for (const direction a : all_directions) {
            const auto to = map.neighbour(queue[i], a);
            if (!to || !map.is_free(*to) || seen[*to] != 0) continue;
            seen[*to] = 1;
            queue.push_back(*to);
        }
    }
    return static_cast<std::uint32_t>(queue.size());
}

}  // namespace

std::vector<std::uint32_t> coverage_checkpoints(std::uint32_t steps) {
    std::vector<std::uint32_t> points;
    for (std::uint64_t decade = 1; decade < steps; decade *= 10) {
        for (const std::uint64_t factor : {1U, 2U, 5U}) {
            if (factor * decade < steps) {
                points.push_back(static_cast<std::uint32_t>(factor * decade));
            }
        }
    }
    points.push_back(steps);
    return points;
}

std::vector<double> explore(const grid_map& map, cell_index start, std::uint32_t steps,
                            decider& agent) {
    const double reachable = reachable_cells(map, start);
    const auto checkpoints = coverage_checkpoints(steps);
    std::vector<double> shares;
    std::vector<std::uint8_t> entered(map.cells(), 0);
    entered[start] = 1;
    std::uint32_t count = 1;
    cell_index cell = start;
    agent.begin_episode();
    for (std::uint32_t step = 1; step <= steps; ++step) {
        const observation seen{cell, map.contacts(cell)};
        const direction action = agent.decide(seen);
        if ((seen.contacts & contact_bit(action)) == 0) cell = *map.neighbour(cell, action);
        agent.outcome(false);
        if (entered[cell] == 0) {
            entered[cell] = 1;
            ++count;
        }
        if (step == checkpoints[shares.size()]) shares.push_back(count / reachable);
    }
    return shares;
}

}  // namespace memglia
