#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <queue>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "snan/moving_ai.hpp"

// Real maps of the Moving AI benchmark collection, read from $MEMGLIA_SHARED/data/maps when that is
// set.
using namespace memglia;

namespace {

// Empty, with a warning, when there is nothing to test against.
std::string shared_text(const std::string& name) {
    const char* shared = std::getenv("MEMGLIA_SHARED");
    if (shared == nullptr || *shared == '\0') {
        WARN("MEMGLIA_SHARED is not set: benchmark maps not tested");
        return "";
    }
    std::ifstream in(std::string(shared) + "/data/maps/" + name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    CHECK(in.good());
    CHECK_FALSE(text.str().empty());
    return text.str();
}

// Optimal length in eight-neighbour moves: a diagonal costs sqrt 2 and needs both of its corners
// free.
class octile_dijkstra {
  public:
    explicit octile_dijkstra(const grid_map& map) : map_(map) {}

    double length(cell_index from, cell_index to) const {
        std::vector<double> best(map_.cells(), std::numeric_limits<double>::infinity());
        using entry = std::pair<double, cell_index>;
        std::priority_queue<entry, std::vector<entry>, std::greater<>> open;
        best[from] = 0;
        open.emplace(0.0, from);
        while (!open.empty()) {
            const auto [distance, cell] = open.top();
            open.pop();
            if (cell == to) return distance;
            if (distance > best[cell]) continue;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    if ((dx == 0 && dy == 0) || !can_move(cell, dx, dy)) continue;
                    const auto next = static_cast<cell_index>(static_cast<int>(cell) + dx +
                                                              dy * static_cast<int>(map_.width()));
                    const double d = distance + (dx != 0 && dy != 0 ? std::sqrt(2.0) : 1.0);
                    if (d >= best[next]) continue;
                    best[next] = d;
                    open.emplace(d, next);
                }
            }
        }
        return best[to];
    }

  private:
    bool is_free(int x, int y) const {
        return x >= 0 && y >= 0 && x < static_cast<int>(map_.width()) &&
               y < static_cast<int>(map_.height()) &&
               map_.is_free(
                   map_.cell_at(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)));
    }
    bool can_move(cell_index cell, int dx, int dy) const {
        const int x = static_cast<int>(map_.x_of(cell));
        const int y = static_cast<int>(map_.y_of(cell));
        return is_free(x + dx, y + dy) && is_free(x + dx, y) && is_free(x, y + dy);
    }

    const grid_map& map_;
};

void check_scenarios(const std::string& name, std::size_t rows_in_file) {
    const std::string map_text = shared_text(name + ".map");
    if (map_text.empty()) return;
    const grid_map map = parse_map(map_text, name + ".map");
    const std::string scen = name + "-random-1.scen";
    const auto rows = parse_scenarios(shared_text(scen), scen);
    CHECK(rows.size() == rows_in_file);
    const octile_dijkstra search(map);
    for (const scenario& row : rows) {
        CAPTURE(scen, row.line);
        CHECK(row.map == name + ".map");
        const maze task = scenario_maze(map, row, scen);
        CHECK(std::abs(search.length(task.start, task.goal) - row.octile_length) < 1e-4);
        // Each diagonal move stands for two of the four-neighbour agent.
        CHECK(task.shortest >= row.octile_length - 1e-4);
        CHECK(task.shortest <= row.octile_length * std::sqrt(2.0) + 1e-4);
    }
}

}  // namespace

TEST_CASE("snan: an octile search reproduces the stated lengths, empty 8 x 8") {
    check_scenarios("empty-8-8", 32);
}

TEST_CASE("snan: an octile search reproduces the stated lengths, empty 16 x 16") {
    check_scenarios("empty-16-16", 128);
}

TEST_CASE("snan: an octile search reproduces the stated lengths, maze 32 x 32") {
    check_scenarios("maze-32-32-2", 333);
}

TEST_CASE("snan: an octile search reproduces the stated lengths, random 32 x 32") {
    check_scenarios("random-32-32-10", 461);
}

TEST_CASE("snan: an octile search reproduces the stated lengths, room 32 x 32") {
    check_scenarios("room-32-32-4", 341);
}

TEST_CASE("snan: every benchmark map is read as it stands") {
    for (const char* name : {"empty-8-8", "empty-16-16", "maze-32-32-2", "random-32-32-10",
                             "room-32-32-4", "bottleneck", "trap"}) {
        const std::string text = shared_text(std::string(name) + ".map");
        if (text.empty()) return;
        CAPTURE(name);
        const grid_map m = parse_map(text, name);
        // Counted in the text behind the header.
        std::size_t free = 0;
        const std::size_t body = text.find("\nmap") + 4;
        for (const char c : text.substr(body)) free += c == '.' || c == 'G' || c == 'S' ? 1U : 0U;
        std::size_t found = 0;
        for (cell_index c = 0; c < m.cells(); ++c) found += m.is_free(c) ? 1U : 0U;
        CHECK(found == free);
        CHECK(free > 0);
    }
}
