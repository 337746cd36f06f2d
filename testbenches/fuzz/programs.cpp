#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/processor/elf_program.hpp"

// Any bytes as an ELF program, and what is accepted run for a while: whatever it does, the emulator
// goes on, and the number of steps is kept.
using namespace memglia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t steps = 2'000;
    processor_config config;
    config.sram_kib = 64;
    processor_system system(config, nullptr);
    try {
        load_program(parse_elf(fuzz::text_of(data, size), "fuzz"), "fuzz", system);
    } catch (const input_error&) {
        return 0;
    }
    system.run(riscv_core::no_limit, steps);
    const riscv_core& core = system.core();
    if (core.instructions() + core.count(instruction_class::trap) > steps) std::abort();
    return 0;
}
