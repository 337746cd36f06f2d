#pragma once

#include "rtl_models/tile/core_image.hpp"
#include "snan/network/quantise.hpp"

namespace memglia {

/// Rules of plasticity as a core holds them; of tripartite ones without its registers.
stdp_rule rule_of(const fixed_stdp& stdp);
tripartite_rule rule_of(const fixed_tripartite& tripartite);

}  // namespace memglia
