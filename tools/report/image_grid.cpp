#include "tools/report/image_grid.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "tools/report/panel_frame.hpp"
#include "tools/report/text_width.hpp"

namespace memglia {

namespace {

constexpr double gap_px = 14;
constexpr double caption_px = 17;
constexpr double top_px = 24;
constexpr double over_px = 0.4;  // of cells over their neighbours: no seams
constexpr int greys = 63;        // neighbours of one grey are one rectangle

int grey_of(double value) {
    return static_cast<int>(std::clamp(value, 0.0, 1.0) * greys + 0.5);
}

void draw_image(svg_canvas& svg, const grid_image& image, plot_point at, double cell_px) {
    const double width = cell_px * static_cast<double>(image.columns);
    svg.rectangle(at, width, cell_px * static_cast<double>(image.rows), "fill=\"#000000\"");
    std::vector<std::string> paths(greys + 1);
    for (std::size_t i = 0; i < image.rows; ++i) {
        for (std::size_t j = 0; j < image.columns;) {
            const int grey = grey_of(image.values[i * image.columns + j]);
            const std::size_t first = j;
            while (j < image.columns && grey_of(image.values[i * image.columns + j]) == grey) ++j;
            paths[static_cast<std::size_t>(grey)] +=
                filled_cell({at.x + cell_px * static_cast<double>(first),
                             at.y + cell_px * static_cast<double>(i)},
                            cell_px * static_cast<double>(j - first) + over_px, cell_px + over_px);
        }
    }
    for (int grey = 1; grey <= greys; ++grey) {
        const std::string& path = paths[static_cast<std::size_t>(grey)];
        if (path.empty()) continue;
        svg.path(path, fmt::format("fill=\"#{0:02x}{0:02x}{0:02x}\"", grey * 255 / greys));
    }
}

}  // namespace

drawing draw_images(const image_grid& grid) {
    bool captions = false;
    for (const grid_image& image : grid.images) {
        if (image.rows == 0 || image.columns == 0 ||
            image.values.size() != image.rows * image.columns) {
            throw internal_error(fmt::format("an image of {} x {} with {} values", image.rows,
                                             image.columns, image.values.size()));
        }
        captions = captions || !image.caption.empty();
    }
    auto across = std::max<std::size_t>(
        1, static_cast<std::size_t>((grid.width + gap_px) / (grid.image_px + gap_px)));
    if (across > grid.together) across -= across % grid.together;
    const double row_px = grid.image_px + (captions ? caption_px : 0) + gap_px;
    const auto rows = static_cast<double>((grid.images.size() + across - 1) / across);
    const double height = top_px + rows * row_px;
    svg_canvas svg(grid.width, height, "class=\"images\"", grid.title);
    svg.text({0, 13}, grid.title, "class=\"axis-title\"");
    for (std::size_t k = 0; k < grid.images.size(); ++k) {
        const grid_image& image = grid.images[k];
        const plot_point at{static_cast<double>(k % across) * (grid.image_px + gap_px),
                            top_px + static_cast<double>(k / across) * row_px};
        svg.open_group("shape-rendering=\"crispEdges\"");
        draw_image(svg, image, at,
                   grid.image_px / static_cast<double>(std::max(image.rows, image.columns)));
        svg.close_group();
        if (image.caption.empty()) continue;
        svg.text({at.x, at.y + grid.image_px + 14},
                 shortened(image.caption, grid.image_px + gap_px - 2, tick_font_px),
                 image.marked ? "class=\"target-name\"" : "class=\"tick\"");
    }
    return {grid.width, height, std::move(svg).finish()};
}

}  // namespace memglia
