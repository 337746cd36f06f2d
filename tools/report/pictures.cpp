#include "tools/report/pictures.hpp"

#include <fmt/format.h>

#include "tools/report/energy_figure.hpp"
#include "tools/report/energy_summary.hpp"
#include "tools/report/learning_curves.hpp"
#include "tools/report/maze_maps.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double margin_px = 12;

// The maps of the recorded episodes beside one another, or below one another on a phone.
std::string maze_picture(const maze_showcase& maze, figure_width page) {
    const double map_px = page == figure_width::wide ? 380 : 342;
    const double height_px = map_px * maze.height / maze.width;
    constexpr double head_px = 30;
    const auto count = static_cast<double>(maze.episodes.size());
    const bool wide = page == figure_width::wide;
    const double width = (wide ? count : 1) * (map_px + margin_px) + margin_px;
    const double height = (wide ? 1 : count) * (height_px + head_px + margin_px);
    std::string body;
    double x = margin_px;
    double y = 0;
    for (const maze_showcase::episode& episode : maze.episodes) {
        const std::size_t steps = episode.path.empty() ? 0 : episode.path.size() - 1;
        body += fmt::format(
            "<text x=\"{}\" y=\"{}\" font-size=\"14\" font-weight=\"600\">Episode {}: {} steps{}"
            "</text>\n",
            x, y + 20, episode.number, steps, episode.reached ? "" : ", goal not reached");
        body += placed(x, y + head_px, map_px, height_px, path_map(maze, episode));
        (wide ? x : y) += wide ? map_px + margin_px : height_px + head_px + margin_px;
    }
    return svg_file(width, height,
                    fmt::format("A maze of {} x {} cells as the chip walked it, shortest way {}",
                                maze.width, maze.height, maze.shortest),
                    body);
}

std::string suffix(figure_width page) {
    return page == figure_width::wide ? ".svg" : "-phone.svg";
}

}  // namespace

std::vector<picture> pictures_of(const report_data& data) {
    std::vector<picture> all;
    for (const figure_width page : {figure_width::wide, figure_width::narrow}) {
        if (is_drawable(data.showcase) && !data.showcase.episodes.empty()) {
            all.push_back({"maze" + suffix(page), maze_picture(data.showcase, page)});
        }
        if (std::string curve = learning_picture(data, page); !curve.empty()) {
            all.push_back({"learning" + suffix(page), std::move(curve)});
        }
        if (std::string bill = energy_picture(data, page); !bill.empty()) {
            all.push_back({"energy" + suffix(page), std::move(bill)});
        }
    }
    return all;
}

}  // namespace memglia
