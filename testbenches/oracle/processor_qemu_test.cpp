#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/elf_bytes.hpp"
#include "testbenches/support/riscv_assembler.hpp"

// Generated programs on memglia exec and on qemu-system-riscv32: the same file, the same bytes out.
// Both have memory at 0x80000000 and a transmitter at 0x10000000.
using namespace memglia;
using namespace memglia::test;

namespace {

using words = std::vector<std::uint32_t>;

constexpr std::uint32_t base = 0x80000000U;
constexpr std::uint32_t data = base + 0x20000;  // 4 KiB around x31, then the log of traps
constexpr std::uint32_t dumped_bytes = 0x4000;
// On neither machine. Aligned accesses alone go there: of others qemu rounds the address down that
// it leaves in mtval.
constexpr std::uint32_t nowhere = 0x0f000000U;

// Registers of the frame, which random instructions leave alone.
constexpr std::uint32_t outside = 27, t1 = 28, t2 = 29, log_end = 30, middle = 31;

class generated_program {
  public:
    explicit generated_program(std::uint32_t seed) : random_(seed) {
        set_up();
        for (int i = 0; i < 2500; ++i) emit_random();
        take_down();
    }
    words code;

  private:
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(random_() % bound);
    }
    std::uint32_t any_register() { return below(outside); }
    void add(std::uint32_t word) { code.push_back(word); }
    void add(const words& more) { code.insert(code.end(), more.begin(), more.end()); }

    // Log cause, value and address, and go on behind the instruction.
    void set_up() {
        const words handler{rv::csrrs(t1, 0x342, 0),
                            rv::sw(t1, 0, log_end),
                            rv::csrrs(t1, 0x343, 0),
                            rv::sw(t1, 4, log_end),
                            rv::csrrs(t1, 0x341, 0),
                            rv::sw(t1, 8, log_end),
                            rv::addi(log_end, log_end, 12),
                            rv::lhu(t2, 0, t1),
                            rv::andi(t2, t2, 3),
                            rv::addi(t2, t2, -3),
                            rv::addi(t1, t1, 2),
                            rv::bne(t2, 0, 8),
                            rv::addi(t1, t1, 2),
                            rv::csrrw(0, 0x341, t1),
                            rv::mret};
        add(rv::jal(0, static_cast<std::int32_t>(4 * (handler.size() + 1))));
        add(handler);
        add(rv::li(t1, base + 4));
        add(rv::csrrw(0, 0x305, t1));
        add(rv::li(log_end, data + 4096));
        add(rv::li(middle, data + 2048));
        add(rv::li(outside, nowhere));
        for (std::uint32_t r = 1; r < outside; ++r) {
            add(rv::li(r, static_cast<std::uint32_t>(random_())));
        }
    }

    // The registers behind the log, then every byte of it all to the transmitter.
    void take_down() {
        for (std::uint32_t r = 1; r < outside; ++r) {
            add(rv::sw(r, static_cast<std::int32_t>(4 * r), log_end));
        }
        add(rv::li(1, data));
        add(rv::li(2, data + dumped_bytes));
        add(rv::li(3, 0x10000000U));
        add({rv::lbu(4, 0, 1), rv::sw(4, 0, 3), rv::addi(1, 1, 1), rv::bne(1, 2, -12)});
        // The exit register here, then the test finisher of qemu's machine.
        add(rv::li(1, 0x00100004U));
        add(rv::sw(0, 0, 1));
        add(rv::li(1, 0x00100000U));
        add(rv::li(2, 0x5555));
        add({rv::sw(2, 0, 1), rv::jal(0, 0)});
    }

    std::uint32_t compressed() {
        for (;;) {
            const std::uint32_t half = below(0x10000);
            const std::uint32_t quadrant = half & 3U;
            const std::uint32_t funct3 = half >> 13;
            const std::uint32_t rd = half >> 7 & 31U;
            const std::uint32_t rs2 = half >> 2 & 31U;
            const bool memory = quadrant != 1 && (funct3 == 2 || funct3 == 6);
            const bool jump = quadrant == 1 && (funct3 == 1 || funct3 >= 5);
            const bool indirect = quadrant == 2 && funct3 == 4 && rs2 == 0 && rd != 0;
            const bool frame = quadrant != 0 && rd >= outside;
            const bool from_frame = quadrant == 2 && funct3 == 4 && rs2 >= outside;
            if (quadrant != 3 && !memory && !jump && !indirect && !frame && !from_frame) {
                return half;
            }
        }
    }

    void emit_random() {
        const std::uint32_t rd = any_register();
        const std::uint32_t a = any_register();
        const std::uint32_t b = any_register();
        const std::uint32_t funct3 = below(8);
        const auto immediate = static_cast<std::int32_t>(below(4096)) - 2048;
        const auto near = static_cast<std::int32_t>(below(4000)) - 2000;
        switch (below(14)) {
            case 0:
                return add(rv::arithmetic(funct3 == 0 || funct3 == 5 ? 0x20 : 0, funct3, rd, a, b));
            case 1:
                return add(rv::arithmetic(0, funct3, rd, a, b));
            case 2:
                return add(rv::arithmetic(1, funct3, rd, a, b));
            case 3:
                if (funct3 == 1) return add(rv::slli(rd, a, immediate & 31));
                if (funct3 == 5) return add(rv::srai(rd, a, immediate & 31));
                return add(rv::i_type(immediate, a, funct3, rd, 0x13));
            case 4:
            case 5: {
                constexpr std::uint32_t widths[] = {0, 1, 2, 4, 5};
                const std::uint32_t width = widths[below(5)];
                if (below(12) == 0) return add(rv::i_type(near & ~3, outside, width, rd, 0x03));
                return add(rv::i_type(near, middle, width, rd, 0x03));
            }
            case 6:
            case 7:
                if (below(12) == 0) {
                    return add(rv::s_type(near & ~3, a, outside, below(3), 0x23));
                }
                return add(rv::s_type(near, a, middle, below(3), 0x23));
            case 8: {
                constexpr std::uint32_t kinds[] = {0, 1, 4, 5, 6, 7};
                return add({rv::b_type(8, b, a, kinds[below(6)]), rv::addi(rd, rd, 1)});
            }
            case 9:
                if (funct3 < 4) return add({rv::jal(rd, 8), rv::addi(rd, rd, 1)});
                return add({rv::auipc(t1, 0), rv::jalr(rd, t1, 13), rv::addi(a, a, 1)});
            case 10:
                return add(funct3 < 4 ? rv::lui(rd, below(1U << 20))
                                      : rv::auipc(rd, below(1U << 20)));
            case 11:
                if (below(4) != 0) return add(rv::csrrw(rd, 0x340, a));
                return add(funct3 < 2 ? 0xffffffffU : funct3 < 4 ? rv::ebreak : rv::ecall);
            default:
                return add(compressed() | compressed() << 16);
        }
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("processor: generated programs print the same bytes on qemu") {
    if (std::system("command -v qemu-system-riscv32 >/dev/null 2>&1") != 0) {
        WARN("qemu-system-riscv32 is not installed: nothing compared");
        return;
    }
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const scratch_folder here;
        const std::string file = here.write(
            "p.elf", elf_bytes(generated_program(seed).code, base, std::nullopt, 0x30000).text);
        const command_result ours = run_memglia({"exec", file}, here.path());
        REQUIRE(ours.exit_code == 0);
        REQUIRE(ours.out.size() == dumped_bytes);
        const command_result theirs = run_program(
            "/usr/bin/env",
            {"qemu-system-riscv32", "-machine", "virt", "-cpu",
             "rv32,a=off,f=off,d=off,zba=off,zbb=off,zbc=off,zbs=off", "-bios", "none", "-kernel",
             file, "-display", "none", "-serial", "stdio", "-monitor", "none"},
            here.path());
        INFO(theirs.err);
        REQUIRE(theirs.exit_code == 0);
        REQUIRE(theirs.out.size() == dumped_bytes);
        std::size_t first = 0;
        while (first < dumped_bytes && ours.out[first] == theirs.out[first]) ++first;
        CAPTURE(first);
        CHECK(first == dumped_bytes);
    }
}
