#pragma once

#include <string>
#include <vector>

#include "rtl_models/processor/register_map.hpp"

namespace memglia {

/// Every block that a program can meet, by address: the processor's, and what chips add.
std::vector<register_block> all_register_blocks();

/// firmware/include/memglia_registers.h.
std::string registers_as_c(const std::vector<register_block>& blocks);

/// docs/registers.md.
std::string registers_as_markdown(const std::vector<register_block>& blocks);

}  // namespace memglia
