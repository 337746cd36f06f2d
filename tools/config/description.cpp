#include "tools/config/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace memglia {

void add_member(struct_info& members, member_info member) {
    const std::string_view name = member.info.name;
    const bool taken = std::any_of(members.begin(), members.end(),
                                   [&](const member_info& m) { return m.info.name == name; });
    if (name.empty() || name == from_key || taken) {
        throw internal_error(fmt::format("a field list may not hold the name '{}' here", name));
    }
    members.push_back(std::move(member));
}

}  // namespace memglia
