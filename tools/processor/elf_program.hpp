#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// What an ELF file asks to be put into memory.
struct elf_segment {
    std::uint32_t address = 0;       ///< physical
    std::string_view bytes;          ///< into the text that was parsed
    std::uint32_t memory_bytes = 0;  ///< zeros up to here
    bool has_file_header = false;    ///< the linker has put that before the program
};

/// A bare-metal program: 32 bits, little endian, RISC-V, linked to fixed addresses.
struct elf_program {
    std::uint32_t entry = 0;
    std::vector<elf_segment> segments;
    std::optional<std::uint32_t> tohost;  ///< address of this symbol
};

/// Every offset, size and index in it is checked before it is used. Throws input_error, with `file`
/// as its name, for whatever is no such program.
elf_program parse_elf(std::string_view text, const std::string& file);

/// Into a system's memory, and the core to its entry. Throws input_error for a segment that lies
/// outside of SRAM and ROM, or an entry.
void load_program(const elf_program& program, const std::string& file, processor_system& system);

/// All bytes of a file, at most 64 MiB.
std::string read_bytes(const std::filesystem::path& file);

}  // namespace memglia
