#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/study/study_plan.hpp"

// Which runs of a study are done. A run's folder gets its file finished.json last, by one rename:
// it says what decided the run's bytes and names every byte that it left.
namespace memglia {

/// What decides the bytes of a run.
struct run_identity {
    std::string version;  ///< of memglia, with its commit
    std::string program;  ///< digest of the program where the commit does not name it, or empty
    std::string tasks;    ///< digest of the files that the mazes come from
    nlohmann::ordered_json config;  ///< effective, seeds included
};
run_identity identify(const planned_run& run);

/// A run's folder as it was found.
struct found_run {
    bool finished = false;
    std::string why_not;  ///< why a folder that is there does not count; empty if there is none
    nlohmann::ordered_json result;
    nlohmann::ordered_json wall_s;  ///< of timing.json, or null
};

/// Reads and checks every file. `identity`: what the run would be now.
found_run find_run(const std::filesystem::path& folder, const run_identity& identity);

/// The same for a run of whatever configuration and version.
found_run find_run(const std::filesystem::path& folder);

/// Sends the folder to the disk, then writes finished.json. Throws error.
void mark_finished(const std::filesystem::path& folder, const run_identity& identity);

}  // namespace memglia
