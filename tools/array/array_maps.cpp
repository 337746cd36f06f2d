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
constexpr double map_px = 520;
constexpr double margin_px = 44;

// The blocks that a large array is drawn by: the value of each, and which lines they hold.
struct block_table {
    block_table(std::size_t all_rows, std::size_t all_columns, std::span<const double> cell_values,
                block_value of_block)
        : rows(std::min(most_blocks, all_rows)),
          columns(std::min(most_blocks, all_columns)),
          cell_rows(all_rows),
          cell_columns(all_columns) {
        for (std::size_t b = 0; b < rows * columns; ++b) {
            double sum = 0;
            double most = -HUGE_VAL;
            std::size_t count = 0;
            for (std::size_t i = first_row(b / columns); i < first_row(b / columns + 1); ++i) {
                for (std::size_t j = first_column(b % columns); j < first_column(b % columns + 1);
                     ++j) {
                    const double value = cell_values[i * cell_columns + j];
                    sum += value;
                    most = std::max(most, value);
                    ++count;
                }
            }
            values.push_back(of_block == block_value::mean ? sum / static_cast<double>(count)
                                                           : most);
        }
    }

    std::size_t first_row(std::size_t block) const { return block * cell_rows / rows; }
    std::size_t first_column(std::size_t block) const { return block * cell_columns / columns; }

    std::size_t rows;
    std::size_t columns;
    std::size_t cell_rows;
    std::size_t cell_columns;
    std::vector<double> values;
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
        std::vector<std::size_t> at{0};
        if (cells > 8) at.push_back(cells / 2);
        if (cells > 1) at.push_back(cells - 1);
        return at;
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

std::string scale(double low, double high, std::string_view unit) {
    return fmt::format(
        "<p class=\"bar\"><span>{}</span><i class=\"magnitude\"></i><span>{}</span></p>\n",
        format_quantity(low, unit), format_quantity(high, unit));
}

}  // namespace

std::string heat_map(std::size_t rows, std::size_t columns, std::span<const double> values,
                     std::string_view name, std::string_view unit, block_value of_block) {
    const block_table blocks(rows, columns, values, of_block);
    const auto [least, most] = std::minmax_element(blocks.values.begin(), blocks.values.end());
    // Whole pixels leave no seams.
    const double cell_px =
        std::floor(map_px / static_cast<double>(std::max(blocks.rows, blocks.columns)));
    const double width = cell_px * static_cast<double>(blocks.columns);
    const double height = cell_px * static_cast<double>(blocks.rows);
    // A single column leaves room for the names.
    svg_canvas svg(std::max(width, 40.0) + margin_px + 4, height + margin_px + 4,
                   "class=\"drop-map\"",
                   fmt::format("{}, {} to {}", name, format_quantity(*least, unit),
                               format_quantity(*most, unit)));
    draw_line_numbers(svg, blocks, width, height);
    svg.open_group(fmt::format("transform=\"translate({0} {0})\" shape-rendering=\"crispEdges\"",
                               format_coordinate(margin_px)));
    for (std::size_t b = 0; b < blocks.values.size(); ++b) {
        const std::size_t i = b / blocks.columns;
        const std::size_t j = b % blocks.columns;
        svg.rectangle(
            {static_cast<double>(j) * cell_px, static_cast<double>(i) * cell_px}, cell_px, cell_px,
            fmt::format("fill=\"{}\"", colour_of(blocks.values[b], *least, *most)),
            fmt::format("{}, {}: {}",
                        lines_of("word", blocks.first_row(i), blocks.first_row(i + 1)),
                        lines_of("bit", blocks.first_column(j), blocks.first_column(j + 1)),
                        format_quantity(blocks.values[b], unit)));
    }
    svg.close_group();
    return std::move(svg).finish() + scale(*least, *most, unit);
}

std::string conductance_map(const array_reading& r) {
    return heat_map(r.inputs.rows, r.inputs.columns, r.inputs.conductance_s,
                    "Conductances of the cells", "S", block_value::mean);
}

std::string cell_voltage_map(const array_reading& r) {
    return heat_map(r.inputs.rows, r.inputs.columns, r.cell_v, "Voltages across the cells", "V",
                    block_value::mean);
}

std::string drop_map(const array_reading& r) {
    return heat_map(r.inputs.rows, r.inputs.columns, r.lost_v, "Cell voltages lost", "V",
                    block_value::largest);
}

}  // namespace memglia
