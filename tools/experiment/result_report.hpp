#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "snan/navigation_statistics.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/report/report_data.hpp"

// What a run left in its folder, as numbers and as the page's data.
namespace memglia {

/// What the page shows of one maze; showcase.json.
struct run_showcase {
    std::uint32_t places = 0;  ///< of the run's largest maze
    maze_showcase maze;
    std::vector<raster_event> raster;
    std::string command;  ///< that reproduces the run; empty: not known
};

/// Statistics of every agent of a run. What the document does not hold is not a number.
std::vector<agent_statistics> agents_of(const nlohmann::ordered_json& result);

/// The page's data, from the run's result.json and showcase alone.
report_data report_of(const nlohmann::ordered_json& result, const run_config& config,
                      const run_showcase& shown);

/// Writes showcase.json into the folder.
void write_showcase(const std::filesystem::path& folder, const run_showcase& shown);

/// result.json of a run's folder or, given the file itself, of that. Throws input_error for
/// anything else, also for a document of another schema.
nlohmann::ordered_json read_result(const std::filesystem::path& folder_or_file);

/// The page's data of a run's folder, finished or not. Throws input_error.
report_data read_report(const std::filesystem::path& folder);

/// Name and source of every entry of the technology table that is tagged "assumed".
std::vector<std::pair<std::string, std::string>> assumed_entries(const technology& table);

inline constexpr const char* result_schema = "memglia-result/1";

}  // namespace memglia
