#include "tools/report/trajectory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/figure.hpp"
#include "tools/report/maze_maps.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

// A gradient with its two ends; the style knows the gradients.
std::string colour_bar(std::string_view kind, std::string_view low, std::string_view high) {
    return fmt::format("<p class=\"bar\"><span>{}</span><i class=\"{}\"></i><span>{}</span></p>\n",
                       low, kind, high);
}

std::size_t steps_of(const maze_showcase::episode& episode) {
    return episode.path.empty() ? 0 : episode.path.size() - 1;
}

std::string heading(const maze_showcase& maze, const maze_showcase::episode& episode) {
    return fmt::format("<h3>Episode {} <span>{} steps, {}; shortest {}</span></h3>\n",
                       episode.number, steps_of(episode),
                       episode.reached ? "goal reached" : "goal not reached", maze.shortest);
}

// Shown by the script, useless without it.
std::string replay_controls(const maze_showcase::episode& episode) {
    if (steps_of(episode) == 0) return "";
    return fmt::format(
        "<div class=\"replay\" hidden=\"hidden\"><button type=\"button\">Replay</button>"
        "<input type=\"range\" min=\"0\" max=\"{0}\" value=\"{0}\" aria-label=\"step of episode "
        "{1}\"/><output>step {0}</output></div>\n",
        steps_of(episode), episode.number);
}

// The same shade means the same count in all episodes.
std::size_t most_visits(const maze_showcase& maze) {
    std::size_t most = 1;
    for (const maze_showcase::episode& episode : maze.episodes) {
        for (const std::size_t count : count_visits(maze, episode)) most = std::max(most, count);
    }
    return most;
}

std::string render_visits(const maze_showcase& maze, const maze_showcase::episode& episode,
                          std::size_t most) {
    const std::vector<std::size_t> visits = count_visits(maze, episode);
    return fmt::format("<div><h4>Visits</h4>\n{}{}</div>\n", visit_map(maze, visits, most),
                       colour_bar("visits", "0", fmt::format("{}", most)));
}

std::string render_calcium(const maze_showcase& maze, const maze_showcase::episode& episode) {
    const std::string body = episode.calcium.empty()
                                 ? absent_note("Calcium was not recorded.")
                                 : calcium_map(maze, episode) + colour_bar("calcium", "0", "1");
    return fmt::format("<div><h4>Calcium at the end</h4>\n{}</div>\n", body);
}

std::string render_episode(const maze_showcase& maze, const maze_showcase::episode& episode,
                           std::size_t most) {
    return fmt::format(
        "<div class=\"episode\">\n{}{}{}{}<div class=\"pair\">\n{}{}</div>\n</div>\n",
        heading(maze, episode), path_map(maze, episode),
        colour_bar("time", "step 0", fmt::format("{}", steps_of(episode))),
        replay_controls(episode), render_visits(maze, episode, most),
        render_calcium(maze, episode));
}

}  // namespace

std::string render_trajectory(const report_data& data, std::string_view label) {
    const maze_showcase& maze = data.showcase;
    if (!is_drawable(maze) || maze.episodes.empty()) return absent_note("No maze was recorded.");
    const std::size_t most = most_visits(maze);
    std::string episodes;
    for (const maze_showcase::episode& episode : maze.episodes) {
        episodes += render_episode(maze, episode, most);
    }
    const std::string caption = fmt::format(
        "One maze of {} × {} cells (seed {}) as it was walked.{} Large: path from S to G, coloured "
        "from "
        "the first step to the last; arrows point along it, and it keeps to the right of the "
        "cells’ "
        "centre lines so that there and back stay apart. Small: entries into each cell (steps, "
        "bumps included) and the calcium of each cell’s astrocyte when the episode ended, as a "
        "fraction of its full scale.",
        maze.width, maze.height, maze.seed,
        maze.chosen.empty() ? "" : " " + escape_markup(maze.chosen));
    return captioned_figure(label, fmt::format("<div class=\"episodes\">\n{}</div>\n", episodes),
                            caption);
}

}  // namespace memglia
