#pragma once

#include "base/unused_key.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

/// For a configuration with the keys `on` (substrate) and `chip` (network_chip_config): what of the
/// chip nothing reads on this substrate.
void add_unused_chip(unused_keys& all, substrate on);

}  // namespace memglia
