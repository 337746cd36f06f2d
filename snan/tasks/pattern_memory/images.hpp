#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace memglia {

/// A square of pixels that are on or off, row by row.
struct binary_image {
    std::uint32_t side = 0;
    std::vector<std::uint8_t> pixels;  ///< 0 or 1

    bool at(std::uint32_t x, std::uint32_t y) const {
        return pixels[std::size_t{y} * side + x] != 0;
    }
    std::uint32_t on() const;
};

inline constexpr std::uint32_t glyph_columns = 5;
inline constexpr std::uint32_t glyph_rows = 7;

/// The digits 0 to 9 in 5 by 7 cells, a row after the other, '#' for on.
const char* digit_glyph(std::uint32_t digit);

/// Cells ('#' for on) drawn in the middle of a square: a cell is a block of as many pixels as leave
/// a margin of a cell's half on every side.
binary_image glyph_image(const char* cells, std::uint32_t side);

/// A digit that fills the square.
binary_image digit_image(std::uint32_t digit, std::uint32_t side);

/// As many pixels as `fraction` of all, rounded, turned over; each as likely as another.
binary_image with_flips(binary_image image, double fraction, random_stream& draw);

}  // namespace memglia
