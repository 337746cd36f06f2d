#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/config/config_tree.hpp"
#include "tools/config/description.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/read_value.hpp"

// Every key of a configuration from its field lists alone, and other values that it may take.
namespace memglia::test {

struct leaf_key {
    std::string path;
    member_info member;
};

inline void append_leaves(const struct_info& members, const std::string& path,
                          std::vector<leaf_key>& all) {
    for (const member_info& m : members) {
        const std::string key = config_tree::join_path(path, m.info.name);
        if (const struct_info* inner = m.as_struct()) {
            append_leaves(*inner, key, all);
        } else if (m.as_repeated() == nullptr) {
            all.push_back({key, m});
        }
    }
}

/// All keys that hold a value, in the order of the field lists. Lists of structs are left out.
inline std::vector<leaf_key> leaf_keys(const struct_info& members) {
    std::vector<leaf_key> all;
    append_leaves(members, "", all);
    return all;
}

/// In-range values that differ from the present one, as --set takes them; likely ones first.
inline std::vector<std::string> other_values(const leaf_key& key) {
    const field& f = key.member.info;
    const nlohmann::ordered_json now = to_json({key.member}).front();
    std::vector<nlohmann::ordered_json> candidates;
    if (now.is_boolean()) {
        candidates = {!now.get<bool>()};
    } else if (now.is_string()) {
        for (const std::string& choice : split_choices(f.choices)) candidates.emplace_back(choice);
        if (f.choices.empty()) candidates.emplace_back("another text");
    } else if (now.is_array()) {
        for (const std::string& choice : split_choices(f.choices)) {
            candidates.push_back(nlohmann::ordered_json::array({choice}));
        }
    } else {
        const double v = now.get<double>();
        const bool whole = now.is_number_integer();
        for (double other : {2 * v, v / 2, v * 1.01, v + 1, v - 1, 0.5, 4.0, -v, 1e-9, 100.0, 1e-30,
                             f.min, f.max}) {
            if (whole) other = std::round(other);
            if (!(other >= f.min && other <= f.max) || !std::isfinite(other)) continue;
            if (whole) {
                candidates.emplace_back(static_cast<std::int64_t>(other));
            } else {
                candidates.emplace_back(other);
            }
        }
    }
    std::vector<std::string> texts;
    for (const auto& candidate : candidates) {
        const std::string text = candidate.dump();
        if (candidate == now || std::count(texts.begin(), texts.end(), text) > 0) continue;
        texts.push_back(text);
    }
    return texts;
}

}  // namespace memglia::test
