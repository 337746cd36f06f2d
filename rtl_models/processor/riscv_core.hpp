#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "rtl_models/processor/core_timing.hpp"
#include "rtl_models/processor/instruction.hpp"
#include "rtl_models/processor/processor_bus.hpp"

namespace memglia {

enum class interrupt_line : std::uint8_t { software = 3, timer = 7, external = 11 };

/// Values of mcause without the interrupt bit.
enum class trap_cause : std::uint8_t {
    fetch_fault = 1,
    illegal_instruction = 2,
    breakpoint = 3,
    load_misaligned = 4,
    load_fault = 5,
    store_misaligned = 6,
    store_fault = 7,
    environment_call = 11  ///< from machine mode
};
std::string_view name_of(trap_cause cause);

/// An exception.
struct trap_record {
    trap_cause cause = trap_cause::illegal_instruction;
    std::uint32_t pc = 0;
    std::uint32_t value = 0;  ///< mtval: an address, or the instruction
};

/// Why run() came back.
enum class core_stop : std::uint8_t {
    limit,    ///< the cycle or the number of steps asked for
    asked,    ///< request_return(), or the bus said again
    waiting,  ///< wfi: nothing happens before an interrupt
    lockup,   ///< the first instruction of the handler traps too: it would go on for ever
};

/// One instruction as it was carried out, for traces.
struct retired_instruction {
    std::uint32_t pc = 0;
    std::uint32_t word = 0;  ///< in its low half if it is compressed
    std::uint8_t rd = no_register;
    std::uint32_t value = 0;  ///< of rd
};

/// Looks over the core's shoulder.
class core_observer {
  public:
    virtual ~core_observer() = default;
    virtual void on_retired(const retired_instruction& instruction) = 0;
    virtual void on_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) = 0;
};

/// RV32IMC with Zicsr and Zifencei, machine mode alone, traps and interrupts as in the privileged
/// architecture 20211203. It knows no platform: memory_window and processor_bus are its world.
///
/// Timing contract: every instruction takes the cycles of its class (core_timing), accesses that
/// wait for nothing; run() returns between instructions. Decoded instructions are kept by page and
/// forgotten when a store, or invalidate(), meets them: fetches always see the last store.
class riscv_core {
  public:
    static constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

    /// Loads and stores reach the first window directly, fetches all of them. Throws internal_error
    /// without windows, or for one that is not made of whole pages.
    riscv_core(processor_bus& bus, const core_timing& timing, std::vector<memory_window> windows);
    ~riscv_core();

    /// All registers 0, interrupts off, counters 0.
    void reset(std::uint32_t pc);

    /// Until the core's cycle reaches `until_cycle`, or `most_steps` instructions and traps have
    /// happened, or earlier for the reasons in core_stop.
    core_stop run(std::uint64_t until_cycle, std::uint64_t most_steps = no_limit);

    /// From within a bus access: run() returns after this instruction.
    void request_return() { attention_ = asked_ = true; }

    void set_interrupt(interrupt_line line, bool level);

    /// Bytes that somebody else has written.
    void invalidate(std::uint32_t address, std::uint32_t bytes);

    /// run() returns after a store into this word of the first window.
    void watch(std::uint32_t address);
    /// Whether that has happened since it was asked last.
    bool take_watched() { return std::exchange(watched_, false); }

    /// While it waits for an interrupt, time passes all the same. Throws internal_error if it does
    /// not wait.
    void sleep_until(std::uint64_t cycle);

    /// From within a bus access that answers again, or between runs: nothing happens until then.
    void stall_until(std::uint64_t cycle);

    /// Slow while there is one. May be null.
    void observe(core_observer* observer) { observer_ = observer; }

    std::uint32_t pc() const { return pc_; }
    void set_pc(std::uint32_t pc);
    std::uint32_t reg(std::uint32_t number) const { return x_[number]; }
    void set_reg(std::uint32_t number, std::uint32_t value);

    /// False if there is no such register, or it cannot be written.
    bool read_csr(std::uint32_t number, std::uint32_t& value) const;
    bool write_csr(std::uint32_t number, std::uint32_t value);

    bool waiting() const { return waiting_; }
    std::uint64_t cycle() const { return cycle_; }
    std::uint64_t instructions() const { return instructions_; }
    std::uint64_t sleep_cycles() const { return sleep_cycles_; }
    std::uint64_t stall_cycles() const { return stall_cycles_; }
    std::uint64_t splits() const { return splits_; }
    /// Of all instructions that were carried out.
    std::uint64_t fetched_bytes() const { return fetched_bytes_; }
    std::uint64_t count(instruction_class c) const { return counts_[static_cast<std::size_t>(c)]; }
    /// The last exception that found its handler, or could not.
    const trap_record& last_trap() const { return last_trap_; }
    /// After core_stop::lockup: why the first instruction of the handler failed.
    const trap_record& handler_trap() const { return handler_trap_; }

  private:
    static constexpr std::uint32_t no_watch = 0xffffffffU;
    struct code_page;
    struct window_pages {
        memory_window memory;
        std::vector<std::unique_ptr<code_page>> pages;
    };

    template <bool observed>
    core_stop run_loop(std::uint64_t until_cycle, std::uint64_t most_steps);
    template <unsigned bytes>
    bus_reply load(std::uint32_t address, std::uint32_t& value);
    template <unsigned bytes>
    bus_reply store(std::uint32_t address, std::uint32_t value);
    bus_reply load_from_bus(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value);
    bus_reply store_to_bus(std::uint32_t address, std::uint32_t bytes, std::uint32_t value);

    bool fetch_halfword(std::uint32_t address, std::uint32_t& halfword);
    /// The instruction at `pc`, kept with its page or put into `outside`; null if nothing answers
    /// at `missing`.
    const instruction* decode_at(std::uint32_t pc, instruction& outside, std::uint32_t& missing);
    std::uint32_t fetched_word(std::uint32_t pc);
    void enter_page(std::uint32_t pc);
    void forget(std::uint32_t window, std::uint32_t offset, std::uint32_t bytes);

    bool access_csr(const instruction& i, std::uint32_t& old);
    void exception(trap_cause cause, std::uint32_t value);
    void enter_trap(std::uint32_t cause, std::uint32_t value);
    void return_from_trap();
    std::uint32_t pending() const { return pending_ & enabled_; }
    /// The interrupt to take now; 0 if there is none.
    std::uint32_t next_interrupt() const;

    processor_bus& bus_;
    std::array<std::uint32_t, instruction_class_count> cycles_of_;
    std::uint32_t split_cycles_;
    std::vector<window_pages> windows_;
    memory_window main_;
    core_observer* observer_ = nullptr;

    std::array<std::uint32_t, 33> x_{};
    std::uint32_t pc_ = 0;
    std::uint64_t cycle_ = 0;
    std::uint64_t instructions_ = 0;
    std::uint64_t sleep_cycles_ = 0;
    std::uint64_t stall_cycles_ = 0;
    std::uint64_t splits_ = 0;
    std::uint64_t fetched_bytes_ = 0;
    std::array<std::uint64_t, instruction_class_count> counts_{};

    bool attention_ = false;  ///< look at asked_ and at the interrupts
    bool asked_ = false;
    bool waiting_ = false;
    bool locked_up_ = false;
    code_page* page_ = nullptr;  ///< of the pc, if it lies in a window
    std::uint32_t page_base_ = 0;
    std::uint32_t watch_ = no_watch;  ///< offset in the first window
    bool watched_ = false;
    trap_record last_trap_;
    trap_record handler_trap_;
    std::uint64_t trapped_at_ = no_limit;  ///< instructions_ at the last exception

    // Control and status registers.
    bool interrupts_on_ = false;    ///< mstatus.MIE
    bool interrupts_were_ = false;  ///< mstatus.MPIE
    std::uint32_t pending_ = 0;     ///< mip
    std::uint32_t enabled_ = 0;     ///< mie
    std::uint32_t handler_ = 0;     ///< mtvec
    std::uint32_t scratch_ = 0;
    std::uint32_t trap_pc_ = 0;  ///< mepc
    std::uint32_t cause_ = 0;
    std::uint32_t trap_value_ = 0;
    std::uint64_t cycle_offset_ = 0;  ///< mcycle - cycle_
    std::uint64_t retired_offset_ = 0;
};

}  // namespace memglia
