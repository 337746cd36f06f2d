#include "tools/config/case_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

using nlohmann::json;

case_reader::case_reader(std::string_view text, std::string file, const std::string& expected)
    : file_(std::move(file)) {
    try {
        root_ = json::parse(text);
    } catch (const json::parse_error& problem) {
        const std::size_t end = std::min(problem.byte, text.size());
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(end), '\n');
        throw input_error({.file = file_,
                           .line = static_cast<std::size_t>(line),
                           .found = "found no JSON here",
                           .expected = expected});
    } catch (const json::exception& problem) {
        throw input_error({.file = file_, .found = problem.what(), .expected = expected});
    }
}

void case_reader::refuse(const std::string& path, const std::string& found,
                         const std::string& expected) const {
    throw input_error({.file = file_, .path = path, .found = found, .expected = expected});
}

const json* case_reader::find(const std::string& path) const {
    const json* at = &root_;
    std::istringstream keys(path);
    for (std::string key; std::getline(keys, key, '.');) {
        if (!at->is_object() || !at->contains(key)) return nullptr;
        at = &(*at)[key];
    }
    return at;
}

const json& case_reader::at(const std::string& path) const {
    const json* found = find(path);
    if (found == nullptr) refuse(path, "found nothing", "this key");
    return *found;
}

double case_reader::number(const json& value, const std::string& path) const {
    if (value.is_number() && std::isfinite(value.get<double>())) return value;
    refuse(path, "found " + value.dump(), "a finite number");
}

double case_reader::number(const std::string& path, double above, bool or_equal) const {
    const double value = number(path);
    if (value > above || (or_equal && value == above)) return value;
    refuse(path, fmt::format("found {}", value),
           fmt::format("{} {}", or_equal ? "at least" : "more than", above));
}

double case_reader::negative(const std::string& path, const std::string& expected) const {
    const double value = number(path);
    if (value < 0) return value;
    refuse(path, fmt::format("found {}", value), expected);
}

std::size_t case_reader::count(const std::string& path) const {
    const json& value = at(path);
    if (value.is_number_integer() && value >= 1 && value <= 1'000'000) return value;
    refuse(path, "found " + value.dump(), "an integer of 1 or more");
}

std::string case_reader::text(const std::string& path) const {
    const json& value = at(path);
    if (value.is_string()) return value;
    refuse(path, "found " + value.dump(), "text");
}

void case_reader::refuse_near_misses(const std::vector<std::string>& optional) const {
    for (const auto& [key, value] : root_.items()) {
        for (const std::string& meant : optional) {
            if (key != meant && edit_distance(key, meant) <= 2) {
                refuse(key, "found an unknown key", "'" + meant + "', if that is what is meant");
            }
        }
    }
}

}  // namespace memglia
