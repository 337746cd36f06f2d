#include "tools/config/schema.hpp"

#include <fmt/format.h>

#include <cmath>

#include "tools/config/config_tree.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/quantity.hpp"
#include "tools/config/read_value.hpp"

namespace memglia {

using json = nlohmann::ordered_json;

namespace {

std::string described(const field& f) {
    if (f.unit.empty() || f.unit == "1") return std::string(f.doc);
    return fmt::format("{}{}[{}]", f.doc, f.doc.empty() ? "" : " ", f.unit);
}

// A bound as JSON: whole where it is whole, so that integer fields show "1", not "1.0".
json bound(double value) {
    constexpr double exact = 9007199254740992.0;
    if (value == std::floor(value) && std::abs(value) < exact) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

json number_schema(const char* type, const field& f) {
    json schema{{"type", type}};
    if (is_base_unit(f.unit)) {
        schema["type"] = {type, "string"};
        schema["pattern"] = fmt::format(
            R"(^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *[{}]?{}$)", si_prefixes, f.unit);
    }
    if (std::isfinite(f.min)) schema["minimum"] = bound(f.min);
    if (std::isfinite(f.max)) schema["maximum"] = bound(f.max);
    return schema;
}

json text_schema(const field& f) {
    json schema{{"type", "string"}};
    if (!f.choices.empty()) schema["enum"] = split_choices(f.choices);
    return schema;
}

// `may_start_from`: whether the map may hold `from: FILE`; inside lists it may not.
json object_schema(const struct_info& members, bool may_start_from = true);
json item_schema(const repeated_struct& repeated);

// The schema of a value, by the type it has.
struct value_schema {
    const field& f;

    json operator()(bool) const { return {{"type", "boolean"}}; }
    json operator()(std::int64_t) const { return number_schema("integer", f); }
    json operator()(std::uint64_t) const { return number_schema("integer", f); }
    json operator()(double) const { return number_schema("number", f); }
    json operator()(const std::string&) const { return text_schema(f); }
    json operator()(const std::vector<std::string>&) const {
        return {{"type", "array"}, {"items", text_schema(f)}};
    }
    json operator()(const struct_info& members) const {
        if (f.presets.empty()) return object_schema(members);
        const json name{{"type", "string"},
                        {"description", fmt::format("a name in {}, or a path", f.presets)}};
        return {{"anyOf", json::array({name, object_schema(members)})}};
    }
    json operator()(const repeated_struct& repeated) const {
        if (!repeated.in_list) return item_schema(repeated);
        const json list{{"type", "array"}, {"items", item_schema(repeated)}};
        for (const member_info& m : repeated.item) {
            if (repeated.map_form.empty() || m.info.name != repeated.map_form) continue;
            const json map{{"type", "object"},
                           {"additionalProperties", std::visit(value_schema{m.info}, m.value)}};
            return {{"anyOf", json::array({{{"type", "string"}}, map, list})}};
        }
        return list;
    }
};

json item_schema(const repeated_struct& repeated) {
    const json whole = object_schema(repeated.item, false);
    for (const member_info& m : repeated.item) {
        if (m.info.name != repeated.short_form) continue;
        return {{"anyOf", json::array({std::visit(value_schema{m.info}, m.value), whole})}};
    }
    return whole;
}

json object_schema(const struct_info& members, bool may_start_from) {
    const json defaults = to_json(members);
    json properties = json::object();
    if (may_start_from) {
        properties[std::string(from_key)] = {
            {"type", "string"}, {"description", "file that gives the keys not set here"}};
    }
    for (const member_info& m : members) {
        const std::string name(m.info.name);
        json schema = std::visit(value_schema{m.info}, m.value);
        if (const std::string text = described(m.info); !text.empty()) schema["description"] = text;
        if (m.as_struct() == nullptr && m.as_repeated() == nullptr) {
            schema["default"] = defaults[name];
        }
        if (!m.info.preset.empty()) schema["default"] = m.info.preset;
        properties[name] = schema;
    }
    return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

// Text that may stand in a cell of a table.
std::string cell(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '|') safe += '\\';
        safe += c == '\n' ? ' ' : c;
    }
    return safe;
}

std::string allowed_text(const field& f) {
    if (!f.choices.empty()) return fmt::format("{}", fmt::join(split_choices(f.choices), ", "));
    return f.presets.empty() ? range_text(f) : fmt::format("a map or a name in {}", f.presets);
}

void add_rows(std::string& table, const struct_info& members, const std::string& path) {
    for (const member_info& m : members) {
        const field& f = m.info;
        const std::string key = config_tree::join_path(path, f.name);
        const repeated_struct* repeated = m.as_repeated();
        const struct_info* inner = repeated != nullptr ? &repeated->item : m.as_struct();
        const std::string value =
            inner != nullptr ? std::string(f.preset) : to_json({m}).front().dump();
        if (inner == nullptr || !f.doc.empty() || !f.presets.empty()) {
            table += fmt::format("| `{}` | {} | {} | {} | {} |\n", key, cell(f.unit), cell(value),
                                 cell(allowed_text(f)), cell(f.doc));
        }
        const bool in_list = repeated != nullptr && repeated->in_list;
        if (inner != nullptr) add_rows(table, *inner, in_list ? key + "[]" : key);
    }
}

}  // namespace

json json_schema(const struct_info& members) {
    json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}};
    schema.update(object_schema(members));
    return schema;
}

std::string field_table(const struct_info& members) {
    std::string table = "| key | unit | default | range | meaning |\n|---|---|---|---|---|\n";
    add_rows(table, members, "");
    return table;
}

}  // namespace memglia
