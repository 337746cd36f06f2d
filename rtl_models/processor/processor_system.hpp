#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rtl_models/processor/memory_fault.hpp"
#include "rtl_models/processor/processor_config.hpp"
#include "rtl_models/processor/program_image.hpp"
#include "rtl_models/processor/register_map.hpp"
#include "rtl_models/processor/riscv_core.hpp"

namespace memglia {

/// Takes what a program sends through the UART.
class character_sink {
  public:
    virtual ~character_sink() = default;
    virtual void on_character(char character) = 0;
};

/// A block of registers that a chip adds.
class register_device {
  public:
    virtual ~register_device() = default;
    virtual bus_reply read(std::uint32_t offset, std::uint32_t& value) = 0;
    virtual bus_reply write(std::uint32_t offset, std::uint32_t value) = 0;
};

/// A block that lives in the core's cycles. It is brought to the cycle of an access before that.
class clocked_device : public register_device {
  public:
    static constexpr std::uint64_t never = riscv_core::no_limit;

    /// Brings it to this cycle, which never lies before that of the last call.
    virtual void advance(std::uint64_t cycle) = 0;
    /// The next cycle in which it must be advanced although nobody asks it anything.
    virtual std::uint64_t due() const { return never; }
    /// After an access that it answered with `again`: the cycle in which it answers.
    virtual std::uint64_t ready() const { return 0; }
    /// Bits of INTERRUPTS that it asks with.
    virtual std::uint32_t interrupts() const { return 0; }
    /// Begins anew at cycle 0.
    virtual void reset() = 0;
};

/// Why a program does not go on.
enum class program_stop : std::uint8_t {
    limit,     ///< the cycle or number of steps asked for
    exited,    ///< exit register or tohost
    asleep,    ///< wfi, and nothing can wake it but a word from the host
    lockup,    ///< a trap whose handler traps at once: core().last_trap(), handler_trap()
    watchdog,  ///< the program's own watchdog has run out
    asked      ///< core().request_return()
};
std::string_view name_of(program_stop stop);

/// The core with memory, boot ROM, timer, UART, mailbox, exit register and watchdog, at the
/// addresses of register_map(). Single words of registers, anything else is a bus error; memory
/// takes every width and alignment. Between what happens, time passes in cycles of the core.
class processor_system final : public processor_bus {
  public:
    /// `characters` may be null. Throws input_error for a stuck word that the memory does not have.
    processor_system(const processor_config& config, character_sink* characters,
                     std::vector<stuck_word> stuck = {});
    processor_system(const processor_system&) = delete;
    processor_system& operator=(const processor_system&) = delete;

    /// Adds a block, which lies where register_map() has nothing. It must outlive the system.
    void attach(const register_block& block, register_device& device);
    void attach(const register_block& block, clocked_device& device);

    /// Into SRAM or ROM, past the bus. False, and nothing done, if part of it lies outside.
    bool write_memory(std::uint32_t address, std::span<const std::uint8_t> bytes);
    bool read_memory(std::uint32_t address, std::span<std::uint8_t> bytes) const;

    /// Memory stays; core and peripherals begin anew.
    void reset(std::uint32_t pc);

    /// Puts a program into memory and resets to its entry. Throws error for one that does not fit.
    void load(const program_image& program);

    /// The word at which a program leaves its exit code: a value of which bit 0 is set ends it,
    /// with the bits above as its code. Checked at every store.
    void watch_tohost(std::uint32_t address);

    program_stop run(std::uint64_t until_cycle, std::uint64_t most_steps = riscv_core::no_limit);

    std::uint32_t exit_code() const { return exit_code_; }

    /// The mailbox as the host sees it. False if it is full.
    bool send(std::uint32_t word);
    std::optional<std::uint32_t> receive();

    /// Events of the outside world, as bits of INTERRUPTS.
    void raise(std::uint32_t events);

    /// An access of another master than the core, in this cycle; `again`: not before `retry`.
    bus_reply read_word(std::uint32_t address, std::uint32_t& value, std::uint64_t cycle,
                        std::uint64_t& retry);
    bus_reply write_word(std::uint32_t address, std::uint32_t value, std::uint64_t cycle,
                         std::uint64_t& retry);

    /// Accesses past the core's own memory since reset.
    struct access_counts {
        std::uint64_t rom_reads = 0;
        std::uint64_t register_reads = 0;
        std::uint64_t register_writes = 0;
    };
    const access_counts& accesses() const { return accesses_; }

    riscv_core& core() { return core_; }
    const riscv_core& core() const { return core_; }
    std::uint32_t sram_bytes() const { return static_cast<std::uint32_t>(sram_.size()); }

    bus_reply load(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value) override;
    bus_reply store(std::uint32_t address, std::uint32_t bytes, std::uint32_t value) override;
    bus_reply fetch(std::uint32_t address, std::uint32_t& halfword) override;

  private:
    struct attached_block {
        register_block block;
        register_device* device = nullptr;
        clocked_device* clocked = nullptr;  ///< the same, if it is one
    };
    void add(const attached_block& added);
    const attached_block* attached_at(std::uint32_t address) const;
    bus_reply load_register(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value,
                            std::uint64_t cycle);
    bus_reply store_register(std::uint32_t address, std::uint32_t bytes, std::uint32_t value,
                             std::uint64_t cycle);
    bus_reply after_access(bus_reply reply, std::uint32_t address);
    bus_reply with_retry(bus_reply reply, std::uint32_t address, std::uint64_t& retry) const;
    /// Past the core's own window: another master's, or in a page among stuck words.
    void store_to_memory(std::uint32_t address, std::uint32_t bytes, std::uint32_t value);
    /// The core reaches the most pages in a row that have no stuck word by itself.
    std::vector<memory_window> windows();
    void apply_stuck_words();
    bool core_reaches(std::uint32_t address) const;
    std::optional<std::uint8_t*> memory_at(std::uint32_t address, std::size_t bytes);
    void read_system(std::uint32_t offset, std::uint32_t& value) const;
    void write_system(std::uint32_t offset, std::uint32_t value);
    void read_timer(std::uint32_t offset, std::uint32_t& value) const;
    void write_timer(std::uint32_t offset, std::uint32_t value);
    void read_mailbox(std::uint32_t offset, std::uint32_t& value);
    void drive_interrupts();
    std::uint32_t sources() const;
    void end(std::uint32_t code);
    bool check_tohost();
    /// A register has changed what may interrupt, or when: run() looks again.
    void change();
    bool take_change();
    /// The next cycle in which something happens by itself.
    std::uint64_t next_event() const;

    std::vector<stuck_word> stuck_;
    std::vector<std::uint8_t> sram_;
    memory_window direct_;  ///< the core's own
    std::vector<std::uint8_t> rom_;
    character_sink* characters_;
    riscv_core core_;
    access_counts accesses_;

    std::optional<std::uint32_t> tohost_;
    bool exited_ = false;
    bool changed_ = false;
    std::uint32_t exit_code_ = 0;
    std::uint64_t watchdog_ = riscv_core::no_limit;  ///< cycle in which it runs out
    std::uint64_t compare_ = riscv_core::no_limit;
    bool software_ = false;
    std::uint32_t interrupt_enable_ = 0;
    std::uint32_t events_ = 0;
    std::vector<attached_block> attached_;
    std::deque<std::uint32_t> to_host_;
    std::deque<std::uint32_t> from_host_;
};

}  // namespace memglia
