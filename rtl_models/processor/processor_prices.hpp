#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/cost/area.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/processor/processor_config.hpp"

// What a processor with so many 1 KiB banks of memory costs. See docs/energy-model.md.
namespace memglia {

std::uint64_t processor_banks(const processor_config& config);

/// Sets the prices of the processor's activities: every cycle of an instruction's class, the words
/// that it moves with the wire to their bank, a register's word over a link into flip-flops.
void price_processor(price_list& list, const technology& table, const core_timing& cycles,
                     std::uint64_t sram_banks);

/// Core, memory, boot ROM and mailbox; not the timer, the UART and the bus.
std::vector<area_item> processor_area(const technology& table, std::uint64_t sram_banks);

double processor_leakage_w(const technology& table, std::uint64_t sram_banks);

/// Leakage of what must not be lost in a rest: memory and the core's registers.
double processor_resting_w(const technology& table, std::uint64_t sram_banks);

}  // namespace memglia
