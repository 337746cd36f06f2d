#include "tools/report/colour_ramp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace memglia {

namespace {

using colour = std::array<double, 3>;

colour parse(std::string_view hex) {
    colour parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        int part = 0;
        std::from_chars(hex.data() + 1 + 2 * i, hex.data() + 3 + 2 * i, part, 16);
        parts[i] = part;
    }
    return parts;
}

// A place from 0 to 1 on the way from the first anchor to the last.
template <std::size_t N>
std::string mixed(const std::array<std::string_view, N>& anchors, double share) {
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(N - 1);
    const auto from = std::min(static_cast<std::size_t>(place), N - 2);
    const double part = place - static_cast<double>(from);
    const colour low = parse(anchors[from]);
    const colour high = parse(anchors[from + 1]);
    std::array<int, 3> mix{};
    for (std::size_t i = 0; i < mix.size(); ++i) {
        mix[i] = static_cast<int>(low[i] + part * (high[i] - low[i]) + 0.5);
    }
    return fmt::format("#{:02x}{:02x}{:02x}", mix[0], mix[1], mix[2]);
}

}  // namespace

std::string time_colour(std::size_t step, std::size_t steps) {
    static constexpr std::array<std::string_view, 3> anchors{"#2f6fe4", "#c23f9b", "#f58a1f"};
    if (steps < 2) return mixed(anchors, 0);
    return mixed(anchors,
                 static_cast<double>(std::min(step, steps - 1)) / static_cast<double>(steps - 1));
}

std::string magnitude_colour(double share) {
    return mixed(magnitude_anchors(), share);
}

const std::array<std::string_view, 10>& magnitude_anchors() {
    static constexpr std::array<std::string_view, 10> anchors{
        "#440154", "#482878", "#3e4989", "#31688e", "#26828e",
        "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"};
    return anchors;
}

}  // namespace memglia
