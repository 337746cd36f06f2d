#include "rtl_models/processor/riscv_core.hpp"

// Privileged architecture 20211203, chapter 2 and section 3.1. Machine mode alone: delegation,
// physical memory protection and address translation do not exist, and an access to their registers
// is an illegal instruction.
namespace memglia {

namespace {

constexpr std::uint32_t mstatus = 0x300;
constexpr std::uint32_t misa = 0x301;
constexpr std::uint32_t mie = 0x304;
constexpr std::uint32_t mtvec = 0x305;
constexpr std::uint32_t mstatush = 0x310;
constexpr std::uint32_t mcountinhibit = 0x320;
constexpr std::uint32_t mscratch = 0x340;
constexpr std::uint32_t mepc = 0x341;
constexpr std::uint32_t mcause = 0x342;
constexpr std::uint32_t mtval = 0x343;
constexpr std::uint32_t mip = 0x344;
constexpr std::uint32_t mcycle = 0xb00;
constexpr std::uint32_t minstret = 0xb02;
constexpr std::uint32_t mcycleh = 0xb80;
constexpr std::uint32_t minstreth = 0xb82;
constexpr std::uint32_t cycle_low = 0xc00;
constexpr std::uint32_t instret = 0xc02;
constexpr std::uint32_t cycleh = 0xc80;
constexpr std::uint32_t instreth = 0xc82;
constexpr std::uint32_t mvendorid = 0xf11;
constexpr std::uint32_t mconfigptr = 0xf15;

constexpr std::uint32_t mie_bit = 1U << 3;
constexpr std::uint32_t mpie_bit = 1U << 7;
constexpr std::uint32_t machine_mode = 3U << 11;  // mstatus.MPP has no other value
constexpr std::uint32_t interrupt_bits = 1U << 3 | 1U << 7 | 1U << 11;
constexpr std::uint32_t rv32imc = 1U << 30 | 1U << 12 | 1U << 8 | 1U << 2;
constexpr std::uint32_t cause_bits = 0x8000001fU;

// Counters and event selectors that may be there and are not: they read 0.
bool is_idle_counter(std::uint32_t number) {
    const bool counter = number >= 0xb03 && number <= 0xb1f;
    const bool upper_half = number >= 0xb83 && number <= 0xb9f;
    const bool selector = number >= 0x323 && number <= 0x33f;
    return counter || upper_half || selector;
}

std::uint32_t low(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
std::uint32_t high(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}
std::uint64_t with_low(std::uint64_t value, std::uint32_t part) {
    return (value >> 32 << 32) | part;
}
std::uint64_t with_high(std::uint64_t value, std::uint32_t part) {
    return std::uint64_t{part} << 32 | low(value);
}

constexpr bool is_read_only(std::uint32_t number) {
    return (number >> 10 & 3U) == 3U;
}

}  // namespace

bool riscv_core::read_csr(std::uint32_t number, std::uint32_t& value) const {
    const std::uint64_t cycles = cycle_ + cycle_offset_;
    const std::uint64_t retired = instructions_ + retired_offset_;
    value = 0;
    if (is_idle_counter(number) || (number >= mvendorid && number <= mconfigptr)) return true;
    switch (number) {
        case mstatus:
            value =
                machine_mode | (interrupts_on_ ? mie_bit : 0) | (interrupts_were_ ? mpie_bit : 0);
            return true;
        case misa:
            value = rv32imc;
            return true;
        case mstatush:
        case mcountinhibit:
            return true;
        case mie:
            value = enabled_;
            return true;
        case mtvec:
            value = handler_;
            return true;
        case mscratch:
            value = scratch_;
            return true;
        case mepc:
            value = trap_pc_;
            return true;
        case mcause:
            value = cause_;
            return true;
        case mtval:
            value = trap_value_;
            return true;
        case mip:
            value = pending_;
            return true;
        case mcycle:
        case cycle_low:
            value = low(cycles);
            return true;
        case mcycleh:
        case cycleh:
            value = high(cycles);
            return true;
        case minstret:
        case instret:
            value = low(retired);
            return true;
        case minstreth:
        case instreth:
            value = high(retired);
            return true;
        default:
            return false;
    }
}

bool riscv_core::write_csr(std::uint32_t number, std::uint32_t value) {
    const std::uint64_t cycles = cycle_ + cycle_offset_;
    const std::uint64_t retired = instructions_ + retired_offset_;
    if (is_read_only(number)) return false;
    if (is_idle_counter(number)) return true;
    switch (number) {
        case mstatus:
            interrupts_on_ = (value & mie_bit) != 0;
            interrupts_were_ = (value & mpie_bit) != 0;
            attention_ = true;
            return true;
        case misa:
        case mstatush:
        case mcountinhibit:
        case mip:
            return true;  // nothing in them can be written
        case mie:
            enabled_ = value & interrupt_bits;
            attention_ = true;
            return true;
        case mtvec:
            handler_ = value & ~2U;
            return true;
        case mscratch:
            scratch_ = value;
            return true;
        case mepc:
            trap_pc_ = value & ~1U;
            return true;
        case mcause:
            cause_ = value & cause_bits;
            return true;
        case mtval:
            trap_value_ = value;
            return true;
        case mcycle:
            cycle_offset_ = with_low(cycles, value) - cycle_;
            return true;
        case mcycleh:
            cycle_offset_ = with_high(cycles, value) - cycle_;
            return true;
        case minstret:
            retired_offset_ = with_low(retired, value) - instructions_;
            return true;
        case minstreth:
            retired_offset_ = with_high(retired, value) - instructions_;
            return true;
        default:
            return false;
    }
}

bool riscv_core::access_csr(const instruction& i, std::uint32_t& old) {
    const auto number = static_cast<std::uint32_t>(i.immediate);
    const bool from_register = i.op <= operation::csrrc;
    const std::uint32_t source = from_register ? x_[i.rs1] : i.rs1;
    const bool swaps = i.op == operation::csrrw || i.op == operation::csrrwi;
    if (!read_csr(number, old)) return false;
    if (!swaps && i.rs1 == 0) return true;
    const bool sets = i.op == operation::csrrs || i.op == operation::csrrsi;
    const std::uint32_t value = swaps ? source : sets ? old | source : old & ~source;
    if (!write_csr(number, value)) return false;
    // What is written to a counter is what the next instruction reads.
    if (number == minstret || number == minstreth) --retired_offset_;
    if (number == mcycle || number == mcycleh) {
        cycle_offset_ -= cycles_of_[static_cast<std::size_t>(instruction_class::csr)];
    }
    return true;
}

}  // namespace memglia
