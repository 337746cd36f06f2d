#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/elf_bytes.hpp"
#include "testbenches/support/refusal.hpp"
#include "testbenches/support/riscv_assembler.hpp"

// memglia exec: programs that end well, fail, hang and crash.
using namespace memglia;
using namespace memglia::test;

namespace {

constexpr std::uint32_t a0 = 10, a1 = 11;
constexpr std::uint32_t base = 0x80000000U;
constexpr std::uint32_t exit_register = 0x00100004U;
constexpr std::uint32_t uart = 0x10000000U;

std::vector<std::uint32_t> joined(const std::vector<std::vector<std::uint32_t>>& parts) {
    std::vector<std::uint32_t> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<std::uint32_t> exits_with(std::uint32_t code) {
    return joined({rv::li(a1, exit_register), rv::li(a0, code), {rv::sw(a0, 0, a1)}});
}

void fails(const std::vector<std::uint32_t>& program, const std::vector<std::string>& words,
           const std::vector<std::string>& more = {}) {
    const scratch_folder here;
    std::vector<std::string> arguments{"exec", here.write("p.elf", elf_bytes(program).text)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    refuses(here, 1, arguments, words);
}

}  // namespace

TEST_CASE("exec: UART to stdout, the exit register as exit code") {
    const scratch_folder here;
    const auto program = joined({rv::li(a1, uart),
                                 rv::li(a0, 'o'),
                                 {rv::sw(a0, 0, a1)},
                                 rv::li(a0, 'k'),
                                 {rv::sw(a0, 0, a1)},
                                 exits_with(9)});
    const std::string file = here.write("p.elf", elf_bytes(program).text);
    const command_result run = run_memglia({"exec", file, "--counts"}, here.path());
    CHECK(run.exit_code == 9);
    CHECK(run.out == "ok");
    CHECK_THAT(run.err, Catch::Contains("store                       3"));
    CHECK_THAT(run.err, Catch::Contains("cycles                     16"));

    for (const auto& [code, seen] : {std::pair{0U, 0}, {255U, 255}, {256U, 255}, {~0U, 255}}) {
        const std::string other = here.write("q.elf", elf_bytes(exits_with(code)).text);
        CHECK(run_memglia({"exec", other}, here.path()).exit_code == seen);
    }
}

TEST_CASE("exec: tohost by its symbol") {
    const scratch_folder here;
    for (const auto& [value, code] : {std::pair{1U, 0}, {5U, 2}}) {
        const auto program = joined(
            {rv::li(a1, base + 0x800), rv::li(a0, value), {rv::sw(a0, 0, a1), rv::jal(0, 0)}});
        const std::string file = here.write("p.elf", elf_bytes(program, base, base + 0x800).text);
        CHECK(run_memglia({"exec", file}, here.path()).exit_code == code);
    }
}

TEST_CASE("exec: a program that misbehaves ends with a message that says where and why") {
    fails({rv::nop(), 0xffffffffU}, {"illegal instruction at 0x80000004 (0xffffffff)",
                                     "mtvec 0x00000000", "instruction access fault at 0x00000000"});
    fails({rv::lw(a0, 16, 0)}, {"load access fault at 0x80000000 (address 0x00000010)"});
    fails(joined({rv::li(a1, 0x1000), {rv::sw(a0, 0, a1)}}),
          {"store access fault at 0x80000008 (address 0x00001000)"});
    fails(joined({rv::li(a1, uart), {rv::lw(a0, 2, a1)}}),
          {"load address misaligned", "address 0x10000002"});
    fails({rv::jalr(0, 0, 0)}, {"instruction access fault at 0x00000000"});
    fails({rv::ebreak}, {"breakpoint at 0x80000000"});
    fails({rv::wfi}, {"sleeps at 0x80000004 (wfi)", "no interrupt"});
    fails({rv::jal(0, 0)}, {"not ended after 5000 instructions", "0x80000000"},
          {"--max-instructions", "5000"});
    // A stack that grows beyond the memory.
    fails({rv::lui(2, 0x80000), rv::sw(a0, -4, 2), rv::addi(2, 2, -16), rv::jal(0, -8)},
          {"store access fault at 0x80000004 (address 0x7ffffffc)"},
          {"--max-instructions", "100000"});
    fails(
        joined({rv::li(a1, exit_register + 4), rv::li(a0, 50), {rv::sw(a0, 0, a1), rv::jal(0, 0)}}),
        {"watchdog ran out at 0x80000014"});
}

TEST_CASE("exec: a trace has a line per instruction") {
    const scratch_folder here;
    const std::string file = here.write("p.elf", elf_bytes(exits_with(0)).text);
    const std::string expected =
        "80000000 001005b7 lui a1, 0x100                a1=00100000\n"
        "80000004 00458593 addi a1, a1, 4               a1=00100004\n"
        "80000008 00000537 lui a0, 0x0                  a0=00000000\n"
        "8000000c 00050513 addi a0, a0, 0               a0=00000000\n"
        "80000010 00a5a023 sw a0, 0(a1)\n";
    const command_result run = run_memglia({"exec", file, "--trace", "instructions"}, here.path());
    CHECK(run.exit_code == 0);
    CHECK(run.out.empty());
    CHECK(run.err == expected);
    const command_result into =
        run_memglia({"exec", file, "--trace", "instructions", "--out", "t.txt"}, here.path());
    CHECK(into.err.empty());
    CHECK(slurp(here.path() / "t.txt") == expected);

    // What led to a failure is written all the same.
    const std::string bad = here.write("q.elf", elf_bytes({rv::nop(), rv::ecall}).text);
    CHECK(run_memglia({"exec", bad, "--trace", "instructions", "--out", "u.txt"}, here.path())
              .exit_code == 1);
    CHECK(slurp(here.path() / "u.txt") ==
          "80000000 00000013 addi zero, zero, 0\n80000004 -- trap 11, mtval=00000000\n");
}

TEST_CASE("exec: what cannot be run is refused") {
    const scratch_folder here;
    const std::string file = here.write("p.elf", elf_bytes(exits_with(0)).text);
    refuses(here, 2, {"exec"}, {"no program"});
    refuses(here, 2, {"exec", file, "--trace", "pins"}, {"found --trace pins", "instructions"});
    refuses(here, 2, {"exec", file, "--out", "t.txt"}, {"--out without --trace"});
    refuses(here, 2, {"exec", file, "--sram-kib", "0"}, {"found --sram-kib 0", "4 to 262144"});
    refuses(here, 3, {"exec", file, "--trace", "instructions", "--out", file}, {"p.elf"});
    refuses(here, 3, {"exec", "missing.elf"}, {"missing.elf"});
    refuses(here, 3, {"exec", here.write("t.txt", "text")}, {"no ELF file"});
    const std::string elsewhere = here.write("q.elf", elf_bytes(exits_with(0), 0x20000000U).text);
    refuses(here, 3, {"exec", elsewhere}, {"0x20000000", "0x80000000 to 0x800fffff"});
    refuses(here, 3,
            {"exec", here.write("r.elf", elf_bytes(exits_with(0), base, {}, 65536).text),
             "--sram-kib", "64"},
            {"0x8000ffff"});
}
