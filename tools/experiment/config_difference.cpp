#include "tools/experiment/config_difference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace memglia {

using nlohmann::ordered_json;

namespace {

constexpr const char* nothing = "–";

std::size_t leaves(const ordered_json& node) {
    if (!node.is_object()) return 1;
    std::size_t sum = 0;
    for (const ordered_json& inner : node) sum += leaves(inner);
    return sum;
}

std::string text_of(const ordered_json* node) {
    if (node == nullptr) return nothing;
    if (node->is_object()) return fmt::format("{} keys", leaves(*node));
    return node->is_string() ? node->get<std::string>() : node->dump();
}

// `nodes`: what stands under `path` in each configuration, null where nothing does.
void compare(const std::vector<const ordered_json*>& nodes, const std::string& path,
             std::vector<config_difference>& all) {
    const bool maps = std::all_of(nodes.begin(), nodes.end(), [](const ordered_json* node) {
        return node != nullptr && node->is_object();
    });
    if (!maps) {
        const bool same = std::all_of(nodes.begin(), nodes.end(), [&](const ordered_json* node) {
            return (node == nullptr) == (nodes.front() == nullptr) &&
                   (node == nullptr || *node == *nodes.front());
        });
        if (same) return;
        config_difference difference{path, {}};
        for (const ordered_json* node : nodes) difference.values.push_back(text_of(node));
        all.push_back(std::move(difference));
        return;
    }
    std::vector<std::string> keys;
    for (const ordered_json* node : nodes) {
        for (const auto& [key, inner] : node->items()) {
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
        }
    }
    for (const std::string& key : keys) {
        std::vector<const ordered_json*> inner;
        for (const ordered_json* node : nodes) {
            const auto found = node->find(key);
            inner.push_back(found == node->end() ? nullptr : &*found);
        }
        compare(inner, path.empty() ? key : path + "." + key, all);
    }
}

}  // namespace

std::vector<config_difference> config_differences(const std::vector<const ordered_json*>& configs) {
    std::vector<config_difference> all;
    compare(configs, "", all);
    return all;
}

}  // namespace memglia
