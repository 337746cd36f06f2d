#pragma once

#include <cstdint>

#include "rtl_models/chip/network_chip_config.hpp"
#include "snan/network/quantise.hpp"

namespace memglia::test {

/// Devices whose codes are exact.
inline device_config ideal_device() {
    device_config device;
    device.model = device_kind::ideal;
    device.vteam.r_on_ohm = 1e5;
    device.vteam.r_off_ohm = 1e6;
    device.sigma_cycle = 0;
    device.sigma_read = 0;
    return device;
}

/// A chip of ideal devices with the numbers of a format; of 1, 7, 15 or 255 levels.
inline network_chip_config ideal_network_chip(const number_format& format, std::uint32_t neurons) {
    network_chip_config config;
    config.device = ideal_device();
    config.tick_s = 1e-8;
    config.core.neurons = neurons;
    config.core.state_bits = format.state_bits;
    config.core.longest_delay_ticks = 1'000;
    config.core.synapses.array_rows = 16;
    config.core.synapses.arrays = 4'096;
    config.core.synapses.slices = format.weight_levels == 255 ? 2 : 1;
    config.core.synapses.levels_per_cell = format.weight_levels == 255 ? 15 : format.weight_levels;
    return config;
}

}  // namespace memglia::test
