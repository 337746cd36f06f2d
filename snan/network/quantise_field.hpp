#pragma once

#include "snan/network/quantise.hpp"

namespace memglia {

/// An astrocyte field in fixed point, when populations are there.
fixed_astrocytes quantise_field(const network& net, std::size_t index, const fixed_network& fixed);

}  // namespace memglia
