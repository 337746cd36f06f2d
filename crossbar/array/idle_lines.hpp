#pragma once

namespace memglia {

/// What the lines that are not selected hold while a write puts V on its word line and 0 V on its
/// bit line.
struct idle_lines {
    double word_v = 0;
    double bit_v = 0;
};

constexpr idle_lines half_select(double v) {
    return {v / 2, v / 2};
}

constexpr idle_lines third_select(double v) {
    return {v / 3, 2 * v / 3};
}

}  // namespace memglia
