#include "tools/processor/register_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rtl_models/navigation/navigation_registers.hpp"
#include "rtl_models/platform/platform_registers.hpp"
#include "rtl_models/processor/dma_registers.hpp"

namespace memglia {

namespace {

std::string_view word_of_access(register_access access) {
    switch (access) {
        case register_access::read:
            return "r";
        case register_access::write:
            return "w";
        default:
            return "rw";
    }
}

std::string c_line(const std::string& name, std::uint32_t value, std::string_view doc) {
    return fmt::format("#define MEMGLIA_{:<27} {:#010x}u /* {} */\n", name, value, doc);
}

}  // namespace

std::vector<register_block> all_register_blocks() {
    const auto processor = register_map();
    std::vector<register_block> blocks(processor.begin(), processor.end());
    for (const register_block& block :
         {dma_block, navigation_block, fabric_block, tile_block, cells_block}) {
        blocks.push_back(block);
    }
    std::sort(blocks.begin(), blocks.end(),
              [](const auto& a, const auto& b) { return a.base < b.base; });
    return blocks;
}

std::string registers_as_c(const std::vector<register_block>& blocks) {
    std::string text =
        "/* Register map of the memglia chip, printed by `memglia registers --format c` from the "
        "tables of\n"
        " * rtl_models: processor/register_map.hpp, processor/dma_registers.hpp, "
        "navigation/navigation_registers.hpp\n"
        " * and platform/platform_registers.hpp.\n"
        " *\n"
        " * All registers are 32 bits wide, little endian, at byte offsets from the base of their "
        "block. An\n"
        " * access to any other offset, or of any other size, is a bus error. */\n"
        "#ifndef MEMGLIA_REGISTERS_H\n#define MEMGLIA_REGISTERS_H\n";
    for (const register_block& block : blocks) {
        text += fmt::format("\n/* {} */\n", block.doc);
        text += c_line(fmt::format("{}_BASE", block.name), block.base, "first byte");
        text += c_line(fmt::format("{}_SIZE", block.name), block.size,
                       block.registers.empty() ? "bytes, the most there may be" : "bytes");
        for (const register_info& r : block.registers) {
            text += c_line(fmt::format("{}_{}", block.name, r.name), r.offset,
                           fmt::format("{:<2} {}", word_of_access(r.access), r.doc));
        }
        for (const register_constant& c : block.constants) {
            text += c_line(fmt::format("{}_{}", block.name, c.name), c.value, c.doc);
        }
    }
    return text + "\n#endif\n";
}

std::string registers_as_markdown(const std::vector<register_block>& blocks) {
    std::string text =
        "# Registers\n\nPrinted by `memglia registers`; a test holds this page, "
        "`firmware/include/memglia_registers.h` and the bus to the same tables of `rtl_models` "
        "(`processor/register_map.hpp`, `processor/dma_registers.hpp`, "
        "`navigation/navigation_registers.hpp`, `platform/platform_registers.hpp`).\n\n"
        "All registers are 32 bits wide, little endian, and reached as whole aligned words. An "
        "access to any "
        "other offset, or of any other size, is a bus error.\n";
    for (const register_block& block : blocks) {
        text += fmt::format("\n## {}\n\n`{:#010x}` to `{:#010x}`: {}.\n", block.name, block.base,
                            block.base + (block.size - 1), block.doc);
        if (!block.registers.empty()) {
            text += "\n| offset | name | access | reset | |\n|---|---|---|---|---|\n";
        }
        for (const register_info& r : block.registers) {
            text += fmt::format("| `{:#06x}` | {} | {} | `{:#x}` | {} |\n", r.offset, r.name,
                                word_of_access(r.access), r.reset, r.doc);
        }
        if (!block.constants.empty()) text += "\n| constant | value | |\n|---|---|---|\n";
        for (const register_constant& c : block.constants) {
            text += fmt::format("| {} | `{:#x}` | {} |\n", c.name, c.value, c.doc);
        }
    }
    return text;
}

}  // namespace memglia
