#pragma once

#include <cstdint>
#include <vector>

namespace memglia {

/// A program as it lies in a processor's memory before its first instruction.
struct program_image {
    struct piece {
        std::uint32_t address = 0;
        std::vector<std::uint8_t> bytes;
    };
    std::vector<piece> pieces;
    std::uint32_t entry = 0;
};

}  // namespace memglia
