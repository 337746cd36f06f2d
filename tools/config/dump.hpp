#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/config/description.hpp"

// The effective configuration as a document that reads back as the same struct.
namespace memglia {

nlohmann::ordered_json to_json(const struct_info& members);

/// Block YAML: a key per line, lists in brackets.
std::string to_yaml(const nlohmann::ordered_json& document);

template <has_fields T>
nlohmann::ordered_json dump(const T& value) {
    return to_json(describe(value));
}

}  // namespace memglia
