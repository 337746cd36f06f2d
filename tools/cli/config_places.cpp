#include "tools/cli/config_places.hpp"

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/error.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

constexpr const char* variable = "MEMGLIA_CONFIGS";

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

// The user's folder; empty without a home. A relative XDG_CONFIG_HOME is to be ignored (XDG Base
// Directory Specification 0.8).
fs::path users_folder() {
    const fs::path config = environment("XDG_CONFIG_HOME");
    if (config.is_absolute()) return config / "memglia";
    const fs::path home = environment("HOME");
    return home.is_absolute() ? home / ".config" / "memglia" : fs::path();
}

}  // namespace

std::vector<config_place> config_places() {
    std::vector<config_place> places;
    const auto add = [&places](const char* origin, const fs::path& folder) {
        std::error_code none;
        const fs::path whole = fs::canonical(folder, none);
        const bool exists = !none && fs::is_directory(whole, none);
        places.push_back({origin, exists ? whole : folder.lexically_normal(), exists});
    };
    for (std::string_view list = environment(variable); !list.empty();) {
        const std::size_t colon = list.find(':');
        if (colon != 0) add(variable, list.substr(0, colon));
        list = colon == std::string_view::npos ? "" : list.substr(colon + 1);
    }
    if (const fs::path folder = users_folder(); !folder.empty()) add("your own", folder);
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    if (unknown) return places;
    add("installed", program / MEMGLIA_CONFIGS_FROM_PROGRAM);
    // A build tree holds a link there to the source's; so may an archive unpacked in one folder.
    if (!places.back().exists) add("beside the program", program / "share/memglia/configs");
    return places;
}

search_path firmware_folders() {
    if (const std::string_view own = environment("MEMGLIA_FIRMWARE"); !own.empty()) {
        return search_path(fs::path(own));
    }
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    return search_path(std::vector{(program / MEMGLIA_FIRMWARE_FROM_PROGRAM).lexically_normal(),
                                   program / "share/memglia/firmware"});
}

search_path config_root() {
    std::vector<fs::path> folders;
    std::string text;
    for (const config_place& place : config_places()) {
        text += (text.empty() ? "" : ", ") + place.folder.string();
        if (place.exists) {
            folders.push_back(place.folder);
        } else if (place.origin == variable) {
            throw input_error({.file = variable,
                               .found = "there is no folder " + place.folder.string(),
                               .expected = "folders separated by colons"});
        }
    }
    if (folders.empty()) {
        throw input_error({.found = "memglia's configuration is not here: looked in " + text,
                           .expected = "it in one of these folders",
                           .hint = "set MEMGLIA_CONFIGS to where it is"});
    }
    return search_path(std::move(folders));
}

}  // namespace memglia
