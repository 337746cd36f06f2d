#include "tools/study/study_results.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace memglia {

using nlohmann::ordered_json;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

const ordered_json* find_in(const ordered_json& document, const std::string& pointer) {
    try {
        const ordered_json::json_pointer place(pointer);
        return document.contains(place) ? &document.at(place) : nullptr;
    } catch (const ordered_json::exception&) {
        return nullptr;  // an index that no array can have
    }
}

double number_in(const ordered_json& map, const char* key) {
    const auto found = map.find(key);
    return found != map.end() && found->is_number() ? found->get<double>() : absent;
}

interval interval_in(const ordered_json& map, const char* key) {
    const auto found = map.find(key);
    if (found == map.end() || !found->is_array() || found->size() != 2) return {absent, absent};
    if (!found->at(0).is_number() || !found->at(1).is_number()) return {absent, absent};
    return {found->at(0).get<double>(), found->at(1).get<double>()};
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

std::vector<agent_statistics> agents_of(const ordered_json& result) {
    std::vector<agent_statistics> all;
    const auto agents = result.find("agents");
    if (agents == result.end() || !agents->is_object()) return all;
    for (const auto& [name, agent] : agents->items()) {
        agent_statistics statistics{name, {}};
        const auto episodes = agent.find("episodes");
        if (episodes != agent.end() && episodes->is_array()) {
            for (const ordered_json& e : *episodes) {
                statistics.episodes.push_back(
                    {.median_steps = number_in(e, "median_steps"),
                     .q25 = number_in(e, "q25"),
                     .q75 = number_in(e, "q75"),
                     .median_95 = interval_in(e, "median_steps_95"),
                     .completion = number_in(e, "completion"),
                     .completion_95 = interval_in(e, "completion_95"),
                     .mean_steps = number_in(e, "mean_steps"),
                     .mean_steps_95 = interval_in(e, "mean_steps_95"),
                     .mean_shortest = number_in(e, "mean_shortest"),
                     .mean_over_shortest = number_in(e, "mean_over_shortest"),
                     .mean_over_shortest_95 = interval_in(e, "mean_over_shortest_95")});
            }
        }
        all.push_back(std::move(statistics));
    }
    return all;
}

}  // namespace memglia
