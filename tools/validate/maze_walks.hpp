#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "snan/navigation_statistics.hpp"
#include "tools/experiment/tasks.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/validate/ladder.hpp"

// Mazes walked in worker processes: what the rungs have in common.
namespace memglia {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(episode_result, steps, reached)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(trace_difference, block, signal, expected, found)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(mismatch, seed, episode, decision, time_s, difference)

/// What a worker reports of one maze.
struct maze_walk {
    std::vector<std::uint32_t> shortest;  ///< by goal
    std::vector<episode_result> tested;
    std::vector<episode_result> reference;  ///< rung 2 only
    std::uint64_t decisions = 0;
    std::uint64_t agreements = 0;
    std::vector<mismatch> differences;  ///< none or one
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(maze_walk, shortest, tested, reference, decisions, agreements,
                                   differences)

/// Runs `walk_maze(maze number)` over all mazes in workers; `make` builds it inside the worker.
template <class Make>
std::vector<maze_walk> walk_all(std::uint32_t mazes, std::size_t workers, const Make& make,
                                const ladder_progress& progress) {
    std::vector<maze_walk> all;
    run_jobs(
        mazes, workers,
        [&]() -> job {
            auto walk_maze = make();
            return [walk_maze](std::size_t i) {
                std::string bytes;
                const maze_walk done = walk_maze(static_cast<std::uint32_t>(i));
                nlohmann::json::to_cbor(nlohmann::json(done), bytes);
                return bytes;
            };
        },
        [&](std::size_t i, const std::string& bytes) {
            all.push_back(nlohmann::json::from_cbor(bytes).get<maze_walk>());
            progress(i + 1);
        });
    return all;
}

/// Of one of the two agents of every walk, by episode.
std::vector<episode_statistics> summarise(const std::vector<maze_walk>& walks,
                                          std::vector<episode_result> maze_walk::*agent,
                                          const experiment_config& experiment);

std::vector<std::uint32_t> shortest_of(const std::vector<maze>& goals);

}  // namespace memglia
