#include "tools/config/dump.hpp"

#include <fmt/format.h>

#include <cmath>
#include <type_traits>

#include "base/error.hpp"

namespace memglia {

namespace {

void write_map(std::string& out, const nlohmann::ordered_json& entries, std::size_t indent) {
    for (const auto& [key, value] : entries.items()) {
        out += fmt::format("{:{}}{}:", "", indent, key);
        if (value.is_object() && !value.empty()) {
            out += '\n';
            write_map(out, value, indent + 2);
        } else {
            out += fmt::format(" {}\n", value.dump());
        }
    }
}

}  // namespace

nlohmann::ordered_json to_json(const struct_info& members) {
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    for (const member_info& m : members) {
        if (const repeated_struct* r = m.as_repeated(); r != nullptr && !r->in_list) {
            if (!r->given.empty()) document[std::string(m.info.name)] = to_json(r->given.front());
            continue;
        }
        document[std::string(m.info.name)] = std::visit(
            [&](const auto& value) -> nlohmann::ordered_json {
                using V = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<V, struct_info>) {
                    return to_json(value);
                } else if constexpr (std::is_same_v<V, repeated_struct>) {
                    auto list = nlohmann::ordered_json::array();
                    for (const struct_info& item : value.given) list.push_back(to_json(item));
                    return list;
                } else {
                    if constexpr (std::is_same_v<V, double>) {
                        if (!std::isfinite(value)) {
                            throw internal_error(fmt::format("{} is not finite", m.info.name));
                        }
                    }
                    return value;
                }
            },
            m.value);
    }
    return document;
}

std::string to_yaml(const nlohmann::ordered_json& document) {
    std::string text;
    write_map(text, document, 0);
    return text.empty() ? "{}\n" : text;
}

}  // namespace memglia
