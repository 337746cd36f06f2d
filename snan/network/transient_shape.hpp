#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// Calcium of the model `ullah_transient`, from its start on; the last sample is of rest, and
/// stays.
struct transient_shape {
    static constexpr std::size_t most_samples = 4096;

    transient_shape(const network& net, const ullah_transient_config& config);

    std::uint32_t sample_ticks;
    std::vector<double> calcium_um;
};

}  // namespace memglia
