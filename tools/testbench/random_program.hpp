#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/processor/core_timing.hpp"

namespace memglia {

/// A program by chance and what it leaves, computed while it is made: shares no code with the
/// core's decoder.
struct random_program {
    static constexpr std::uint32_t memory_base = 0x80000000U;
    static constexpr std::uint32_t scratch = 0x80008000U;  ///< what it reads and writes

    static constexpr std::uint32_t scratch_bytes = 256;

    std::vector<std::uint32_t> words;
    std::array<std::uint32_t, 32> x{};
    std::array<std::uint8_t, scratch_bytes> memory{};  ///< from `scratch` on
    std::uint64_t instructions = 0;                    ///< that are carried out
    std::uint64_t cycles = 0;

    random_program(std::uint32_t size, const core_timing& timing, std::uint64_t seed);
};

}  // namespace memglia
