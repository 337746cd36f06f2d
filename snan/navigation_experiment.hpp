#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "snan/session.hpp"

namespace memglia {

inline constexpr const char* agent_chip = "snan_chip";
inline constexpr const char* agent_reference = "snan_reference";
inline constexpr const char* agent_local = "snan_local";
inline constexpr const char* agent_eligibility = "snan_eligibility";
inline constexpr const char* agent_stdp_only = "stdp_only";
inline constexpr const char* agent_astro_only = "astro_only";
inline constexpr const char* agent_q_lambda = "q_lambda";
inline constexpr const char* agent_q_lambda_blind = "q_lambda_blind";
inline constexpr const char* agent_q_lambda_grid = "q_lambda_grid";
inline constexpr const char* agent_dyna_q = "dyna_q";
inline constexpr const char* agent_frontier = "frontier";
inline constexpr const char* agent_depth_first = "depth_first";
inline constexpr const char* agent_node_counting = "node_counting";
inline constexpr const char* agent_random_bump = "random_bump";
inline constexpr const char* agent_random_free = "random_free";

/// What an agent is told, by its wiring or its code: "nothing", "contacts" (which sides are
/// closed), "cell" (the number of the cell it is in), "senses" (both), "grid" (both, and which cell
/// a step leads to). No agent is told where walls or goals are.
std::string_view knowledge_of(std::string_view agent);

/// Who walks which mazes how often. Maze i has seed first_seed + i, the same for every agent.
struct experiment_config {
    std::uint32_t mazes = 1000;
    std::uint32_t episodes = 10;
    std::uint64_t first_seed = 10000;
    std::uint32_t width = 10;
    std::uint32_t height = 10;
    double wall_fraction = 0.2;
    std::string scenario = "";
    std::uint32_t goal_moves_at = 0;
    std::uint32_t goal_returns_at = 0;
    std::uint32_t coverage_steps = 0;
    std::vector<std::string> agents{agent_chip, agent_reference, agent_random_bump,
                                    agent_random_free};
    std::uint32_t logged_mazes = 100;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "mazes", .unit = "1", .doc = "number of mazes", .min = 1, .max = 1e7},
              self.mazes);
        visit(field{.name = "episodes",
                    .unit = "1",
                    .doc = "trials per maze with the same start and goal",
                    .min = 1,
                    .max = 1e6},
              self.episodes);
        visit(field{.name = "first_seed",
                    .unit = "1",
                    .doc = "seed of the first maze (--seed)",
                    .min = 0,
                    .max = 9e15},
              self.first_seed);
        visit(
            field{.name = "width", .unit = "cells", .doc = "of random mazes", .min = 2, .max = 512},
            self.width);
        visit(
            field{
                .name = "height", .unit = "cells", .doc = "of random mazes", .min = 2, .max = 512},
            self.height);
        visit(field{.name = "wall_fraction",
                    .unit = "1",
                    .doc = "of random mazes",
                    .min = 0,
                    .max = 0.6},
              self.wall_fraction);
        visit(
            field{.name = "scenario",
                  .doc = "a Moving AI .scen file instead of random mazes; maze i takes row i, over "
                         "and over; its map is looked for beside it"},
            self.scenario);
        visit(field{.name = "goal_moves_at",
                    .unit = "1",
                    .doc =
                        "from this episode on the goal is elsewhere, for agents that are not told; "
                        "0: it stays",
                    .min = 0,
                    .max = 1e6},
              self.goal_moves_at);
        visit(field{.name = "goal_returns_at",
                    .unit = "1",
                    .doc = "from this episode on it is at its old place again; 0: never",
                    .min = 0,
                    .max = 1e6},
              self.goal_returns_at);
        visit(
            field{.name = "coverage_steps",
                  .unit = "decisions",
                  .doc = "every agent also walks so far, fresh and without a goal, to see how much "
                         "of the map it enters; 0: not",
                  .min = 0,
                  .max = 1e7},
            self.coverage_steps);
        visit(field{.name = "agents",
                    .doc = "who walks; snan_chip, snan_local, snan_eligibility, stdp_only and "
                           "astro_only run on the chip, the others are software",
                    .choices = "snan_chip|snan_reference|snan_local|snan_eligibility|stdp_only|"
                               "astro_only|frontier|depth_first|node_counting|dyna_q|"
                               "q_lambda_grid|q_lambda|q_lambda_blind|random_bump|random_free"},
              self.agents);
        visit(field{.name = "logged_mazes",
                    .unit = "1",
                    .doc = "decisions.jsonl covers the first so many mazes",
                    .min = 0,
                    .max = 1e7},
              self.logged_mazes);
    }

    /// Which goal counts in episode `e`, counted from 1: 0 the first, 1 the second.
    std::size_t goal_of_episode(std::uint32_t e) const {
        const bool moved = goal_moves_at != 0 && e >= goal_moves_at;
        const bool returned = goal_returns_at != 0 && e >= goal_returns_at;
        return moved && !returned ? 1 : 0;
    }

    void validate() const {
        if (goal_returns_at != 0 && (goal_moves_at == 0 || goal_returns_at <= goal_moves_at)) {
            throw input_error(
                {.path = "goal_returns_at",
                 .found = "found " + std::to_string(goal_returns_at),
                 .expected = "an episode after goal_moves_at, " + std::to_string(goal_moves_at)});
        }
        if (agents.empty()) {
            throw input_error({.path = "agents",
                               .found = "found an empty list",
                               .expected = "at least one agent"});
        }
        for (std::size_t i = 0; i < agents.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (agents[i] != agents[j]) continue;
                throw input_error({.path = "agents",
                                   .found = "found '" + agents[i] + "' twice",
                                   .expected = "every agent once"});
            }
        }
    }

    bool has(const char* agent) const {
        return std::find(agents.begin(), agents.end(), agent) != agents.end();
    }

    /// Whether any of them runs on the chip.
    bool has_chip() const {
        return has(agent_chip) || has(agent_local) || has(agent_eligibility) ||
               has(agent_stdp_only) || has(agent_astro_only);
    }

    unused_keys unused() const;
};

/// One agent through all episodes of an experiment on one maze; `goals` has an entry per goal.
std::vector<episode_result> walk_episodes(const std::vector<maze>& goals,
                                          const experiment_config& experiment, decider& agent);

}  // namespace memglia
