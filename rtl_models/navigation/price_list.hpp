#pragma once

#include <cstdint>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_config.hpp"

// The prices of a chip: its technology table, and what its size adds to them.
namespace memglia {

/// Beyond the entries: a word of a memory of several banks also crosses them by wire; a clock comes
/// to its node from the middle of the mesh; a decision's time of rest costs what keeps its bits.
/// `table` replaces the configuration's own, for a record of a chip that was run with that.
price_list list_prices(const chip_config& config, std::uint32_t places, const technology& table);
price_list list_prices(const chip_config& config, std::uint32_t places);

}  // namespace memglia
