#include "tools/report/maze_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "tools/report/colour_ramp.hpp"
#include "tools/report/lane_path.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double large_px = 560;         // longer side of the path map
constexpr double small_px = 280;         // of the other two
constexpr double frame_px = 2;           // room for the frame's line
constexpr std::uint32_t most_grid = 32;  // cells a side up to which grid lines help
constexpr std::size_t most_colours = 96;
constexpr std::size_t most_arrows = 60;
constexpr double least_shade = 0.14;
constexpr double most_shade = 0.92;

double cell_size(const maze_showcase& maze, double longer_px) {
    return longer_px / std::max(maze.width, maze.height);
}

plot_point centre_of(const maze_showcase& maze, cell_index cell, double size) {
    return {(cell % maze.width + 0.5) * size, (cell / maze.width + 0.5) * size};
}

std::string place_of(const maze_showcase& maze, cell_index cell) {
    return fmt::format("column {}, row {}", cell % maze.width, cell / maze.width);
}

// Runs of wall cells of a row as one shape each, in cells.
std::string wall_outline(const maze_showcase& maze) {
    std::string data;
    for (std::uint32_t y = 0; y < maze.height; ++y) {
        for (std::uint32_t x = 0; x < maze.width;) {
            std::uint32_t end = x;
            while (end < maze.width && maze.free[y * maze.width + end] == 0) ++end;
            if (end > x) {
                fmt::format_to(std::back_inserter(data), "M{} {}h{}v1h-{}z", x, y, end - x,
                               end - x);
            }
            x = std::max(end, x + 1);
        }
    }
    return data;
}

std::string grid_lines(const maze_showcase& maze) {
    std::string data;
    for (std::uint32_t x = 1; x < maze.width; ++x) {
        fmt::format_to(std::back_inserter(data), "M{} 0v{}", x, maze.height);
    }
    for (std::uint32_t y = 1; y < maze.height; ++y) {
        fmt::format_to(std::back_inserter(data), "M0 {}h{}", y, maze.width);
    }
    return data;
}

svg_canvas open_map(const maze_showcase& maze, double size, std::string_view attributes,
                    std::string_view description) {
    svg_canvas svg(maze.width * size + 2 * frame_px, maze.height * size + 2 * frame_px, attributes,
                   description);
    svg.open_group(fmt::format("transform=\"translate({0} {0})\"", frame_px));
    svg.rectangle({0, 0}, maze.width * size, maze.height * size, "class=\"floor\"");
    return svg;
}

void draw_walls(svg_canvas& svg, const maze_showcase& maze, double size) {
    const std::string scale = fmt::format("transform=\"scale({:.4f})\"", size);
    if (std::max(maze.width, maze.height) <= most_grid) {
        svg.path(grid_lines(maze), fmt::format("class=\"grid\" {}", scale));
    }
    svg.path(wall_outline(maze), fmt::format("class=\"wall\" {}", scale));
    svg.rectangle({0, 0}, maze.width * size, maze.height * size, "class=\"frame\"");
}

// Start and goal as discs with a letter. Where cells are small the disc is the head of a pin whose
// point stands in the cell: readable on a phone, and the way stays in sight.
void draw_ends(svg_canvas& svg, const maze_showcase& maze, double size) {
    constexpr double radius = 13;
    constexpr double head_px = 24;  // of a pin's head above its point
    const bool pinned = size < 2.4 * radius;
    const auto disc = [&](cell_index cell, std::string_view kind, std::string_view letter,
                          std::string_view tooltip) {
        if (cell >= maze.free.size()) return;
        plot_point at = centre_of(maze, cell, size);
        if (pinned) {
            const plot_point tip = at;
            const bool below = tip.y < head_px + radius;
            at.y += below ? head_px : -head_px;
            at.x = std::clamp(at.x, radius + 1, maze.width * size - radius - 1);
            const double neck = 0.75 * radius;
            svg.path(line_through({tip, {at.x - neck, at.y}, {at.x + neck, at.y}}) + "z",
                     fmt::format("class=\"end {}\"", kind));
        }
        svg.circle(at, radius, fmt::format("class=\"end {}\"", kind), tooltip);
        svg.text(
            {at.x, at.y + 0.36 * 1.25 * radius}, letter,
            fmt::format("class=\"letter\" font-size=\"{}\"", format_coordinate(1.25 * radius)));
    };
    disc(maze.start, "start", "S", "start, " + place_of(maze, maze.start));
    disc(maze.goal, "goal", "G", "goal, " + place_of(maze, maze.goal));
}

std::string finish_map(svg_canvas&& svg) {
    svg.close_group();
    return std::move(svg).finish();
}

// Cells outside the map would be drawn outside the picture.
std::vector<cell_index> cells_inside(const maze_showcase& maze,
                                     const std::vector<cell_index>& path) {
    std::vector<cell_index> inside;
    std::copy_if(path.begin(), path.end(), std::back_inserter(inside),
                 [&](cell_index cell) { return cell < maze.free.size(); });
    return inside;
}

void draw_arrows(svg_canvas& svg, const std::vector<lane_move>& moves, std::size_t steps,
                 double size) {
    const std::size_t every = (moves.size() + most_arrows - 1) / most_arrows;
    const double length = std::clamp(0.24 * size, 6.0, 14.0);
    const double half_width = 0.55 * length;
    for (std::size_t i = every / 2; i < moves.size(); i += every) {
        const lane_move& move = moves[i];
        const plot_point along = move.heading;
        const plot_point back{move.middle.x - 0.45 * length * along.x,
                              move.middle.y - 0.45 * length * along.y};
        const plot_point tip{back.x + length * along.x, back.y + length * along.y};
        const plot_point left{back.x + half_width * along.y, back.y - half_width * along.x};
        const plot_point right{back.x - half_width * along.y, back.y + half_width * along.x};
        svg.path(line_through({tip, left, right}) + "z",
                 fmt::format("class=\"arrow\" data-step=\"{}\" fill=\"{}\"", move.step,
                             time_colour(move.step, steps)));
    }
}

void draw_path(svg_canvas& svg, const std::vector<lane_move>& moves, std::size_t steps,
               double size) {
    const std::size_t bin = (moves.size() + most_colours - 1) / most_colours;
    svg.open_group(fmt::format("class=\"track\" stroke-width=\"{}\"",
                               format_coordinate(std::clamp(0.065 * size, 2.0, 5.0))));
    for (std::size_t first = 0; first < moves.size(); first += bin) {
        std::vector<plot_point> points;
        for (std::size_t i = first; i < std::min(first + bin, moves.size()); ++i) {
            const auto& more = moves[i].points;
            points.insert(points.end(), more.begin() + (points.empty() ? 0 : 1), more.end());
        }
        svg.path(line_through(points),
                 fmt::format("data-step=\"{}\" stroke=\"{}\"", moves[first].step,
                             time_colour(moves[first].step, steps)));
    }
    svg.close_group();
    draw_arrows(svg, moves, steps, size);
}

void draw_shaded_cell(svg_canvas& svg, const maze_showcase& maze, cell_index cell, double size,
                      double share, std::string_view tooltip) {
    const plot_point corner{cell % maze.width * size, cell / maze.width * size};
    svg.rectangle(corner, size, size, fmt::format("fill-opacity=\"{:.2f}\"", share), tooltip);
}

}  // namespace

bool is_drawable(const maze_showcase& maze) {
    return maze.width > 0 && maze.height > 0 &&
           maze.free.size() == std::size_t{maze.width} * maze.height;
}

std::string path_map(const maze_showcase& maze, const maze_showcase::episode& episode) {
    const double size = cell_size(maze, large_px);
    const std::vector<cell_index> path = cells_inside(maze, episode.path);
    const std::size_t steps = path.empty() ? 0 : path.size() - 1;
    svg_canvas svg = open_map(
        maze, size,
        fmt::format("class=\"path-map\" data-columns=\"{}\" data-size=\"{:.4f}\" data-cells=\"{}\"",
                    maze.width, size, fmt::join(path, " ")),
        fmt::format("Path of episode {} through the maze, {} steps", episode.number, steps));
    draw_walls(svg, maze, size);
    const std::vector<lane_move> moves = lay_lanes(path, maze.width, size);
    if (!moves.empty()) draw_path(svg, moves, steps, size);
    draw_ends(svg, maze, size);
    svg.circle({0, 0}, std::clamp(0.2 * size, 6.0, 11.0), "class=\"walker\"");
    return finish_map(std::move(svg));
}

std::vector<std::size_t> count_visits(const maze_showcase& maze,
                                      const maze_showcase::episode& episode) {
    std::vector<std::size_t> visits(maze.free.size());
    for (const cell_index cell : cells_inside(maze, episode.path)) ++visits[cell];
    return visits;
}

std::string visit_map(const maze_showcase& maze, const std::vector<std::size_t>& visits,
                      std::size_t most) {
    const double size = cell_size(maze, small_px);
    svg_canvas svg = open_map(maze, size, "class=\"visit-map\"", "Visits of each cell");
    const auto share = [&](cell_index cell) {
        const double part = static_cast<double>(visits[cell]) / static_cast<double>(most);
        return least_shade + (most_shade - least_shade) * part;
    };
    for (cell_index cell = 0; cell < visits.size(); ++cell) {
        if (visits[cell] == 0) continue;
        draw_shaded_cell(svg, maze, cell, size, share(cell),
                         fmt::format("{}: {} visit{}", place_of(maze, cell), visits[cell],
                                     visits[cell] == 1 ? "" : "s"));
    }
    draw_walls(svg, maze, size);
    constexpr double least_readable_px = 15;
    for (cell_index cell = 0; cell < visits.size() && size >= least_readable_px; ++cell) {
        if (visits[cell] == 0) continue;
        const std::string number = fmt::format("{}", visits[cell]);
        const double font = std::min(0.5 * size, 1.4 * size / static_cast<double>(number.size()));
        const plot_point at = centre_of(maze, cell, size);
        svg.text({at.x, at.y + 0.36 * font}, number,
                 fmt::format("class=\"count{}\" font-size=\"{}\"", share(cell) > 0.5 ? " on" : "",
                             format_coordinate(font)));
    }
    return finish_map(std::move(svg));
}

std::string calcium_map(const maze_showcase& maze, const maze_showcase::episode& episode) {
    constexpr double invisible = 0.005;
    const double size = cell_size(maze, small_px);
    svg_canvas svg = open_map(maze, size, "class=\"calcium-map\"", "Calcium of each cell");
    const std::size_t count = std::min(episode.calcium.size(), maze.free.size());
    for (cell_index cell = 0; cell < count; ++cell) {
        const double calcium = episode.calcium[cell];
        if (!(calcium >= invisible) || maze.free[cell] == 0) continue;
        draw_shaded_cell(svg, maze, cell, size, most_shade * std::min(calcium, 1.0),
                         fmt::format("{}: {:.2f}", place_of(maze, cell), calcium));
    }
    draw_walls(svg, maze, size);
    return finish_map(std::move(svg));
}

}  // namespace memglia
