#include "snan/synapses.hpp"

#include <algorithm>
#include <cstdlib>

namespace memglia {

integer_synapses::integer_synapses(std::uint32_t places, std::uint8_t initial_level,
                                   std::uint8_t max_level, double tolerance_codes)
    : initial_level_(initial_level),
      max_level_(max_level),
      tolerance_codes_(tolerance_codes),
      code_(places) {
    for (auto& row : code_) {
        row.fill(0);
        for (auto& code : row) program(code, initial_level_);
    }
}

std::uint32_t integer_synapses::program(std::int32_t& code, std::int32_t level) const {
    const std::int32_t target = std::min(level * codes_per_level, code_max);
    std::uint32_t pulses = 0;
    while (std::abs(target - code) > tolerance_codes_) {
        code += target > code ? 1 : -1;
        ++pulses;
    }
    return pulses;
}

std::array<std::int32_t, 4> integer_synapses::read_levels(cell_index place) {
    std::array<std::int32_t, 4> levels{};
    for (std::size_t a = 0; a < levels.size(); ++a) {
        levels[a] = (code_[place][a] + codes_per_level / 2) / codes_per_level;
    }
    return levels;
}

std::uint32_t integer_synapses::reinforce(cell_index place, contact_bits actions,
                                          std::uint8_t step) {
    const auto levels = read_levels(place);
    std::uint32_t pulses = 0;
    for (std::size_t a = 0; a < levels.size(); ++a) {
        const bool chosen = (unsigned{actions} >> a & 1U) != 0;
        const std::int32_t target =
            chosen ? std::min(max_level_, levels[a] + step)
                   : std::min(levels[a], std::max(initial_level_, levels[a] - step));
        if (target != levels[a]) pulses += program(code_[place][a], target);
    }
    return pulses;
}

}  // namespace memglia
