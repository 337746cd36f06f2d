#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/cost/technology.hpp"
#include "snan/mapping/chip_decider.hpp"

// A result's bill, computed again from the counts that it holds.
namespace memglia {

/// One mean decision and over how many it is the mean.
struct mean_decision {
    std::uint64_t decisions = 0;
    energy_bill bill;   ///< J per decision
    energy_bill least;  ///< with every estimate at its low end
    energy_bill most;
};

/// What decisions.jsonl holds of the run.
struct repriced_log {
    mean_decision all;
    std::uint64_t mazes = 0;
    activity_record sum;
};

struct repriced_result {
    std::string technology;  ///< the table's name
    mean_decision all;
    std::array<mean_decision, decision_phase_count> phases;
    double setup_j = 0;    ///< programming the initial weights, per decision of the run
    bool complete = true;  ///< the run was not interrupted
    std::optional<repriced_log> log;
    std::optional<energy_bill> software;  ///< the mean decision of the loop in software
};

/// Prices the counts of result.json with `table`, without one with the run's own, and those of
/// decisions.jsonl line by line. Throws input_error for a folder without a chip's activity, for a
/// line of the log that is none, and where counts do not make the joules, part by part, that the
/// result or a line states, or the lines not the result.
repriced_result reprice(const std::filesystem::path& folder_or_file,
                        const std::optional<technology>& table);

}  // namespace memglia
