#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace memglia {

/// A key that does not hold the same in all configurations: its dotted path and what each one says,
/// "–" where it is not there. A struct that some configurations lack is one key, of "12 keys" in
/// the others.
struct config_difference {
    std::string key;
    std::vector<std::string> values;
};

/// In the order of the first configuration that has the key.
std::vector<config_difference> config_differences(
    const std::vector<const nlohmann::ordered_json*>& configs);

}  // namespace memglia
