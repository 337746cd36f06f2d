#include "tools/config/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

namespace fs = std::filesystem;

bool is_config_path(const std::string& name_or_path) {
    return name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".yaml") ||
           name_or_path.ends_with(".yml") || name_or_path.ends_with(".json");
}

std::vector<std::string> library_names(const search_path& library) {
    std::vector<std::string> names;
    for (const fs::path& folder : library.folders()) {
        std::error_code unreadable;
        for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
            if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

fs::path library_file(const search_path& library, const std::string& name_or_path,
                      const std::string& kind) {
    if (is_config_path(name_or_path)) return name_or_path;
    const std::string name = name_or_path + ".yaml";
    if (const auto file = library.find(name)) return *file;
    std::error_code unreadable;
    if (fs::is_regular_file(name_or_path, unreadable)) {
        throw input_error({.file = name_or_path,
                           .found = fmt::format("this file is no {}", kind),
                           .expected = "the ending .yaml, .yml or .json, or a name"});
    }
    const auto names = library_names(library);
    input_error::details lost{.found = fmt::format("no {} '{}': there is no {}", kind, name_or_path,
                                                   library.places_of(name))};
    if (!fs::path(name_or_path).extension().empty()) {
        // Meant as a file: no name of the library is near it.
        lost.expected = "a name, or a .yaml, .yml or .json file";
    } else {
        lost.expected = names.empty() ? "a folder of them" : one_of(names);
        lost.hint = did_you_mean(name_or_path, names);
    }
    throw input_error(std::move(lost));
}

}  // namespace memglia
