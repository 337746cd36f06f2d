#include "tools/study/study_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace memglia {

using nlohmann::ordered_json;

namespace {

const ordered_json* find_in(const ordered_json& document, const std::string& pointer) {
    try {
        const ordered_json::json_pointer place(pointer);
        return document.contains(place) ? &document.at(place) : nullptr;
    } catch (const ordered_json::exception&) {
        return nullptr;  // an index that no array can have
    }
}

}  // namespace

std::optional<double> study_entry::number(const std::string& pointer) const {
    const ordered_json* found = find_in(result, pointer);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

std::string study_entry::text(const std::string& pointer) const {
    const ordered_json* found = find_in(result, pointer);
    return found != nullptr && found->is_string() ? found->get<std::string>() : "";
}

std::uint32_t study_entry::step_limit() const {
    return static_cast<std::uint32_t>(number("/step_limit").value_or(0));
}

std::string study_results::notice() const {
    if (entries.size() >= planned) return "";
    return fmt::format("interrupted: {} of {} runs", entries.size(), planned);
}

const study_entry* study_results::find(std::string_view id) const {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [id](const study_entry& e) { return e.id == id; });
    return found != entries.end() ? &*found : nullptr;
}

std::vector<const study_entry*> study_results::points_of(std::size_t series) const {
    std::vector<const study_entry*> points;
    for (const study_entry& entry : entries) {
        if (entry.series == series) points.push_back(&entry);
    }
    return points;
}

}  // namespace memglia
