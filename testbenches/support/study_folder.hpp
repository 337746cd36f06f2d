#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "testbenches/support/command.hpp"

namespace memglia::test {

/// Every file of a result folder but the times, by its path inside.
inline std::map<std::string, std::string> contents_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().filename() == "timing.json") continue;
        files[std::filesystem::relative(entry.path(), folder).string()] = slurp(entry.path());
    }
    return files;
}

/// The runs of a study's folder that are finished, and when each was.
inline std::map<std::string, std::filesystem::file_time_type> finished_runs(
    const std::filesystem::path& folder) {
    std::map<std::string, std::filesystem::file_time_type> runs;
    if (!std::filesystem::exists(folder / "runs")) return runs;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "runs")) {
        if (entry.path().filename() != "finished.json") continue;
        const auto run = std::filesystem::relative(entry.path().parent_path(), folder);
        runs[run.string()] = std::filesystem::last_write_time(entry.path());
    }
    return runs;
}

}  // namespace memglia::test
