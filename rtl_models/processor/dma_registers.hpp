#pragma once

#include "rtl_models/processor/register_map.hpp"

namespace memglia {

namespace register_tables {

inline constexpr std::array dma{
    register_info{"SOURCE", 0x00, read_write, 0, "address of the next word to be read"},
    register_info{"DESTINATION", 0x04, read_write, 0, "address of the next word to be written"},
    register_info{"WORDS", 0x08, read_write, 0, "words that are left; 20 bits"},
    register_info{"CONTROL", 0x0c, write, 0, "one command bit"},
    register_info{"STATUS", 0x10, read, 0, "status bits"},
};
inline constexpr std::array dma_constants{
    register_constant{"CONTROL_START", 0x1, "move WORDS words; clears DONE and FAULT"},
    register_constant{"CONTROL_CLEAR", 0x2, "clears DONE and FAULT, and with them the interrupt"},
    register_constant{"STATUS_BUSY", 0x1, "words are being moved"},
    register_constant{"STATUS_DONE", 0x2,
                      "they have been, or could not: asks for INTERRUPT_DMA until it is cleared"},
    register_constant{"STATUS_FAULT", 0x4,
                      "nothing answered at SOURCE or at DESTINATION; WORDS are left"},
};

}  // namespace register_tables

/// Moves words between memory and registers. A store while it is busy is a bus error.
inline constexpr register_block dma_block{.name = "DMA",
                                          .base = 0x10002000,
                                          .size = 0x1000,
                                          .doc = "moves words, two cycles each where nobody waits",
                                          .registers = register_tables::dma,
                                          .constants = register_tables::dma_constants};

}  // namespace memglia
