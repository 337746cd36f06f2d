#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// The address map of the processor, declared once. The bus decodes by it, peripherals ask it for
// their offsets at compile time, and firmware/include/memglia_registers.h and docs/registers.md are
// printed from it (`memglia registers`).
namespace memglia {

enum class register_access : std::uint8_t { read, write, read_write };

/// 32 bits, little endian, reached whole.
struct register_info {
    std::string_view name;
    std::uint32_t offset = 0;
    register_access access = register_access::read;
    std::uint32_t reset = 0;
    std::string_view doc;
};

/// A value that firmware writes into, or finds in, a register.
struct register_constant {
    std::string_view name;
    std::uint32_t value = 0;
    std::string_view doc;
};

struct register_block {
    std::string_view name;
    std::uint32_t base = 0;
    std::uint32_t size = 0;  ///< bytes; of memory the most that may be there
    std::string_view doc;
    std::span<const register_info> registers;  ///< none: memory
    std::span<const register_constant> constants;
    bool words = false;  ///< no registers: every word of it answers alike

    constexpr bool is_memory() const { return registers.empty() && !words; }
};

namespace register_tables {

using enum register_access;

inline constexpr std::array system{
    register_info{"ID", 0x0, read, 0x4d474331, "constant, \"MGC1\""},
    register_info{"EXIT", 0x4, write, 0, "ends the program with this exit code"},
    register_info{"WATCHDOG", 0x8, read_write, 0,
                  "cycles left before the program is ended as hung; 0: off"},
    register_info{"SRAM_BYTES", 0xc, read, 0, "size of the memory at SRAM_BASE"},
    register_info{"INTERRUPTS", 0x10, read, 0, "sources that ask for the external interrupt"},
    register_info{"INTERRUPT_ENABLE", 0x14, read_write, 0, "sources that may ask for it"},
    register_info{"INTERRUPT_CLEAR", 0x18, write, 0, "forgets the events whose bits are set"},
};
inline constexpr std::array system_constants{
    register_constant{"ID_VALUE", 0x4d474331, "what ID reads"},
    register_constant{"INTERRUPT_MAILBOX", 0x1, "the host has sent a word: until it is received"},
    register_constant{"INTERRUPT_EVENT_0", 0x2,
                      "an event of the outside world: until it is cleared"},
    register_constant{"INTERRUPT_EVENT_1", 0x4, "another one"},
    register_constant{"INTERRUPT_DMA", 0x8, "the DMA has moved its words: until that is cleared"},
};

// Offsets as in the core-local interruptor of SiFive, which toolchains and test programs know.
inline constexpr std::array timer{
    register_info{"SOFTWARE", 0x0, read_write, 0, "bit 0: the software interrupt"},
    register_info{"COMPARE_LOW", 0x4000, read_write, 0xffffffff,
                  "the timer interrupt is asked for while TIME >= COMPARE"},
    register_info{"COMPARE_HIGH", 0x4004, read_write, 0xffffffff, "upper half"},
    register_info{"TIME_LOW", 0xbff8, read, 0, "cycles of the core's clock since reset"},
    register_info{"TIME_HIGH", 0xbffc, read, 0, "upper half"},
};

inline constexpr std::array uart{
    register_info{"DATA", 0x0, write, 0, "sends the low byte"},
    register_info{"STATUS", 0x4, read, 1, "status bits"},
};
inline constexpr std::array uart_constants{
    register_constant{"STATUS_READY", 0x1, "DATA may be written"},
};

inline constexpr std::array mailbox{
    register_info{"SEND", 0x0, write, 0, "a word to the host"},
    register_info{"RECEIVE", 0x4, read, 0, "the oldest word from the host, which it takes out"},
    register_info{"STATUS", 0x8, read, 0, "status bits"},
};
inline constexpr std::array mailbox_constants{
    register_constant{"STATUS_RECEIVED", 0x1, "RECEIVE holds a word; else it reads 0"},
    register_constant{"STATUS_FULL", 0x2, "a word written to SEND would be a bus error"},
    register_constant{"DEPTH", 64, "words that either direction holds"},
};

inline constexpr std::array blocks{
    register_block{"ROM", 0x00001000, 0x1000, "boot ROM; a store is a bus error", {}, {}},
    register_block{"SYSTEM", 0x00100000, 0x1000, "exit, watchdog, interrupt sources", system,
                   system_constants},
    register_block{"TIMER", 0x02000000, 0xc000, "machine timer and software interrupt", timer, {}},
    register_block{"UART", 0x10000000, 0x1000, "characters to the host", uart, uart_constants},
    register_block{"MAILBOX", 0x10001000, 0x1000, "words to and from the host", mailbox,
                   mailbox_constants},
    register_block{"SRAM", 0x80000000, 0x10000000, "memory for code and data", {}, {}},
};

}  // namespace register_tables

/// Every block of the map, by address.
constexpr std::span<const register_block> register_map() {
    return register_tables::blocks;
}

/// The block of this name; what does not exist does not compile.
consteval register_block block_named(std::string_view name) {
    for (const register_block& block : register_map()) {
        if (block.name == name) return block;
    }
    throw "no such block";
}

/// The register of a block.
consteval std::uint32_t offset_of(const register_block& block, std::string_view name) {
    for (const register_info& r : block.registers) {
        if (r.name == name) return r.offset;
    }
    throw "no such register";
}
consteval std::uint32_t offset_of(std::string_view block, std::string_view name) {
    return offset_of(block_named(block), name);
}

/// The constant of a block.
consteval std::uint32_t constant_of(const register_block& block, std::string_view name) {
    for (const register_constant& c : block.constants) {
        if (c.name == name) return c.value;
    }
    throw "no such constant";
}
consteval std::uint32_t constant_of(std::string_view block, std::string_view name) {
    return constant_of(block_named(block), name);
}

/// The block that answers at this address; null if there is none.
const register_block* block_at(std::uint32_t address);

/// The register at this offset; null between registers.
const register_info* register_at(const register_block& block, std::uint32_t offset);

}  // namespace memglia
