#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "testbenches/support/command.hpp"

// tools/riscv_tests, on a checkout of the same shape whose environment starts up in the same way:
// control registers of larger processors are tried while mtvec leads behind the attempt, the test
// is entered by mret, ends by ecall, and leaves its verdict at tohost.
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

const fs::path source = MEMGLIA_SOURCE_DIR;

constexpr const char* test_header = R"(
#define SKIPPED(instruction...) la t0, 1f; csrw mtvec, t0; instruction; .align 2; 1:
#define BEGIN .section .text.init; .globl _start; _start: j start; .align 2; handler: \
    csrr t5, mcause; li t6, 11; beq t5, t6, leave; ori gp, gp, 1337; \
    leave: sw gp, tohost, t5; sw zero, tohost + 4, t5; j leave; \
    start: csrr a0, mhartid; 2: bnez a0, 2b; \
    SKIPPED(csrwi 0x744, 8) SKIPPED(csrwi satp, 0) SKIPPED(csrw pmpaddr0, t0) \
    SKIPPED(csrw pmpcfg0, t0) SKIPPED(csrwi medeleg, 0) SKIPPED(csrw stvec, t0) \
    csrwi mie, 0; la t0, handler; csrw mtvec, t0; csrwi mstatus, 0; \
    la t0, 1f; csrw mepc, t0; mret; .section .text; 1: li gp, 0;
#define PASS fence; li gp, 1; ecall;
#define FAIL(number) fence; li gp, 2 * number + 1; ecall;
#define END unimp; .pushsection .tohost, "aw", @progbits; .align 6; .global tohost; \
    tohost: .dword 0; .popsection
)";

constexpr const char* link_script = R"(
OUTPUT_ARCH("riscv")
ENTRY(_start)
SECTIONS {
  . = 0x80000000;
  .text.init : { *(.text.init) }
  . = ALIGN(0x1000);
  .tohost : { *(.tohost) }
  . = ALIGN(0x1000);
  .text : { *(.text) }
  . = ALIGN(0x1000);
  .data : { *(.data) }
}
)";

std::string test_of(const std::string& body) {
    return "#include \"riscv_test.h\"\nBEGIN\n" + body + "\nEND\n";
}

command_result run_tests(const scratch_folder& here) {
    return run_program("/usr/bin/env",
                       {(source / "tools" / "riscv_tests").string(), (here.path() / "it").string(),
                        MEMGLIA_BINARY},
                       here.path());
}

}  // namespace

TEST_CASE("riscv_tests: a verdict per test, and what fails by its number") {
    if (std::system("command -v riscv64-unknown-elf-gcc >/dev/null 2>&1") != 0) {
        WARN("riscv64-unknown-elf-gcc is not installed: nothing compiled");
        return;
    }
    const scratch_folder here;
    for (const char* folder :
         {"env/p", "isa/macros/scalar", "isa/rv32ui", "isa/rv32um", "isa/rv32uc"}) {
        fs::create_directories(here.path() / "it" / folder);
    }
    here.write("it/env/p/riscv_test.h", test_header);
    here.write("it/env/p/link.ld", link_script);
    // Misaligned accesses as ma_data makes them, within a word and across its end.
    here.write("it/isa/rv32ui/misaligned.S",
               test_of("la a0, data; lw a1, 3(a0); li a2, 0x06050403; bne a1, a2, 1f; "
                       "sh a2, 7(a0); lhu a3, 7(a0); li a2, 0x0403; bne a2, a3, 1f; PASS\n"
                       "1: FAIL(9)\n.data\ndata: .word 0x03020100, 0x07060504, 0\n.text"));
    here.write("it/isa/rv32um/mul.S",
               test_of("li a0, 7; mul a0, a0, a0; li a1, 49; bne a0, a1, 1f; PASS\n1: FAIL(2)"));
    here.write("it/isa/rv32uc/rvc.S",
               test_of(".option push\n.option rvc\nc.li a0, 5; c.addi a0, -5\n.option pop\n"
                       "bnez a0, 1f; PASS\n1: FAIL(3)"));
    const command_result good = run_tests(here);
    CHECK(good.out ==
          "rv32ui-p-misaligned: pass\nrv32um-p-mul: pass\nrv32uc-p-rvc: pass\n"
          "3 passed, 0 failed\n");
    CHECK(good.err.empty());
    CHECK(good.exit_code == 0);

    here.write("it/isa/rv32ui/traps.S", test_of("li gp, 4; .word 0xffffffff"));
    here.write("it/isa/rv32ui/unbuilt.S", test_of("no_such_instruction"));
    here.write("it/isa/rv32um/wrong.S", test_of("FAIL(7)"));
    here.write("it/isa/rv32uc/hangs.S", test_of("j ."));
    const command_result bad = run_tests(here);
    CHECK(bad.exit_code == 1);
    CHECK_THAT(bad.out, Catch::Contains("rv32um-p-wrong: FAIL: exit code 7"));
    CHECK_THAT(bad.out, Catch::Contains("rv32ui-p-traps: FAIL: exit code 255"));
    CHECK_THAT(bad.out, Catch::Contains("rv32ui-p-unbuilt: FAIL: not built"));
    CHECK_THAT(bad.out, Catch::Contains("the program has not ended"));
    CHECK_THAT(bad.out, Catch::EndsWith("3 passed, 4 failed\n"));

    fs::remove(here.path() / "it/env/p/riscv_test.h");
    const command_result empty = run_tests(here);
    CHECK(empty.exit_code == 2);
    CHECK_THAT(empty.err, Catch::Contains("git submodule update"));
}
