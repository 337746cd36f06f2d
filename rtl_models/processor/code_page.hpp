#pragma once

#include <array>

#include "rtl_models/processor/riscv_core.hpp"

namespace memglia {

inline constexpr unsigned page_bits = 12;
inline constexpr std::uint32_t page_bytes = 1U << page_bits;

/// Decoded instructions of a page, one for every address at which one may begin.
struct riscv_core::code_page {
    std::array<instruction, page_bytes / 2> slots;
};

}  // namespace memglia
