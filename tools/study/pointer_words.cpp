#include "tools/study/pointer_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::vector<std::string> parts_of(std::string_view pointer) {
    std::vector<std::string> parts;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        parts.emplace_back(pointer.substr(0, end));
        pointer.remove_prefix(end);
    }
    return parts;
}

std::string key_words(const std::string& key) {
    static const std::array<std::pair<std::string_view, std::string_view>, 15> known{
        {{"median_steps", "median steps"},
         {"mean_steps", "mean steps"},
         {"completion", "tasks completed"},
         {"mean_over_shortest", "steps over the shortest path"},
         {"q25", "lower quartile of steps"},
         {"q75", "upper quartile of steps"},
         {"sum_of_steps", "steps over all episodes"},
         {"search_over_naive", "search over a naive one's"},
         {"energy_per_decision_j", "energy per decision"},
         {"paired_difference", "steps more, maze by maze"},
         {"paired_difference_highest_low", "steps more for certain, in the worst episode"},
         {"write_failures", "failed writes"},
         {"write_pulses_per_decision", "write pulses per decision"},
         {"neurons_per_mm2", "neurons per mm²"},
         {"mean", "mean"}}};
    for (const auto& [name, words] : known) {
        if (name == key) return std::string(words);
    }
    return component_label(key);
}

// Indices count from zero, episodes from one.
std::string episode_words(const std::string& index) {
    std::size_t number = 0;
    const auto read = std::from_chars(index.data(), index.data() + index.size(), number);
    return read.ec == std::errc() ? fmt::format("episode {}", number + 1) : index;
}

}  // namespace

std::string pointer_words(std::string_view pointer) {
    const std::vector<std::string> parts = parts_of(pointer);
    const auto is = [&parts](std::size_t i, std::string_view key) {
        return i < parts.size() && parts[i] == key;
    };
    if (is(0, "agents") && parts.size() == 5 && is(2, "episodes")) {
        return fmt::format("{} of {} in {}", key_words(parts[4]), agent_label(parts[1]),
                           episode_words(parts[3]));
    }
    if (is(0, "agents") && parts.size() >= 3 && is(2, "sum_of_steps")) {
        return fmt::format("{} of {}", key_words(parts[2]), agent_label(parts[1]));
    }
    if (is(0, "energy_per_decision_j") && parts.size() == 2) {
        return fmt::format("{} energy per decision", component_label(parts[1]));
    }
    std::string words;
    for (const std::string& part : parts) words += (words.empty() ? "" : ", ") + key_words(part);
    return words;
}

}  // namespace memglia
