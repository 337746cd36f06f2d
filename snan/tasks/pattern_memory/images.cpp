#include "snan/tasks/pattern_memory/images.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace memglia {

namespace {

constexpr std::array<const char*, 10> glyphs{
    " ### "
    "#   #"
    "#   #"
    "#   #"
    "#   #"
    "#   #"
    " ### ",
    "  #  "
    " ##  "
    "  #  "
    "  #  "
    "  #  "
    "  #  "
    " ### ",
    " ### "
    "#   #"
    "    #"
    "  ## "
    " #   "
    "#    "
    "#####",
    "#### "
    "    #"
    "    #"
    " ### "
    "    #"
    "    #"
    "#### ",
    "   # "
    "  ## "
    " # # "
    "#  # "
    "#####"
    "   # "
    "   # ",
    "#####"
    "#    "
    "#### "
    "    #"
    "    #"
    "#   #"
    " ### ",
    " ### "
    "#    "
    "#    "
    "#### "
    "#   #"
    "#   #"
    " ### ",
    "#####"
    "    #"
    "   # "
    "   # "
    "  #  "
    "  #  "
    "  #  ",
    " ### "
    "#   #"
    "#   #"
    " ### "
    "#   #"
    "#   #"
    " ### ",
    " ### "
    "#   #"
    "#   #"
    " ####"
    "    #"
    "    #"
    " ### ",
};

}  // namespace

std::uint32_t binary_image::on() const {
    return std::accumulate(pixels.begin(), pixels.end(), 0U);
}

const char* digit_glyph(std::uint32_t digit) {
    return glyphs.at(digit);
}

binary_image glyph_image(const char* cells, std::uint32_t side) {
    // A cell of width w and height h with (columns + 1) w and (rows + 1) h within the square.
    const std::uint32_t width = side / (glyph_columns + 1);
    const std::uint32_t height = side / (glyph_rows + 1);
    const std::uint32_t left = (side - glyph_columns * width) / 2;
    const std::uint32_t top = (side - glyph_rows * height) / 2;
    binary_image image{side, std::vector<std::uint8_t>(std::size_t{side} * side)};
    for (std::uint32_t y = 0; y < glyph_rows * height; ++y) {
        for (std::uint32_t x = 0; x < glyph_columns * width; ++x) {
            if (cells[y / height * glyph_columns + x / width] != '#') continue;
            image.pixels[std::size_t{top + y} * side + left + x] = 1;
        }
    }
    return image;
}

binary_image digit_image(std::uint32_t digit, std::uint32_t side) {
    return glyph_image(digit_glyph(digit), side);
}

binary_image with_flips(binary_image image, double fraction, random_stream& draw) {
    const auto all = static_cast<std::uint32_t>(image.pixels.size());
    const auto flips = static_cast<std::uint32_t>(std::lround(fraction * all));
    std::vector<std::uint32_t> order(all);
    std::iota(order.begin(), order.end(), 0);
    for (std::uint32_t k = 0; k < flips; ++k) {
        std::swap(order[k], order[k + draw.below(all - k)]);
        image.pixels[order[k]] ^= 1U;
    }
    return image;
}

}  // namespace memglia
