#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rtl_models/cost/ledger.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "snan/session.hpp"
#include "tools/report/report_data.hpp"

namespace memglia {

/// What the chip's decisions of one phase cost in all.
struct phase_total {
    std::uint64_t decisions = 0;
    activity_record activity;
};

/// The chip's side of one maze, or (added up) of a whole run.
struct chip_outcome {
    std::array<phase_total, decision_phase_count> phases;
    activity_record setup;
    std::uint64_t elapsed_cycles = 0;
    std::uint64_t latency_cycles = 0;
    std::uint64_t write_pulses = 0;
    std::uint64_t write_failures = 0;
    std::uint64_t load_failures = 0;  ///< synapses that loads could not program
    std::uint64_t activations = 0;
    double load_seconds = 0;    ///< host time to load chips, for timing.json only
    double decide_seconds = 0;  ///< host time of the walks, likewise

    std::uint64_t decisions() const;
    activity_record activity() const;
    chip_outcome& operator+=(const chip_outcome& other);
};

/// The same decisions made by a program, firmware/programs/nav_soft.c.
struct software_outcome {
    std::uint64_t decisions = 0;
    std::uint64_t episodes = 0;
    std::uint64_t reached = 0;  ///< episodes that came to their goal
    std::uint64_t cycles = 0;   ///< of the core, from observation or reward to its next sleep
    std::uint32_t sram_kib = 0;
    activity_record spent;

    std::uint64_t instructions() const;
    software_outcome& operator+=(const software_outcome& other);
};

/// Everything that comes out of one maze.
struct maze_outcome {
    std::vector<std::uint32_t> shortest;  ///< by goal
    std::uint32_t limit = 0;
    std::vector<std::vector<episode_result>>
        results;  ///< by agent of the configuration, by episode
    /// By agent: the first walk of a fresh one to the second goal, if the goal moves.
    std::vector<episode_result> naive;
    /// By agent, by checkpoint, if coverage is asked for.
    std::vector<std::vector<double>> coverage;
    std::map<std::string, chip_outcome> chips;  ///< by name of agents that run on the chip
    software_outcome software;                  ///< beside snan_chip; empty if it has no room
    maze_showcase showcase;                     ///< of the first few mazes only
    std::vector<raster_event> raster;           ///< likewise
    std::string decisions;                      ///< lines of decisions.jsonl
};

/// Through the pipe from worker to parent; doubles survive bit for bit.
std::string to_bytes(const maze_outcome& outcome);
maze_outcome from_bytes(const std::string& bytes);

/// For showcase.json, and back. Throws nlohmann's exceptions for a document that is something else.
nlohmann::ordered_json to_json(const maze_showcase& maze);
nlohmann::ordered_json to_json(const std::vector<raster_event>& raster);
maze_showcase showcase_from(const nlohmann::ordered_json& document);
std::vector<raster_event> raster_from(const nlohmann::ordered_json& document);

}  // namespace memglia
