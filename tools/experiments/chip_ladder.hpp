#pragma once

#include "rtl_models/chip/network_chip_config.hpp"

// The chips of the rungs beside the configured one.
namespace memglia {

/// With exact codes and lines without resistance: fixed point, bit for bit (rung 1).
network_chip_config with_ideal_device(network_chip_config chip);

/// Without noise, variation, faults and lines (rung 1b).
network_chip_config without_noise(network_chip_config chip);

}  // namespace memglia
