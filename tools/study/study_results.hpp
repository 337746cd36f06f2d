#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/experiment/result_report.hpp"
#include "tools/study/study_config.hpp"

namespace memglia {

/// A run that is done: what the tables and figures of a study are made from.
struct study_entry {
    std::string id;          ///< folder below runs/
    std::size_t series = 0;  ///< which of study_config::runs
    std::size_t point = 0;   ///< which of its values; 0 without
    std::string size;        ///< of the first map: "10 x 10"
    nlohmann::ordered_json result;

    /// The number that a JSON pointer leads to; nothing if there is none.
    std::optional<double> number(const std::string& pointer) const;

    /// As written; empty if there is none.
    std::string text(const std::string& pointer) const;

    std::uint32_t step_limit() const;
};

struct study_results {
    study_config config;
    std::string version;
    std::string command;               ///< that did all this
    std::vector<study_entry> entries;  ///< in order of the study
    std::size_t planned = 0;           ///< runs that were asked for, finished or not

    /// "interrupted: 3 of 7 runs", or empty.
    std::string notice() const;

    const study_entry* find(std::string_view id) const;
    const study_run& run_of(const study_entry& entry) const { return config.runs[entry.series]; }
    std::vector<const study_entry*> points_of(std::size_t series) const;
};

}  // namespace memglia
