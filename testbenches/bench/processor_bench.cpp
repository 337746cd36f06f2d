#include <fmt/format.h>

#include <cstdint>
#include <ctime>
#include <vector>

#include "rtl_models/processor/processor_system.hpp"
#include "testbenches/support/riscv_assembler.hpp"

// Instructions per second of the core: a loop of arithmetic, loads, stores, a call and branches.
using namespace memglia;

int main() {
    constexpr std::uint32_t base = block_named("SRAM").base;
    constexpr std::uint64_t steps = 200'000'000;
    const std::vector<std::uint32_t> program{rv::lui(8, (base >> 12) + 1),
                                             rv::lui(9, 0x19),
                                             rv::lw(10, 0, 8),
                                             rv::arithmetic(1, 0, 11, 10, 9),
                                             rv::addi(11, 11, 1013),
                                             rv::sw(11, 0, 8),
                                             rv::andi(12, 11, 0xfc),
                                             rv::add(12, 12, 8),
                                             rv::lw(13, 4, 12),
                                             rv::add(13, 13, 11),
                                             rv::sw(13, 4, 12),
                                             rv::jal(1, 16),
                                             rv::bne(14, 0, -40),
                                             rv::addi(14, 0, 1),
                                             rv::jal(0, -48),
                                             rv::srli(15, 11, 7),
                                             rv::andi(14, 15, 3),
                                             rv::jalr(0, 1, 0)};
    std::vector<std::uint8_t> bytes;
    for (const std::uint32_t word : program) {
        for (unsigned s = 0; s < 32; s += 8) bytes.push_back(static_cast<std::uint8_t>(word >> s));
    }
    processor_system system({}, nullptr);
    system.write_memory(base, bytes);
    system.reset(base);
    const std::clock_t begin = std::clock();
    system.run(riscv_core::no_limit, steps);
    const double spent_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const auto done = static_cast<double>(system.core().instructions());
    fmt::print("{:.0f} M instructions in {:.2f} s of the processor's time: {:.0f} M/s\n",
               done / 1e6, spent_s, done / 1e6 / spent_s);
    return system.core().instructions() == steps ? 0 : 1;
}
