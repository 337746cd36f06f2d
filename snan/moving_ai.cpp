#include "snan/moving_ai.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {

// Hands out lines with their numbers; accepts \n and \r\n.
class line_reader {
  public:
    explicit line_reader(std::string_view text) : rest_(text) {}

    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const auto end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        ++number_;
        return line;
    }

    std::size_t number() const { return number_; }

  private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, 40)) + (text.size() > 40 ? "...'" : "'");
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[noreturn]] void fail(const std::string& file, std::size_t line, std::string found,
                       std::string expected) {
    throw input_error(
        {.file = file, .line = line, .found = std::move(found), .expected = std::move(expected)});
}

std::uint32_t header_number(line_reader& lines, const std::string& file, std::string_view key) {
    const auto line = lines.next();
    const std::string expected = "'" + std::string(key) + " N' with N at least 1";
    if (!line) fail(file, lines.number() + 1, "the end of the file", expected);
    if (!line->starts_with(key) || line->size() < key.size() + 2 || (*line)[key.size()] != ' ') {
        fail(file, lines.number(), quoted(*line), expected);
    }
    const auto value = number_of<std::uint32_t>(line->substr(key.size() + 1));
    if (!value || *value == 0) fail(file, lines.number(), quoted(*line), expected);
    return *value;
}

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> parts;
    while (!line.empty()) {
        const auto begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos) break;
        const auto end = line.find_first_of(" \t", begin);
        parts.push_back(line.substr(begin, end == std::string_view::npos ? end : end - begin));
        line = end == std::string_view::npos ? std::string_view{} : line.substr(end);
    }
    return parts;
}

}  // namespace

grid_map parse_map(std::string_view text, const std::string& file) {
    line_reader lines(text);
    const auto first = lines.next();
    if (!first) fail(file, 0, "an empty file", "a Moving AI map, first line 'type octile'");
    if (!first->starts_with("type ")) fail(file, 1, quoted(*first), "'type octile'");
    const std::uint32_t height = header_number(lines, file, "height");
    const std::uint32_t width = header_number(lines, file, "width");
    const auto marker = lines.next();
    if (!marker || *marker != "map") {
        fail(file, lines.number() + (marker ? 0 : 1),
             marker ? quoted(*marker) : "the end of the file", "'map'");
    }
    const auto open_map = [&] {
        try {
            return grid_map(width, height);
        } catch (input_error& problem) {
            problem.data.file = file;
            problem.data.line = 3;
            throw input_error(problem.data);
        }
    };
    grid_map map = open_map();
    for (std::uint32_t y = 0; y < height; ++y) {
        const auto row = lines.next();
        if (!row) {
            fail(file, lines.number() + 1,
                 "the end of the file after " + std::to_string(y) + " rows",
                 std::to_string(height) + " rows");
        }
        if (row->size() != width) {
            fail(file, lines.number(), "a row of " + std::to_string(row->size()) + " cells",
                 std::to_string(width) + " cells");
        }
        for (std::uint32_t x = 0; x < width; ++x) {
            const char c = (*row)[x];
            const bool free = std::string_view(".GS").find(c) != std::string_view::npos;
            if (!free && std::string_view("@OTW").find(c) == std::string_view::npos) {
                fail(file, lines.number(),
                     "terrain " + quoted(std::string_view(&c, 1)) + " in column " +
                         std::to_string(x + 1),
                     "one of . G S (free) or @ O T W (not free)");
            }
            if (!free) map.set_free(map.cell_at(x, y), false);
        }
    }
    while (const auto row = lines.next()) {
        if (!row->empty()) {
            fail(file, lines.number(), "more rows than the header's height",
                 std::to_string(height) + " rows");
        }
    }
    return map;
}

std::string format_map(const grid_map& map) {
    std::string text = "type octile\nheight " + std::to_string(map.height()) + "\nwidth " +
                       std::to_string(map.width()) + "\nmap\n";
    for (std::uint32_t y = 0; y < map.height(); ++y) {
        for (std::uint32_t x = 0; x < map.width(); ++x) {
            text += map.is_free(map.cell_at(x, y)) ? '.' : '@';
        }
        text += '\n';
    }
    return text;
}

std::vector<scenario> parse_scenarios(std::string_view text, const std::string& file) {
    line_reader lines(text);
    const auto first = lines.next();
    if (!first) fail(file, 0, "an empty file", "a Moving AI scenario, first line 'version 1'");
    if (!first->starts_with("version ")) fail(file, 1, quoted(*first), "'version 1'");
    std::vector<scenario> rows;
    while (const auto line = lines.next()) {
        const auto parts = split(*line);
        if (parts.empty()) continue;
        if (parts.size() != 9) {
            fail(file, lines.number(), std::to_string(parts.size()) + " fields",
                 "9: bucket, map, width, height, start x, start y, goal x, goal y, length");
        }
        const auto whole = [&](std::size_t i) {
            const auto value = number_of<std::uint32_t>(parts[i]);
            if (!value) {
                fail(file, lines.number(), quoted(parts[i]) + " in field " + std::to_string(i + 1),
                     "a whole number, 0 or more");
            }
            return *value;
        };
        scenario row{.bucket = whole(0),
                     .map = std::string(parts[1]),
                     .width = whole(2),
                     .height = whole(3),
                     .start_x = whole(4),
                     .start_y = whole(5),
                     .goal_x = whole(6),
                     .goal_y = whole(7),
                     .line = lines.number()};
        const auto length = number_of<double>(parts[8]);
        if (!length || !(*length >= 0) || std::isinf(*length)) {
            fail(file, lines.number(), quoted(parts[8]) + " in field 9", "a length, 0 or more");
        }
        row.octile_length = *length;
        rows.push_back(std::move(row));
    }
    if (rows.empty()) fail(file, lines.number(), "no scenario rows", "at least one");
    return rows;
}

maze scenario_maze(const grid_map& map, const scenario& row, const std::string& file) {
    const auto size = [](std::uint32_t w, std::uint32_t h) {
        return std::to_string(w) + " x " + std::to_string(h);
    };
    if (row.width != map.width() || row.height != map.height()) {
        fail(file, row.line, "a scenario for a map of " + size(row.width, row.height),
             size(map.width(), map.height()) + ", the size of " + row.map);
    }
    if (row.start_x >= map.width() || row.start_y >= map.height() || row.goal_x >= map.width() ||
        row.goal_y >= map.height()) {
        fail(file, row.line, "start or goal outside the map",
             "x below " + std::to_string(map.width()) + " and y below " +
                 std::to_string(map.height()));
    }
    try {
        return make_maze(map, map.cell_at(row.start_x, row.start_y),
                         map.cell_at(row.goal_x, row.goal_y));
    } catch (input_error& problem) {
        problem.data.file = file;
        problem.data.line = row.line;
        throw input_error(problem.data);
    }
}

}  // namespace memglia
