#include "tools/config/near_miss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace memglia {

namespace {

constexpr std::size_t too_far = std::numeric_limits<std::size_t>::max();

// 0..2 edits, then a shared beginning, then containment; a very short word would match anything.
std::size_t rank(std::string_view word, std::string_view name, std::size_t distance) {
    const auto [shorter, longer] =
        word.size() < name.size() ? std::tie(word, name) : std::tie(name, word);
    if (distance <= 2 && distance < shorter.size()) return distance;
    if (shorter.size() >= 2 && longer.substr(0, shorter.size()) == shorter) return 3;
    if (shorter.size() >= 3 && longer.find(shorter) != std::string_view::npos) return 4;
    return too_far;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
    std::string best;
    auto best_score = std::make_tuple(too_far, too_far);
    for (const std::string& name : names) {
        const std::size_t distance = edit_distance(word, name);
        const auto score = std::make_tuple(rank(word, name, distance), distance);
        if (std::get<0>(score) == too_far || score >= best_score) continue;
        best = name;
        best_score = score;
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
    const std::string name = nearest_name(word, names);
    return name.empty() ? "" : fmt::format("did you mean '{}'?", name);
}

std::string one_of(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 12;
    if (names.size() <= shown) {
        return fmt::format("{}{}", names.size() > 1 ? "one of " : "", fmt::join(names, ", "));
    }
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(shown);
    return fmt::format("one of {} and {} more", fmt::join(names.begin(), end, ", "),
                       names.size() - shown);
}

}  // namespace memglia
