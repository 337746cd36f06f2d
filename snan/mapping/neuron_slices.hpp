#pragma once

#include <cstdint>

#include "rtl_models/tile/neuron_image.hpp"
#include "snan/network/fixed_neurons.hpp"

namespace memglia {

/// A slice for neurons of a population, without columns.
neuron_slice_image slice_of(const fixed_population& p, bool can_clamp);

/// Neuron j is its next column.
void add_column(neuron_slice_image& slice, const fixed_population& p, std::uint32_t j);

}  // namespace memglia
