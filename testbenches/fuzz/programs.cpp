#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "rtl_models/platform/chip_platform.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/processor/elf_program.hpp"

// Any bytes as an ELF program, and what is accepted run for a while on a small chip, one page of
// whose memory is broken: whatever it does to memory, DMA, mesh and tile, the emulator goes on, and
// the number of steps is kept.
using namespace memglia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t steps = 2'000;
    constexpr std::uint64_t cycles = 1'000'000;
    platform_config config;
    config.processor.sram_kib = 64;
    config.stuck_words = {{.offset = 0x8010, .bits = 0xff, .value = 0x13}};
    config.width = config.height = 2;
    config.tiles = 1;
    config.tile.rows = 2;
    config.tile.pairs = 2;
    chip_platform chip(config, nullptr);
    processor_system& system = chip.system();
    try {
        load_program(parse_elf(fuzz::text_of(data, size), "fuzz"), "fuzz", system);
    } catch (const input_error&) {
        return 0;
    }
    system.run(cycles, steps);
    const riscv_core& core = system.core();
    if (core.instructions() + core.count(instruction_class::trap) > steps) std::abort();
    return 0;
}
