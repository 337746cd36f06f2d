#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "testbenches/support/riscv_assembler.hpp"
#include "testbenches/support/small_computer.hpp"

// Every trap: where it goes, what it leaves in the control and status registers, what it costs.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr std::uint32_t base = small_computer::ram_base;
constexpr std::uint32_t handler = base + 0x100;
constexpr std::uint32_t mstatus = 0x300, mie = 0x304, mtvec = 0x305, mepc = 0x341, mcause = 0x342,
                        mtval = 0x343, mip = 0x344;
constexpr std::uint32_t a0 = 10, a1 = 11;

void check_exception(const std::vector<std::uint32_t>& program, std::uint32_t register_a1,
                     std::uint32_t cause, std::uint32_t value) {
    CAPTURE(cause, register_a1);
    small_computer computer(program);
    computer.core.set_reg(a0, 5);
    computer.core.set_reg(a1, register_a1);
    REQUIRE(computer.core.write_csr(mtvec, handler | 1U));  // vectored: exceptions go to the base
    REQUIRE(computer.core.write_csr(mstatus, 8));
    const std::vector<std::uint8_t> before = computer.ram;
    REQUIRE(computer.core.run(riscv_core::no_limit, 1) == core_stop::limit);
    CHECK(computer.core.pc() == handler);
    CHECK(computer.csr(mepc) == base);
    CHECK(computer.csr(mcause) == cause);
    CHECK(computer.csr(mtval) == value);
    CHECK(computer.csr(mstatus) == 0x1880);  // MPP machine, MPIE, no MIE
    CHECK(computer.core.instructions() == 0);
    CHECK(computer.core.cycle() == 3);
    CHECK(computer.core.reg(a0) == 5);
    CHECK(computer.ram == before);
    CHECK(static_cast<std::uint32_t>(computer.core.last_trap().cause) == cause);
}

}  // namespace

TEST_CASE("processor: every exception is precise") {
    check_exception({rv::ecall}, 0, 11, 0);
    check_exception({rv::ebreak}, 0, 3, 0);
    check_exception({0x9002}, 0, 3, 0);  // c.ebreak
    for (const std::uint32_t illegal :
         {0xffffffffU, 0x0000007fU, rv::i_type(0, a1, 3, a0, 0x03), rv::b_type(8, 0, 0, 2),
          rv::s_type(0, a0, a1, 3, 0x23), rv::arithmetic(0x20, 4, a0, a0, a0),
          rv::arithmetic(2, 0, a0, a0, a0), rv::i_type(0x40, a0, 1, a0, 0x13),
          rv::i_type(0x220, a0, 5, a0, 0x13), rv::i_type(0, a0, 1, a0, 0x67), 0x0000200fU,
          0x10200073U /* sret */, 0x00200073U /* uret */, 0x12000073U /* sfence.vma */,
          0x30200173U /* mret with rd */, 0x1005252fU /* lr.w */, 0x00053007U /* fld */}) {
        check_exception({illegal}, 0, 2, illegal);
    }
    for (const std::uint32_t reserved :
         {0x0000U, 0x0004U /* c.addi4spn of 0 */, 0x6101U, 0x6501U /* c.lui of 0 */,
          0x4002U /* c.lwsp x0 */, 0x8002U /* c.jr x0 */, 0x1502U /* c.slli by 32 */,
          0x9101U /* c.srli by 32 */, 0x9d01U /* c.subw */, 0x2000U /* c.fld */,
          0x6000U /* c.flw */}) {
        check_exception({reserved}, 0, 2, reserved);
    }
    check_exception({rv::lw(a0, 0, a1)}, 0x1234, 5, 0x1234);
    check_exception({rv::lbu(a0, 1, a1)}, small_computer::device_base, 5,
                    small_computer::device_base + 1);
    check_exception({rv::sw(a0, 4, a1)}, 0x2000, 7, 0x2004);
    check_exception({rv::lw(a0, 2, a1)}, small_computer::device_base, 4,
                    small_computer::device_base + 2);
    check_exception({rv::sh(a0, 1, a1)}, small_computer::device_base, 6,
                    small_computer::device_base + 1);
    // Over the end of memory, and round the end of the address space.
    check_exception({rv::lw(a0, 0, a1)}, base + 8190, 5, base + 8190);
    check_exception({rv::sw(a0, 0, a1)}, base + 8189, 7, base + 8189);
    check_exception({rv::lw(a0, 0, a1)}, 0xfffffffe, 5, 0xfffffffe);
}

TEST_CASE("processor: accesses to control and status registers that do not exist") {
    // Supervisor, user, delegation, protection, debug, floating point, and what only reads.
    for (const std::uint32_t number : {0x000U, 0x001U, 0x100U, 0x105U, 0x180U, 0x302U, 0x303U,
                                       0x306U, 0x3a0U, 0x3b0U, 0x744U, 0x7a0U, 0x7b0U, 0xc01U}) {
        CAPTURE(number);
        check_exception({rv::csrrs(a0, number, 0)}, 0, 2, rv::csrrs(a0, number, 0));
    }
    for (const std::uint32_t number : {0xf11U, 0xf14U, 0xc00U, 0xc02U, 0xc80U}) {
        CAPTURE(number);
        check_exception({rv::csrrw(a0, number, a1)}, 0, 2, rv::csrrw(a0, number, a1));
        check_exception({rv::csrrsi(a0, number, 1)}, 0, 2, rv::csrrsi(a0, number, 1));
        small_computer reads({rv::csrrs(a0, number, 0)});
        reads.core.run(riscv_core::no_limit, 1);
        CHECK(reads.core.instructions() == 1);
    }
}

TEST_CASE("processor: fetching where nothing is") {
    small_computer computer({rv::jalr(0, a1, 0)});
    computer.core.set_reg(a1, 0x2000);
    computer.core.write_csr(mtvec, handler);
    computer.core.run(riscv_core::no_limit, 2);
    CHECK(computer.csr(mcause) == 1);
    CHECK(computer.csr(mepc) == 0x2000);
    CHECK(computer.csr(mtval) == 0x2000);

    // Half an instruction at the end of memory: the missing half is named.
    small_computer end({rv::jalr(0, a1, 0)});
    end.ram[8190] = 0x13;
    end.core.set_reg(a1, base + 8190);
    end.core.write_csr(mtvec, handler);
    end.core.run(riscv_core::no_limit, 2);
    CHECK(end.csr(mcause) == 1);
    CHECK(end.csr(mepc) == base + 8190);
    CHECK(end.csr(mtval) == base + 8192);
}

TEST_CASE("processor: interrupts by priority, masks and vectors") {
    const std::vector<std::uint32_t> program{rv::nop(), rv::nop(), rv::nop()};
    const std::uint32_t all = 0x888;
    const auto take = [&](std::uint32_t enabled, std::uint32_t status, std::uint32_t vector) {
        small_computer computer(program);
        computer.core.write_csr(mtvec, handler | vector);
        computer.core.write_csr(mie, enabled);
        computer.core.write_csr(mstatus, status);
        computer.core.set_interrupt(interrupt_line::software, true);
        computer.core.set_interrupt(interrupt_line::timer, true);
        computer.core.set_interrupt(interrupt_line::external, true);
        CHECK(computer.csr(mip) == all);
        computer.core.run(riscv_core::no_limit, 1);
        return std::pair{computer.core.pc(), computer.csr(mcause)};
    };
    CHECK(take(all, 8, 0) == std::pair{handler, 0x8000000bU});
    CHECK(take(all, 8, 1) == std::pair{handler + 44, 0x8000000bU});
    CHECK(take(0x88, 8, 1) == std::pair{handler + 12, 0x80000003U});
    CHECK(take(0x80, 8, 1) == std::pair{handler + 28, 0x80000007U});
    CHECK(take(all, 0, 0) == std::pair{base + 4, 0U});
    CHECK(take(0, 8, 0) == std::pair{base + 4, 0U});
}

TEST_CASE("processor: an interrupt comes between two instructions and mret goes back") {
    std::vector<std::uint32_t> program(0x100 / 4, rv::addi(a0, a0, 1));
    program.push_back(rv::addi(a1, a1, 1));
    program.push_back(rv::mret);
    small_computer computer(program);
    computer.core.write_csr(mtvec, handler);
    computer.core.write_csr(mie, 0x80);
    computer.core.write_csr(mstatus, 8);
    computer.core.run(riscv_core::no_limit, 5);
    computer.core.set_interrupt(interrupt_line::timer, true);
    computer.core.run(riscv_core::no_limit, 2);
    CHECK(computer.csr(mepc) == base + 20);
    CHECK(computer.csr(mstatus) == 0x1880);
    computer.core.set_interrupt(interrupt_line::timer, false);
    computer.core.run(riscv_core::no_limit, 3);
    CHECK(computer.csr(mstatus) == 0x1888);
    CHECK(computer.core.reg(a0) == 7);
    CHECK(computer.core.reg(a1) == 1);
    CHECK(computer.core.instructions() == 9);
    CHECK(computer.core.cycle() == 7 + 3 + 1 + 2);
}

TEST_CASE("processor: mret with mstatus 0 stays in machine mode") {
    // As the start-up code of the riscv-tests has it, whose ecall then comes from there.
    std::vector<std::uint32_t> program = rv::li(a0, base + 24);
    program.insert(program.end(), {rv::csrrw(0, mepc, a0), rv::csrrwi(0, mstatus, 0), rv::mret,
                                   rv::nop(), rv::csrrs(a1, mstatus, 0), rv::ecall});
    small_computer computer(program);
    computer.core.write_csr(mtvec, handler);
    computer.core.run(riscv_core::no_limit, 7);
    CHECK(computer.core.reg(a1) == 0x1880);
    CHECK(computer.csr(mcause) == 11);
    CHECK(computer.csr(mepc) == base + 28);
}

TEST_CASE("processor: wfi sleeps until an enabled interrupt, masked or not") {
    for (const bool masked : {true, false}) {
        CAPTURE(masked);
        std::vector<std::uint32_t> program{rv::wfi, rv::addi(a0, a0, 1)};
        program.resize(0x100 / 4, rv::nop());
        program.push_back(rv::mret);
        small_computer computer(program);
        computer.core.write_csr(mtvec, handler);
        computer.core.write_csr(mie, 0x80);
        computer.core.write_csr(mstatus, masked ? 0 : 8);
        CHECK(computer.core.run(riscv_core::no_limit) == core_stop::waiting);
        CHECK(computer.core.cycle() == 2);
        CHECK(computer.core.instructions() == 1);
        computer.core.set_interrupt(interrupt_line::external, true);  // not enabled
        CHECK(computer.core.run(riscv_core::no_limit) == core_stop::waiting);
        computer.core.sleep_until(1000);
        CHECK(computer.core.sleep_cycles() == 998);
        computer.core.set_interrupt(interrupt_line::timer, true);
        CHECK(computer.core.run(riscv_core::no_limit, 1) == core_stop::limit);
        CHECK(computer.core.pc() == (masked ? base + 8 : handler));
        if (!masked) CHECK(computer.csr(mepc) == base + 4);
        CHECK_FALSE(computer.core.waiting());
    }
}

TEST_CASE("processor: a handler that traps at once is a lock-up, one that works is not") {
    small_computer computer({rv::nop(), rv::ecall});
    computer.core.write_csr(mtvec, 0x4000);
    CHECK(computer.core.run(riscv_core::no_limit) == core_stop::lockup);
    CHECK(computer.core.last_trap().cause == trap_cause::environment_call);
    CHECK(computer.core.last_trap().pc == base + 4);
    CHECK(computer.core.handler_trap().cause == trap_cause::fetch_fault);
    CHECK(computer.core.handler_trap().pc == 0x4000);
    CHECK(computer.core.run(riscv_core::no_limit) == core_stop::lockup);

    // A handler that comes back to the same illegal instruction goes on for ever, and is stopped
    // by its number of steps.
    std::vector<std::uint32_t> program(0x100 / 4, 0xffffffff);
    program.push_back(rv::mret);
    small_computer loop(program);
    loop.core.write_csr(mtvec, handler);
    CHECK(loop.core.run(riscv_core::no_limit, 1000) == core_stop::limit);
    CHECK(loop.core.instructions() == 500);
    CHECK(loop.core.count(instruction_class::trap) == 500);
}

TEST_CASE("processor: registers that hold only some bits") {
    small_computer computer({rv::nop()});
    const auto kept = [&](std::uint32_t number, std::uint32_t written) {
        REQUIRE(computer.core.write_csr(number, written));
        return computer.csr(number);
    };
    CHECK(kept(mstatus, 0xffffffff) == 0x1888);
    CHECK(kept(mstatus, 0) == 0x1800);
    CHECK(kept(mie, 0xffffffff) == 0x888);
    CHECK(kept(mip, 0xffffffff) == 0);
    CHECK(kept(mtvec, 0xffffffff) == 0xfffffffd);
    CHECK(kept(mepc, 0xffffffff) == 0xfffffffe);
    CHECK(kept(mcause, 0xffffffff) == 0x8000001f);
    CHECK(kept(0x301, 0) == 0x40001104);
    CHECK(kept(0x320, 0xffffffff) == 0);
    CHECK(kept(0xb1f, 5) == 0);
}
