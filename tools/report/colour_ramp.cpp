#include "tools/report/colour_ramp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace memglia {

std::string time_colour(std::size_t step, std::size_t steps) {
    using colour = std::array<double, 3>;
    static constexpr std::array<colour, 3> anchors{
        {{0x2f, 0x6f, 0xe4}, {0xc2, 0x3f, 0x9b}, {0xf5, 0x8a, 0x1f}}};
    const double share =
        steps > 1 ? static_cast<double>(std::min(step, steps - 1)) / static_cast<double>(steps - 1)
                  : 0;
    const std::size_t from = share < 0.5 ? 0 : 1;
    const double part = 2 * share - static_cast<double>(from);
    std::array<int, 3> mixed{};
    for (std::size_t i = 0; i < mixed.size(); ++i) {
        mixed[i] = static_cast<int>(anchors[from][i] +
                                    part * (anchors[from + 1][i] - anchors[from][i]) + 0.5);
    }
    return fmt::format("#{:02x}{:02x}{:02x}", mixed[0], mixed[1], mixed[2]);
}

}  // namespace memglia
