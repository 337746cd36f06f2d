#include "snan/mapping/vteam_synapses.hpp"

#include <algorithm>
#include <cmath>

namespace memglia {

vteam_synapses::vteam_synapses(const chip_config& chip, std::uint32_t places,
                               std::uint8_t initial_level, std::uint8_t max_level)
    : chip_(chip),
      device_(chip.device.vteam),
      initial_level_(initial_level),
      max_level_(max_level),
      x_(places) {
    for (auto& row : x_) {
        row.fill(1.0);
        for (double& x : row) program(x, initial_level_);
    }
}

double vteam_synapses::code(double x) const {
    const double share =
        (device_.conductance_s(x) - device_.g_off_s()) / (device_.g_on_s() - device_.g_off_s());
    return share * (chip_.device.codes - 1);
}

std::uint32_t vteam_synapses::program(double& x, std::int32_t level) const {
    const double target = static_cast<double>(level) * chip_.tile.codes_per_level;
    const programming_config& programming = chip_.tile.programming;
    const double tolerance = programming.tolerance_codes;
    std::uint32_t pulses = 0;
    if (programming.scheme == programming_scheme::open_loop) {
        const double missing = target - code(x);
        const auto count = static_cast<std::uint32_t>(std::lround(std::abs(missing)));
        const double v = missing > 0 ? chip_.device.v_set_v : chip_.device.v_reset_v;
        for (; pulses < std::min(count, programming.max_pulses); ++pulses) {
            x = device_.pulse(x, v, chip_.device.t_pulse_s).x;
        }
        return pulses;
    }
    while (std::abs(target - code(x)) > tolerance && pulses < programming.max_pulses) {
        const double v = code(x) < target ? chip_.device.v_set_v : chip_.device.v_reset_v;
        x = device_.pulse(x, v, chip_.device.t_pulse_s).x;
        ++pulses;
    }
    return pulses;
}

std::array<std::int32_t, 4> vteam_synapses::read_levels(cell_index place) {
    std::array<std::int32_t, 4> levels{};
    for (std::size_t a = 0; a < levels.size(); ++a) {
        const double level = code(x_[place][a]) / chip_.tile.codes_per_level;
        levels[a] = std::clamp(static_cast<std::int32_t>(std::lround(level)), 0, 15);
    }
    return levels;
}

std::uint32_t vteam_synapses::reinforce(cell_index place, contact_bits actions, std::uint8_t step) {
    const auto before = read_levels(place);
    std::uint32_t pulses = 0;
    for (std::size_t a = 0; a < before.size(); ++a) {
        std::int32_t target = before[a];
        if ((unsigned{actions} >> a & 1U) != 0) {
            target = std::min(max_level_, target + step);
        } else if (target > initial_level_) {
            target = std::max(initial_level_, target - step);
        }
        if (target != before[a]) pulses += program(x_[place][a], target);
    }
    return pulses;
}

}  // namespace memglia
