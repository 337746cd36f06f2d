#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/config/description.hpp"

// What a configuration may hold, for editors (JSON schema) and for readers (a table).
namespace memglia {

/// JSON schema, draft 7.
nlohmann::ordered_json json_schema(const struct_info& members);

/// Markdown table: key, unit, default, range, meaning; dotted keys for nested structs.
std::string field_table(const struct_info& members);

template <has_fields T>
nlohmann::ordered_json json_schema() {
    return json_schema(describe(T{}));
}

template <has_fields T>
std::string field_table() {
    return field_table(describe(T{}));
}

}  // namespace memglia
