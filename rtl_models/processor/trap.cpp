#include <array>

#include "rtl_models/processor/riscv_core.hpp"

// Privileged architecture 20211203, sections 3.1.6 to 3.1.16.
namespace memglia {

namespace {
constexpr std::uint32_t interrupt_bit = 0x80000000U;
constexpr std::uint32_t vectored = 1;
}  // namespace

std::string_view name_of(trap_cause cause) {
    switch (cause) {
        case trap_cause::fetch_fault:
            return "instruction access fault";
        case trap_cause::illegal_instruction:
            return "illegal instruction";
        case trap_cause::breakpoint:
            return "breakpoint";
        case trap_cause::load_misaligned:
            return "load address misaligned";
        case trap_cause::load_fault:
            return "load access fault";
        case trap_cause::store_misaligned:
            return "store address misaligned";
        case trap_cause::store_fault:
            return "store access fault";
        case trap_cause::environment_call:
            return "environment call";
    }
    return "exception";
}

std::uint32_t riscv_core::next_interrupt() const {
    if (!interrupts_on_ || pending() == 0) return 0;
    constexpr std::array by_priority{interrupt_line::external, interrupt_line::software,
                                     interrupt_line::timer};
    for (const interrupt_line line : by_priority) {
        const auto number = static_cast<std::uint32_t>(line);
        if ((pending() >> number & 1U) != 0) return interrupt_bit | number;
    }
    return 0;
}

// A handler whose first instruction traps would go on for ever.
void riscv_core::exception(trap_cause cause, std::uint32_t value) {
    const trap_record record{cause, pc_, value};
    if (trapped_at_ == instructions_) {
        handler_trap_ = record;
        locked_up_ = attention_ = true;
        return;
    }
    trapped_at_ = instructions_;
    last_trap_ = record;
    enter_trap(static_cast<std::uint32_t>(cause), value);
}

void riscv_core::enter_trap(std::uint32_t cause, std::uint32_t value) {
    if (observer_ != nullptr) observer_->on_trap(cause, pc_, value);
    trap_pc_ = pc_;
    cause_ = cause;
    trap_value_ = value;
    interrupts_were_ = interrupts_on_;
    interrupts_on_ = false;
    pc_ = handler_ & ~3U;
    if ((cause & interrupt_bit) != 0 && (handler_ & 3U) == vectored) {
        pc_ += 4 * (cause & ~interrupt_bit);
    }
    constexpr auto kind = static_cast<std::size_t>(instruction_class::trap);
    ++counts_[kind];
    cycle_ += cycles_of_[kind];
}

void riscv_core::return_from_trap() {
    interrupts_on_ = interrupts_were_;
    interrupts_were_ = true;
    attention_ = true;
}

}  // namespace memglia
