#include "tools/processor/run_program.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace memglia {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 16;

std::string text_of(const trap_record& trap) {
    std::string text = fmt::format("{} at {:#010x}", name_of(trap.cause), trap.pc);
    switch (trap.cause) {
        case trap_cause::illegal_instruction:
            return text + fmt::format(" ({:#010x})", trap.value);
        case trap_cause::breakpoint:
        case trap_cause::environment_call:
            return text;
        default:
            return text + fmt::format(" (address {:#010x})", trap.value);
    }
}

}  // namespace

instruction_trace::instruction_trace(const std::string& file) {
    if (!file.empty()) file_.emplace(file);
}

void instruction_trace::on_retired(const retired_instruction& i) {
    const std::string word =
        is_compressed(i.word) ? fmt::format("{:04x}    ", i.word) : fmt::format("{:08x}", i.word);
    const std::string assembler = disassemble(i.word, i.pc);
    if (i.rd == no_register) {
        lines_ += fmt::format("{:08x} {} {}\n", i.pc, word, assembler);
    } else {
        lines_ += fmt::format("{:08x} {} {:<28} {}={:08x}\n", i.pc, word, assembler, abi_name(i.rd),
                              i.value);
    }
    if (lines_.size() >= piece_bytes) flush();
}

void instruction_trace::on_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    const bool interrupt = cause >> 31 != 0;
    lines_ += fmt::format("{:08x} -- {} {}, mtval={:08x}\n", pc, interrupt ? "interrupt" : "trap",
                          cause & 0x7fffffffU, value);
}

void instruction_trace::flush() {
    if (file_) {
        file_->write(lines_);
    } else {
        std::fwrite(lines_.data(), 1, lines_.size(), stderr);
    }
    lines_.clear();
}

void instruction_trace::finish() {
    flush();
    if (file_) file_->commit();
}

std::uint32_t run_to_exit(processor_system& system, std::uint64_t most_steps) {
    const program_stop stop = system.run(riscv_core::no_limit, most_steps);
    const riscv_core& core = system.core();
    switch (stop) {
        case program_stop::exited:
            return system.exit_code();
        case program_stop::lockup: {
            std::uint32_t handler = 0;
            core.read_csr(0x305, handler);
            throw error(
                fmt::format("the program cannot go on: {}; its handler (mtvec {:#010x}) "
                            "ends in: {}",
                            text_of(core.last_trap()), handler, text_of(core.handler_trap())));
        }
        case program_stop::watchdog:
            throw error(
                fmt::format("the program's watchdog ran out at {:#010x}, after {} "
                            "instructions",
                            core.pc(), core.instructions()));
        case program_stop::asleep:
            throw error(
                fmt::format("the program sleeps at {:#010x} (wfi), and no interrupt can "
                            "wake it",
                            core.pc()));
        default:
            throw error(
                fmt::format("the program has not ended after {} instructions; it is at "
                            "{:#010x} (--max-instructions)",
                            core.instructions(), core.pc()));
    }
}

}  // namespace memglia
