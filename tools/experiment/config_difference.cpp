#include "tools/experiment/config_difference.hpp"

#include <algorithm>

namespace memglia {

using nlohmann::ordered_json;

namespace {

constexpr const char* nothing = "–";

void flatten(const ordered_json& node, const std::string& path, std::size_t which,
             std::size_t count, std::vector<config_difference>& all) {
    if (node.is_object()) {
        for (const auto& [key, inner] : node.items()) {
            flatten(inner, path.empty() ? key : path + "." + key, which, count, all);
        }
        return;
    }
    auto at = std::find_if(all.begin(), all.end(),
                           [&path](const config_difference& d) { return d.key == path; });
    if (at == all.end()) {
        at = all.insert(at, {path, std::vector<std::string>(count, nothing)});
    }
    at->values[which] = node.is_string() ? node.get<std::string>() : node.dump();
}

}  // namespace

std::vector<config_difference> config_differences(const std::vector<const ordered_json*>& configs) {
    std::vector<config_difference> all;
    for (std::size_t i = 0; i < configs.size(); ++i) {
        flatten(*configs[i], "", i, configs.size(), all);
    }
    all.erase(std::remove_if(all.begin(), all.end(),
                             [](const config_difference& d) {
                                 return std::all_of(
                                     d.values.begin(), d.values.end(),
                                     [&d](const std::string& v) { return v == d.values.front(); });
                             }),
              all.end());
    return all;
}

}  // namespace memglia
