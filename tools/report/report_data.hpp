#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snan/grid_map.hpp"
#include "snan/navigation_statistics.hpp"

// What report.html shows, as plain data: the report draws, it computes nothing.
namespace memglia {

/// One maze as the chip walked it.
struct maze_showcase {
    std::vector<std::uint8_t> free;  ///< width x height, row by row, 1 where free
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    cell_index start = 0;
    cell_index goal = 0;
    std::uint32_t shortest = 0;
    std::uint64_t seed = 0;
    std::string chosen = {};  ///< by which rule out of all mazes, a sentence
    struct episode {
        std::uint32_t number = 1;  ///< counted from 1
        bool reached = false;
        std::vector<cell_index> path;  ///< cells in order, start first, one more than decisions
        std::vector<double> calcium;   ///< per cell in [0, 1] at the end of the episode
    };
    std::vector<episode> episodes;  ///< the first and the last
};

/// Packets of one decision in the chip's network.
struct raster_event {
    double time_s = 0;   ///< since the decision's command
    std::string lane;    ///< "contact north", "place", "astrocyte gates", "action east", "tag" ...
    std::string detail;  ///< for the tooltip
};

struct energy_row {
    /// "router", "crossbar_read" ... "controller", "processor", "static", "rest"
    std::string component;
    /// J per decision: over all decisions, then exploring, learned and rewarded ones apart.
    double all_j = 0;
    std::array<double, 3> by_phase_j{};

    bool is_controller() const { return component == "controller" || component == "processor"; }
    bool is_leakage() const { return component == "static" || component == "rest"; }
    bool is_dynamic() const { return !is_controller() && !is_leakage(); }
};

/// What a decision costs on one kind of hardware.
struct cost_row {
    std::string name;  ///< "the chip", "loihi" ...
    double dynamic_j = 0;
    std::optional<double> static_j;  ///< none if the source says nothing about it
    double over_chip = 1;            ///< dynamic energy over the chip's
    double over_chip_total = 1;      ///< all that is counted over all of the chip's
    std::string evidence;            ///< "measured", "derived", "estimated"
};

/// A mean decision with all that it takes from observation to the end of learning.
struct loop_row {
    std::string name;                    ///< "hardware, commands by the host" ...
    std::optional<double> network_j;     ///< the chip's dynamic energy
    std::optional<double> controller_j;  ///< of the hardware
    std::optional<double> processor_j;
    double static_j = 0;
    double rest_j = 0;
    double total_j = 0;
    double cycles = 0;
    std::optional<double> instructions;
};

/// So many of one circuit of the chip.
struct area_row {
    std::string component;
    std::uint64_t count = 0;
    double total_m2 = 0;
};

/// The chip's area and what stands on it.
struct area_report {
    std::vector<area_row> components;
    double total_m2 = 0;
    double place_neurons_per_mm2 = 0;
    double full_place_neurons_per_mm2 = 0;  ///< with every place of its cores in use
    double decisions_per_s_per_mm2 = 0;
    double processor_decisions_per_s_per_mm2 = 0;
};

struct report_data {
    std::string title;
    std::string notice;  ///< what the reader must know first, as "interrupted: 37 of 1000 mazes"
    std::string task;    ///< "1000 random mazes of 10 x 10 cells" or the scenario file
    std::vector<agent_statistics> agents;
    std::uint32_t step_limit = 0;
    maze_showcase showcase;
    std::vector<raster_event> raster;
    double tick_s = 0;
    double decision_s = 0;           ///< time between two decisions, for the raster's axis
    std::vector<energy_row> energy;  ///< dynamic components, controller, static, rest
    interval dynamic_95_j;           ///< over mazes, of the mean dynamic energy per decision
    interval total_95_j;             ///< likewise with controller, static and rest
    interval dynamic_range_j;        ///< all estimates low, all high
    interval total_range_j;
    std::uint64_t decisions = 0;
    std::array<std::uint64_t, 3> decisions_by_phase{};  ///< exploring, learned, rewarded
    double cycles_per_decision = 0;
    double latency_cycles = 0;
    double setup_j = 0;                ///< programming the initial weights, J per maze
    double setup_per_decision_j = 0;   ///< the same over the decisions of the run
    double pulses_per_decision = 0;    ///< write pulses
    std::uint64_t write_failures = 0;  ///< writes that gave up before their target
    std::uint64_t load_failures = 0;   ///< likewise, when chips were loaded
    std::vector<loop_row> loops;       ///< in hardware, in software
    std::vector<cost_row> costs;       ///< the chip first
    area_report area;
    std::vector<std::pair<std::string, std::string>> provenance;  ///< key, value
    std::vector<std::pair<std::string, std::string>>
        assumptions;            ///< table entries tagged "assumed": name, source
    std::string configuration;  ///< effective configuration as JSON text
};

}  // namespace memglia
