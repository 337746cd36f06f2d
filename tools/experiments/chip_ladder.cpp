#include "tools/experiments/chip_ladder.hpp"

#include <algorithm>

namespace memglia {

network_chip_config without_noise(network_chip_config chip) {
    chip.device.sigma_cycle = 0;
    chip.device.sigma_read = 0;
    chip.device.variation = {};
    chip.device.stuck_on_fraction = 0;
    chip.device.stuck_off_fraction = 0;
    chip.crossbar = access_config{};
    return chip;
}

network_chip_config with_ideal_device(network_chip_config chip) {
    constexpr std::uint32_t codes_per_level = 8;
    chip = without_noise(std::move(chip));
    chip.device.model = device_kind::ideal;
    chip.device.codes = codes_per_level * chip.core.synapses.levels_per_cell + 1;
    programming_config& programming = chip.core.synapses.programming;
    programming.tolerance_codes = std::min(programming.tolerance_codes, codes_per_level / 2.0 - 1);
    programming.max_pulses = std::max(programming.max_pulses, chip.device.codes);
    return chip;
}

}  // namespace memglia
