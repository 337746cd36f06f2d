#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "testbenches/support/riscv_assembler.hpp"
#include "testbenches/support/small_computer.hpp"

// Every instruction alone, against values worked out by hand, and its cycles.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr std::uint32_t a0 = 10;
constexpr std::uint32_t a1 = 11;
constexpr std::uint32_t a2 = 12;
constexpr std::uint32_t data = small_computer::ram_base + 0x1000;

struct result {
    std::uint32_t a0;
    std::uint32_t pc;
    std::uint64_t cycles;
    instruction_class kind;
};

// One instruction (of `bytes`) with a1 and a2 set, a0 = 0xdead.
result execute(std::uint32_t word, std::uint32_t value_1 = 0, std::uint32_t value_2 = 0) {
    small_computer computer({word});
    computer.core.set_reg(a0, 0xdead);
    computer.core.set_reg(a1, value_1);
    computer.core.set_reg(a2, value_2);
    REQUIRE(computer.core.run(riscv_core::no_limit, 1) == core_stop::limit);
    REQUIRE(computer.core.instructions() == 1);
    auto kind = instruction_class::integer;
    for (std::size_t c = 0; c < instruction_class_count; ++c) {
        if (computer.core.count(static_cast<instruction_class>(c)) == 1) {
            kind = static_cast<instruction_class>(c);
        }
    }
    return {computer.core.reg(a0), computer.core.pc() - small_computer::ram_base,
            computer.core.cycle(), kind};
}

struct arithmetic_case {
    std::string name;
    std::uint32_t word, a, b, expected;
    std::uint64_t cycles = 1;
};

std::uint32_t op(std::uint32_t funct7, std::uint32_t funct3) {
    return rv::arithmetic(funct7, funct3, a0, a1, a2);
}

}  // namespace

TEST_CASE("processor: arithmetic of every instruction") {
    constexpr std::uint32_t low = 0x80000000U;
    constexpr std::uint32_t high = 0x7fffffffU;
    constexpr std::uint32_t minus = 0xffffffffU;
    const std::vector<arithmetic_case> cases{
        {"add", op(0, 0), high, 1, low},
        {"add", op(0, 0), minus, 1, 0},
        {"sub", op(0x20, 0), 0, 1, minus},
        {"sll", op(0, 1), 1, 31, low},
        {"sll by 32", op(0, 1), 5, 32, 5},
        {"slt", op(0, 2), low, high, 1},
        {"slt", op(0, 2), 1, minus, 0},
        {"sltu", op(0, 3), low, high, 0},
        {"sltu", op(0, 3), 1, minus, 1},
        {"xor", op(0, 4), 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0},
        {"srl", op(0, 5), low, 31, 1},
        {"sra", op(0x20, 5), low, 31, minus},
        {"sra by 33", op(0x20, 5), 0x40000000, 33, 0x20000000},
        {"or", op(0, 6), 0xff00ff00, 0x0ff00ff0, 0xfff0fff0},
        {"and", op(0, 7), 0xff00ff00, 0x0ff00ff0, 0x0f000f00},
        {"addi", rv::addi(a0, a1, -1), 0, 0, minus},
        {"addi", rv::addi(a0, a1, 2047), 1, 0, 2048},
        {"slti", rv::slti(a0, a1, -5), static_cast<std::uint32_t>(-6), 0, 1},
        {"sltiu", rv::sltiu(a0, a1, -1), 0xfffffffe, 0, 1},
        {"sltiu", rv::sltiu(a0, a1, 1), 0, 0, 1},
        {"xori", rv::xori(a0, a1, -1), 0x0ff00ff0, 0, 0xf00ff00f},
        {"ori", rv::ori(a0, a1, -2048), 1, 0, 0xfffff801},
        {"andi", rv::andi(a0, a1, 0x70f), 0xffff, 0, 0x70f},
        {"slli", rv::slli(a0, a1, 31), 3, 0, low},
        {"srli", rv::srli(a0, a1, 4), low, 0, 0x08000000},
        {"srai", rv::srai(a0, a1, 4), low, 0, 0xf8000000},
        {"lui", rv::lui(a0, 0xfffff), 0, 0, 0xfffff000},
        {"auipc", rv::auipc(a0, 0x1), 0, 0, 0x80001000},
        {"mul", op(1, 0), 0x10001, 0x10001, 0x20001},
        {"mulh", op(1, 1), minus, minus, 0, 2},
        {"mulh", op(1, 1), low, low, 0x40000000, 2},
        {"mulh", op(1, 1), low, high, 0xc0000000, 2},
        {"mulhsu", op(1, 2), minus, minus, minus, 2},
        {"mulhsu", op(1, 2), high, minus, 0x7ffffffe, 2},
        {"mulhu", op(1, 3), minus, minus, 0xfffffffe, 2},
        {"div", op(1, 4), static_cast<std::uint32_t>(-7), 2, static_cast<std::uint32_t>(-3), 38},
        {"div by 0", op(1, 4), 7, 0, minus, 38},
        {"div overflow", op(1, 4), low, minus, low, 38},
        {"divu", op(1, 5), minus, 2, high, 38},
        {"divu by 0", op(1, 5), 7, 0, minus, 38},
        {"rem", op(1, 6), static_cast<std::uint32_t>(-7), 2, minus, 38},
        {"rem by 0", op(1, 6), 7, 0, 7, 38},
        {"rem overflow", op(1, 6), low, minus, 0, 38},
        {"remu", op(1, 7), minus, 10, 5, 38},
        {"remu by 0", op(1, 7), 7, 0, 7, 38},
    };
    for (const arithmetic_case& c : cases) {
        CAPTURE(c.name, c.a, c.b);
        const result done = execute(c.word, c.a, c.b);
        CHECK(done.a0 == c.expected);
        CHECK(done.pc == 4);
        CHECK(done.cycles == c.cycles);
    }
}

TEST_CASE("processor: branches and jumps, taken and not, with their cycles") {
    struct branch_case {
        std::string name;
        std::uint32_t word, a, b;
        bool taken;
    };
    constexpr std::uint32_t minus = 0xffffffffU;
    const std::vector<branch_case> cases{
        {"beq", rv::beq(a1, a2, 4094), 3, 3, true},
        {"beq", rv::beq(a1, a2, 4094), 3, 4, false},
        {"bne", rv::bne(a1, a2, 4094), 3, 4, true},
        {"bne", rv::bne(a1, a2, 4094), 3, 3, false},
        {"blt", rv::blt(a1, a2, 4094), minus, 0, true},
        {"blt", rv::blt(a1, a2, 4094), 0, 0, false},
        {"bge", rv::bge(a1, a2, 4094), 0, 0, true},
        {"bge", rv::bge(a1, a2, 4094), minus, 0, false},
        {"bltu", rv::bltu(a1, a2, 4094), 0, minus, true},
        {"bltu", rv::bltu(a1, a2, 4094), minus, 0, false},
        {"bgeu", rv::bgeu(a1, a2, 4094), minus, 0, true},
        {"bgeu", rv::bgeu(a1, a2, 4094), 0, minus, false},
    };
    for (const branch_case& c : cases) {
        CAPTURE(c.name, c.a, c.b);
        const result done = execute(c.word, c.a, c.b);
        CHECK(done.pc == (c.taken ? 4094U : 4U));
        CHECK(done.cycles == (c.taken ? 3U : 1U));
        CHECK(done.kind == (c.taken ? instruction_class::branch_taken : instruction_class::branch));
        CHECK(done.a0 == 0xdead);
    }
    const result jump = execute(rv::jal(a0, 0x1ffe));
    CHECK(jump.pc == 0x1ffe);
    CHECK(jump.a0 == small_computer::ram_base + 4);
    CHECK(jump.cycles == 2);
    // The target's lowest bit is cleared, and rd may be rs1.
    const result back = execute(rv::jalr(a0, a1, -3), small_computer::ram_base + 0x104);
    CHECK(back.pc == 0x100);
    CHECK(back.a0 == small_computer::ram_base + 4);
}

TEST_CASE("processor: loads and stores of every width, alignment and sign") {
    small_computer computer({rv::sw(a2, 0, a1), rv::lb(13, 3, a1), rv::lbu(14, 3, a1),
                             rv::lh(15, 2, a1), rv::lhu(16, 2, a1), rv::lh(17, 1, a1),
                             rv::sh(a2, 7, a1), rv::lw(18, 6, a1), rv::sb(a2, -1, a1),
                             rv::lbu(19, -1, a1), rv::lw(20, 3, a1)});
    computer.core.set_reg(a1, data);
    computer.core.set_reg(a2, 0x81f2c3d4);
    REQUIRE(computer.core.run(riscv_core::no_limit, 11) == core_stop::limit);
    CHECK(computer.word(data) == 0x81f2c3d4);
    CHECK(computer.core.reg(13) == 0xffffff81);
    CHECK(computer.core.reg(14) == 0x81);
    CHECK(computer.core.reg(15) == 0xffff81f2);
    CHECK(computer.core.reg(16) == 0x81f2);
    CHECK(computer.core.reg(17) == 0xfffff2c3);
    CHECK(computer.core.reg(18) == 0x00c3d400);
    CHECK(computer.core.reg(19) == 0xd4);
    CHECK(computer.core.reg(20) == 0x00000081);
    // sh at 7, lw at 6 and lw at 3 cross a word's end; lh at 1 does not.
    CHECK(computer.core.splits() == 3);
    CHECK(computer.core.cycle() == 11 * 2 + 3);
}

TEST_CASE("processor: words of registers by the bus, and x0") {
    small_computer computer({rv::sw(a2, 8, a1), rv::lw(a0, 8, a1), rv::addi(0, a2, 1),
                             rv::add(13, 0, 0), rv::jal(0, 8), rv::nop(), rv::lw(0, 8, a1)});
    computer.core.set_reg(a1, small_computer::device_base);
    computer.core.set_reg(a2, 77);
    computer.core.set_reg(13, 5);
    REQUIRE(computer.core.run(riscv_core::no_limit, 6) == core_stop::limit);
    CHECK(computer.device[2] == 77);
    CHECK(computer.core.reg(a0) == 77);
    CHECK(computer.core.reg(0) == 0);
    CHECK(computer.core.reg(13) == 0);
}

TEST_CASE("processor: code that is overwritten runs as it is written") {
    // The store replaces the addition behind the branch, which has run before.
    small_computer computer({rv::addi(a0, a0, 1), rv::sw(a2, 0, a1), rv::addi(13, 13, -1),
                             rv::bne(13, 0, -12), rv::nop()});
    computer.core.set_reg(a1, small_computer::ram_base);
    computer.core.set_reg(a2, rv::addi(a0, a0, 100));
    computer.core.set_reg(13, 3);
    REQUIRE(computer.core.run(riscv_core::no_limit, 12) == core_stop::limit);
    CHECK(computer.core.reg(a0) == 201);

    SECTION("by somebody else, who says so") {
        small_computer other({rv::addi(a0, a0, 1), rv::jal(0, -4)});
        other.core.run(riscv_core::no_limit, 4);
        const std::uint32_t word = rv::addi(a0, a0, 16);
        for (unsigned i = 0; i < 4; ++i) other.ram[i] = static_cast<std::uint8_t>(word >> (8 * i));
        other.core.invalidate(small_computer::ram_base + 3, 1);
        other.core.run(riscv_core::no_limit, 1);
        CHECK(other.core.reg(a0) == 18);
    }
}

TEST_CASE("processor: counters are exact and what is written to them is read next") {
    constexpr std::uint32_t mcycle = 0xb00;
    constexpr std::uint32_t minstret = 0xb02;
    small_computer computer({rv::csrrw(0, minstret, a1), rv::csrrs(13, minstret, 0),
                             rv::csrrw(0, mcycle, a1), rv::csrrs(14, mcycle, 0), rv::lw(a0, 0, a2),
                             rv::csrrs(15, mcycle, 0), rv::csrrs(16, minstret, 0),
                             rv::csrrs(17, 0xb82, 0), rv::csrrs(18, 0xc80, 0)});
    computer.core.set_reg(a1, 0xfffffffe);
    computer.core.set_reg(a2, data);
    REQUIRE(computer.core.run(riscv_core::no_limit, 9) == core_stop::limit);
    CHECK(computer.core.reg(13) == 0xfffffffe);
    CHECK(computer.core.reg(14) == 0xfffffffe);
    CHECK(computer.core.reg(15) == 1);  // 0xfffffffe + the read + the load's two cycles
    CHECK(computer.core.reg(16) == 3);
    CHECK(computer.core.reg(17) == 1);
    CHECK(computer.core.reg(18) == 1);
    CHECK(computer.core.instructions() == 9);
    CHECK(computer.core.cycle() == 10);
}

TEST_CASE("processor: the time of a class is what its configuration says") {
    core_timing timing;
    timing.divide = 5;
    timing.split = 7;
    small_computer computer(
        small_computer::bytes_of({op(1, 4), rv::lw(a0, 0, a1), rv::lw(a0, 1, a1)}), timing);
    computer.core.set_reg(a1, data);
    REQUIRE(computer.core.run(riscv_core::no_limit, 3) == core_stop::limit);
    CHECK(computer.core.cycle() == 5 + 2 + 2 + 7);
}

TEST_CASE("processor: a run ends at its cycle, not before") {
    small_computer computer({rv::addi(a0, a0, 1), rv::jal(0, -4)});
    CHECK(computer.core.run(7) == core_stop::limit);
    CHECK(computer.core.cycle() == 7);  // 1 + 2 + 1 + 2 + 1
    CHECK(computer.core.reg(a0) == 3);
    CHECK(computer.core.run(7) == core_stop::limit);
    CHECK(computer.core.instructions() == 5);
}

TEST_CASE("processor: the assembler's words for an instruction") {
    const auto text = [](std::uint32_t word) { return disassemble(word, 0x80000010U); };
    CHECK(text(rv::addi(a0, a1, -1)) == "addi a0, a1, -1");
    CHECK(text(rv::lw(a0, -8, 2)) == "lw a0, -8(sp)");
    CHECK(text(rv::sw(a0, 12, 2)) == "sw a0, 12(sp)");
    CHECK(text(rv::beq(a0, 0, -16)) == "beq a0, zero, 0x80000000");
    CHECK(text(rv::jal(1, 0x20)) == "jal ra, 0x80000030");
    CHECK(text(rv::jalr(0, 1, 0)) == "jalr zero, 0(ra)");
    CHECK(text(rv::lui(a0, 0x12345)) == "lui a0, 0x12345");
    CHECK(text(rv::csrrs(a0, 0xf14, 0)) == "csrrs a0, 0xf14, zero");
    CHECK(text(rv::csrrci(0, 0x304, 8)) == "csrrci zero, 0x304, 8");
    CHECK(text(rv::arithmetic(1, 7, a0, a1, a2)) == "remu a0, a1, a2");
    CHECK(text(rv::arithmetic(0, 7, a0, a1, a2)) == "and a0, a1, a2");
    CHECK(text(rv::mret) == "mret");
    CHECK(text(rv::fence_i) == "fence.i");
    CHECK(text(0x8082) == "jalr zero, 0(ra)");
    CHECK(text(0) == "illegal 0x0");
    CHECK(text(0xffffffff) == "illegal 0xffffffff");
}
