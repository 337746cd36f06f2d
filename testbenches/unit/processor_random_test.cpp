#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "testbenches/support/literal_riscv.hpp"
#include "testbenches/support/riscv_assembler.hpp"
#include "testbenches/support/small_computer.hpp"

// Random programs on the core and on a second model that was written from the manuals alone. They
// store into their own code, jump into data, trap, and are interrupted.
using namespace memglia;
using namespace memglia::test;

namespace {

using generator = std::mt19937;

std::uint32_t below(generator& random, std::uint32_t bound) {
    return static_cast<std::uint32_t>(random() % bound);
}

// Mostly instructions that do something, some that do not exist.
std::uint32_t random_instruction(generator& random) {
    const auto any = static_cast<std::uint32_t>(random());
    const auto small = static_cast<std::int32_t>(below(random, 256)) - 128;
    const std::uint32_t rd = below(random, 32);
    const std::uint32_t rs1 = below(random, 32);
    const std::uint32_t rs2 = below(random, 32);
    const std::uint32_t funct3 = below(random, 8);
    constexpr std::uint32_t csrs[] = {0x300, 0x304, 0x305, 0x340, 0x341, 0x342, 0x343, 0x344,
                                      0xb00, 0xb02, 0xb80, 0xb82, 0xc00, 0xc02, 0xf14, 0x301};
    switch (below(random, 12)) {
        case 0:
        case 1:
            return rv::arithmetic(below(random, 3) == 0 ? 0x20 : below(random, 2), funct3, rd, rs1,
                                  rs2);
        case 2:
        case 3:
            return rv::i_type(small, rs1, funct3, rd, 0x13);
        case 4:
        case 5:
            return rv::i_type(small, rs1, funct3, rd, 0x03);
        case 6:
            return rv::s_type(small, rs2, rs1, below(random, 3), 0x23);
        case 7:
            return rv::b_type(small * 2, rs2, rs1, funct3);
        case 8:
            return below(random, 2) == 0 ? rv::jal(rd, small * 2) : rv::jalr(rd, rs1, small);
        case 9:
            return rv::i_type(static_cast<std::int32_t>(csrs[below(random, 16)]), rs1, funct3, rd,
                              0x73);
        case 10: {
            constexpr std::uint32_t whole[] = {rv::ecall, rv::ebreak,  rv::mret,
                                               rv::wfi,   rv::fence_i, rv::fence};
            return whole[below(random, 6)];
        }
        default:
            return any;
    }
}

// 32-bit instructions, or halfwords of which three in four are compressed instructions.
std::vector<std::uint8_t> random_memory(generator& random, std::size_t bytes, bool compressed) {
    std::vector<std::uint32_t> words(bytes / 4);
    for (std::uint32_t& word : words) {
        word = compressed ? static_cast<std::uint32_t>(random()) : random_instruction(random);
    }
    std::vector<std::uint8_t> memory = small_computer::bytes_of(words);
    memory.resize(bytes);
    return memory;
}

void require_same(const small_computer& fast, const literal_riscv& slow) {
    REQUIRE(fast.core.pc() == slow.pc);
    for (std::uint32_t i = 1; i < 32; ++i) {
        CAPTURE(i);
        REQUIRE(fast.core.reg(i) == slow.x[i]);
    }
    REQUIRE(fast.csr(0x300) ==
            0x1800U + (slow.mstatus_mie ? 8U : 0U) + (slow.mstatus_mpie ? 0x80U : 0U));
    REQUIRE(fast.csr(0x304) == slow.mie);
    REQUIRE(fast.csr(0x305) == slow.mtvec);
    REQUIRE(fast.csr(0x340) == slow.mscratch);
    REQUIRE(fast.csr(0x341) == slow.mepc);
    REQUIRE(fast.csr(0x342) == slow.mcause);
    REQUIRE(fast.csr(0x343) == slow.mtval);
    REQUIRE((std::uint64_t{fast.csr(0xb82)} << 32 | fast.csr(0xb02)) == slow.minstret);
    REQUIRE((std::uint64_t{fast.csr(0xb80)} << 32 | fast.csr(0xb00)) == slow.mcycle);
    REQUIRE(fast.device == slow.device);
}

struct coverage {
    std::uint64_t instructions = 0;
    std::uint64_t traps = 0;
    std::uint64_t lockups = 0;
};

// One program, in chunks of at most `chunk` steps; between them registers are pointed into memory
// and interrupts come and go.
void run_program(generator& random, bool compressed, std::uint32_t chunk, coverage& seen) {
    constexpr std::size_t bytes = 3 * 4096;
    const std::vector<std::uint8_t> memory = random_memory(random, bytes, compressed);
    small_computer fast(memory, core_timing{});
    literal_riscv slow(memory);
    const auto somewhere = [&] {
        if (below(random, 8) == 0) return small_computer::device_base + below(random, 80);
        return small_computer::ram_base + below(random, bytes + 64) - 32;
    };
    constexpr interrupt_line lines[] = {interrupt_line::software, interrupt_line::timer,
                                        interrupt_line::external};
    for (int round = 0; round < 150; ++round) {
        const std::uint32_t handler = somewhere() & ~2U;
        fast.core.write_csr(0x305, handler);
        slow.mtvec = handler;
        for (std::uint32_t i = 1; i < 32; ++i) {
            if (below(random, 3) == 0) continue;
            const std::uint32_t value =
                below(random, 3) == 0 ? static_cast<std::uint32_t>(random()) : somewhere();
            fast.core.set_reg(i, value);
            slow.x[i] = value;
        }
        for (const interrupt_line line : lines) {
            const bool level = below(random, 4) == 0;
            const std::uint32_t bit = 1U << static_cast<unsigned>(line);
            fast.core.set_interrupt(line, level);
            slow.mip = level ? slow.mip | bit : slow.mip & ~bit;
        }
        const std::uint32_t steps = 1 + below(random, chunk);
        std::uint32_t taken = 0;
        while (taken < steps && slow.step()) ++taken;
        const core_stop stop = fast.core.run(riscv_core::no_limit, steps);
        require_same(fast, slow);
        REQUIRE((stop == core_stop::lockup) == slow.locked_up);
        REQUIRE(fast.core.waiting() == slow.asleep);
        if (slow.locked_up) {
            ++seen.lockups;
        }
        if (slow.locked_up || below(random, 8) == 0) {
            const std::uint32_t pc = somewhere() & ~1U;
            fast.core.set_pc(pc);
            slow.restart(pc);
        }
    }
    REQUIRE(fast.ram == slow.ram);
    seen.instructions += fast.core.instructions();
    seen.traps += fast.core.count(instruction_class::trap);
}

}  // namespace

TEST_CASE("processor: random programs end as on a model written from the manuals") {
    generator random(20261122);
    coverage seen;
    for (int program = 0; program < 300; ++program) {
        CAPTURE(program);
        run_program(random, program % 2 == 1, program % 3 == 0 ? 1 : 60, seen);
    }
    CHECK(seen.instructions > 50'000);
    CHECK(seen.traps > 5'000);
    CHECK(seen.lockups > 100);
}
