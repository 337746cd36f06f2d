#include "tools/array/array_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "tools/report/colour_ramp.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_blocks = 64;  // a side
constexpr std::size_t colours = 64;
constexpr double map_px = 520;
constexpr double margin_px = 44;
constexpr double scale_px = 46;

// Means of the blocks that a large array is drawn by, and which lines they hold.
struct block_table {
    block_table(std::size_t all_rows, std::size_t all_columns, std::span<const double> values)
        : rows(std::min(most_blocks, all_rows)),
          columns(std::min(most_blocks, all_columns)),
          cell_rows(all_rows),
          cell_columns(all_columns) {
        for (std::size_t b = 0; b < rows * columns; ++b) {
            double sum = 0;
            std::size_t count = 0;
            for (std::size_t i = first_row(b / columns); i < first_row(b / columns + 1); ++i) {
                for (std::size_t j = first_column(b % columns); j < first_column(b % columns + 1);
                     ++j) {
                    sum += values[i * cell_columns + j];
                    ++count;
                }
            }
            means.push_back(sum / static_cast<double>(count));
        }
    }

    std::size_t first_row(std::size_t block) const { return block * cell_rows / rows; }
    std::size_t first_column(std::size_t block) const { return block * cell_columns / columns; }

    std::size_t rows;
    std::size_t columns;
    std::size_t cell_rows;
    std::size_t cell_columns;
    std::vector<double> means;
};

std::string lines_of(const char* kind, std::size_t from, std::size_t to) {
    return to - from == 1 ? fmt::format("{} line {}", kind, from)
                          : fmt::format("{} lines {} to {}", kind, from, to - 1);
}

std::string colour_of(double value, double low, double high) {
    const double share = high > low ? (value - low) / (high - low) : 0;
    return magnitude_colour(share);
}

void draw_line_numbers(svg_canvas& svg, const block_table& blocks, double width, double height) {
    const auto ticks = [](std::size_t cells) {
        return cells > 1 ? std::vector<std::size_t>{0, cells - 1} : std::vector<std::size_t>{0};
    };
    const auto middle = [](std::size_t line, std::size_t cells, double length) {
        return margin_px + length * (static_cast<double>(line) + 0.5) / static_cast<double>(cells);
    };
    for (const std::size_t i : ticks(blocks.cell_rows)) {
        svg.text({margin_px - 8, middle(i, blocks.cell_rows, height) + 4}, std::to_string(i),
                 "class=\"tick far\"");
    }
    for (const std::size_t j : ticks(blocks.cell_columns)) {
        svg.text({middle(j, blocks.cell_columns, width), margin_px - 8}, std::to_string(j),
                 "class=\"tick middle\"");
    }
    svg.text({margin_px + width / 2, 14}, "bit line", "class=\"tick middle\"");
    svg.text({14, margin_px + height / 2}, "word line",
             fmt::format("class=\"tick middle\" transform=\"rotate(-90 14 {})\"",
                         format_coordinate(margin_px + height / 2)));
}

void draw_scale(svg_canvas& svg, double width, double top, double low, double high,
                std::string_view unit) {
    const double step_px = width / static_cast<double>(colours);
    svg.open_group("shape-rendering=\"crispEdges\"");
    for (std::size_t c = 0; c < colours; ++c) {
        svg.rectangle({margin_px + static_cast<double>(c) * step_px, top}, step_px + 0.5, 10,
                      fmt::format("fill=\"{}\"", magnitude_colour(static_cast<double>(c) / (colours - 1))));
    }
    svg.close_group();
    svg.text({margin_px, top + 26}, format_quantity(low, unit), "class=\"tick\"");
    svg.text({margin_px + width, top + 26}, format_quantity(high, unit), "class=\"tick far\"");
}

}  // namespace

std::string heat_map(std::size_t rows, std::size_t columns, std::span<const double> values,
                     std::string_view name, std::string_view unit) {
    const block_table blocks(rows, columns, values);
    const auto [least, most] = std::minmax_element(blocks.means.begin(), blocks.means.end());
    // Whole pixels leave no seams.
    const double cell_px =
        std::floor(map_px / static_cast<double>(std::max(blocks.rows, blocks.columns)));
    const double width = cell_px * static_cast<double>(blocks.columns);
    const double height = cell_px * static_cast<double>(blocks.rows);
    // A single column leaves room for the names and the scale.
    const double scale_width = std::max(width, 180.0);
    svg_canvas svg(scale_width + margin_px + 4, height + margin_px + scale_px, "class=\"drop-map\"",
                   fmt::format("{}, {} to {}", name, format_quantity(*least, unit),
                               format_quantity(*most, unit)));
    draw_line_numbers(svg, blocks, width, height);
    svg.open_group(fmt::format("transform=\"translate({0} {0})\" shape-rendering=\"crispEdges\"",
                               format_coordinate(margin_px)));
    for (std::size_t b = 0; b < blocks.means.size(); ++b) {
        const std::size_t i = b / blocks.columns;
        const std::size_t j = b % blocks.columns;
        svg.rectangle(
            {static_cast<double>(j) * cell_px, static_cast<double>(i) * cell_px}, cell_px, cell_px,
            fmt::format("fill=\"{}\"", colour_of(blocks.means[b], *least, *most)),
            fmt::format("{}, {}: {}",
                        lines_of("word", blocks.first_row(i), blocks.first_row(i + 1)),
                        lines_of("bit", blocks.first_column(j), blocks.first_column(j + 1)),
                        format_quantity(blocks.means[b], unit)));
    }
    svg.close_group();
    draw_scale(svg, scale_width, margin_px + height + 12, *least, *most, unit);
    return std::move(svg).finish();
}

std::string conductance_map(const array_reading& r) {
    return heat_map(r.inputs.rows, r.inputs.columns, r.inputs.conductance_s,
                    "Conductances of the cells", "S");
}

std::string cell_voltage_map(const array_reading& r) {
    return heat_map(r.inputs.rows, r.inputs.columns, r.cell_v, "Voltages across the cells", "V");
}

}  // namespace memglia
