#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memglia::test {

/// RV32IMC with Zicsr and machine mode, read off the manuals line by line: encodings are the bit
/// patterns that they print, instructions the sentences. Slow; shares no code with the processor.
class literal_riscv {
  public:
    static constexpr std::uint32_t ram_base = 0x80000000U;
    /// A word here answers to whole words alone.
    static constexpr std::uint32_t device_base = 0x40000000U;
    static constexpr std::uint32_t device_bytes = 64;

    explicit literal_riscv(std::vector<std::uint8_t> memory) : ram(std::move(memory)) { x.fill(0); }

    /// One instruction, one exception or one interrupt. False when it sleeps or is locked up.
    bool step();

    /// Goes on elsewhere, awake.
    void restart(std::uint32_t at) {
        pc = at;
        asleep = locked_up = just_trapped_ = false;
    }

    std::array<std::uint32_t, 32> x;
    std::uint32_t pc = ram_base;
    std::vector<std::uint8_t> ram;
    std::array<std::uint32_t, device_bytes / 4> device{};
    std::uint32_t mip = 0;
    bool asleep = false;
    bool locked_up = false;

    std::uint32_t mie = 0, mtvec = 0, mscratch = 0, mepc = 0, mcause = 0, mtval = 0;
    bool mstatus_mie = false, mstatus_mpie = false;
    std::uint64_t minstret = 0, mcycle = 0;

  private:
    struct trap {
        std::uint32_t cause, value;
    };
    struct form {
        std::string_view name, pattern, immediate;
        bool is_signed;
        std::string_view expansion;
    };
    struct operands {
        std::string_view name;
        std::uint32_t rd = 0, rs1 = 0, rs2 = 0, imm = 0, length = 4;
    };
    static const std::vector<form>& forms();
    static operands match(std::uint32_t word, unsigned width);

    std::uint32_t fetch(std::uint32_t at) const;
    std::uint32_t load(std::uint32_t at, unsigned bytes) const;
    void store(std::uint32_t at, unsigned bytes, std::uint32_t value);
    void check_device(std::uint32_t at, unsigned bytes, bool write) const;
    bool in_ram(std::uint32_t at) const { return at >= ram_base && at - ram_base < ram.size(); }
    std::uint32_t read_csr(std::uint32_t number) const;
    void write_csr(std::uint32_t number, std::uint32_t value);
    void execute(const operands& o, std::uint32_t word);
    void enter(std::uint32_t cause, std::uint32_t value, std::uint32_t target);

    std::uint64_t cost_ = 0;
    bool cycle_written_ = false;
    bool retired_written_ = false;
    bool just_trapped_ = false;
};

}  // namespace memglia::test
