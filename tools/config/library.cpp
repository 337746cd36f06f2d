#include "tools/config/library.hpp"

#include <algorithm>
#include <system_error>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

bool is_config_path(const std::string& name_or_path) {
    return name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".yaml") ||
           name_or_path.ends_with(".yml") || name_or_path.ends_with(".json");
}

std::vector<std::string> library_names(const std::filesystem::path& library) {
    std::vector<std::string> names;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(library, unreadable)) {
        if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::filesystem::path library_file(const std::filesystem::path& library,
                                   const std::string& name_or_path, const std::string& kind) {
    if (is_config_path(name_or_path)) return name_or_path;
    const auto file = library / (name_or_path + ".yaml");
    std::error_code unreadable;
    if (std::filesystem::exists(file, unreadable)) return file;
    const auto names = library_names(library);
    throw input_error({.file = file.string(),
                       .found = "no " + kind + " '" + name_or_path + "'",
                       .expected = names.empty() ? "a folder of them" : one_of(names),
                       .hint = did_you_mean(name_or_path, names)});
}

}  // namespace memglia
