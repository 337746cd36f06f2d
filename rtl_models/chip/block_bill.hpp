#pragma once

#include "rtl_models/astrocyte/astrocyte_image.hpp"
#include "rtl_models/cost/bill.hpp"
#include "rtl_models/cost/technology.hpp"
#include "rtl_models/tile/neurocore.hpp"

namespace memglia {

/// What single blocks have done, at the table's prices. Of a core with what its synapses did, which
/// only take_work() of theirs tells.
block_bill core_bill(const core_image& image, const neurocore& core,
                     const synapse_array::work& synapses, const technology& tech);
block_bill neurons_bill(const core_image& image, const neuron_work& done, const technology& tech);
block_bill synapses_bill(const synapse_array::work& synapses, const technology& tech);

block_bill tile_bill(const astrocyte_image& image, const astrocyte_tile& tile,
                     const technology& tech);

}  // namespace memglia
