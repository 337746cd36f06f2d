#pragma once

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "tools/table/matrix_file.hpp"

// Crossbars solved by other programs, in the folders of $MEMGLIA_SHARED/data/oracle.
namespace memglia::test {

/// Empty where the environment does not say.
inline std::filesystem::path oracle_folder() {
    const char* shared = std::getenv("MEMGLIA_SHARED");
    if (shared == nullptr || *shared == '\0') return {};
    return std::filesystem::path(shared) / "data" / "oracle";
}

inline std::vector<std::filesystem::path> cases_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> cases;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_directory()) cases.push_back(entry.path());
    }
    return cases;
}

inline nlohmann::json meta_of(const std::filesystem::path& folder) {
    return nlohmann::json::parse(slurp(folder / "meta.json"));
}

/// A table of a case, unpacked from NAME.gz if need be.
inline matrix table_of(const std::filesystem::path& folder, const std::string& name) {
    if (std::filesystem::exists(folder / name)) return read_matrix(folder / name);
    const scratch_folder here;
    const auto unpacked = here.path() / name;
    const std::string command =
        "gzip -dc '" + (folder / (name + ".gz")).string() + "' > '" + unpacked.string() + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return read_matrix(unpacked);
}

}  // namespace memglia::test
