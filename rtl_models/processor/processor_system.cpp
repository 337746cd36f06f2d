#include "rtl_models/processor/processor_system.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace memglia {

namespace {

constexpr register_block sram_block = block_named("SRAM");
constexpr register_block rom_block = block_named("ROM");
constexpr std::uint32_t page = 4096;

std::uint32_t low(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
std::uint32_t high(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}

std::size_t whole_pages(std::uint32_t kib) {
    const std::size_t bytes = std::size_t{kib} * 1024;
    return (bytes + page - 1) / page * page;
}

bool may_read(const register_info& r) {
    return r.access != register_access::write;
}
bool may_write(const register_info& r) {
    return r.access != register_access::read;
}

}  // namespace

std::string_view name_of(program_stop stop) {
    constexpr std::array<std::string_view, 6> names{"limit",  "exit",     "sleep",
                                                    "lockup", "watchdog", "request"};
    return names[static_cast<std::size_t>(stop)];
}

processor_system::processor_system(const processor_config& config, character_sink* characters,
                                   std::vector<stuck_word> stuck)
    : stuck_(std::move(stuck)),
      sram_(whole_pages(config.sram_kib)),
      rom_(rom_block.size),
      characters_(characters),
      core_(*this, config.cycles, windows()) {
    apply_stuck_words();
    reset(sram_block.base);
}

void processor_system::reset(std::uint32_t pc) {
    core_.reset(pc);
    accesses_ = {};
    exited_ = false;
    exit_code_ = 0;
    watchdog_ = compare_ = riscv_core::no_limit;
    software_ = false;
    interrupt_enable_ = events_ = 0;
    to_host_.clear();
    from_host_.clear();
    for (const attached_block& a : attached_) {
        if (a.clocked != nullptr) a.clocked->reset();
    }
    if (tohost_ && core_reaches(*tohost_)) core_.watch(*tohost_);
}

void processor_system::load(const program_image& program) {
    for (const program_image::piece& piece : program.pieces) {
        if (!write_memory(piece.address, piece.bytes)) {
            throw error("a program of " + std::to_string(piece.bytes.size()) + " bytes at " +
                        std::to_string(piece.address) + " does not fit into " +
                        std::to_string(sram_.size()) + " bytes of memory");
        }
    }
    reset(program.entry);
}

std::optional<std::uint8_t*> processor_system::memory_at(std::uint32_t address, std::size_t bytes) {
    const auto inside = [&](std::uint32_t base, std::size_t size) {
        return address >= base && address - base <= size && bytes <= size - (address - base);
    };
    if (inside(sram_block.base, sram_.size())) return sram_.data() + (address - sram_block.base);
    if (inside(rom_block.base, rom_.size())) return rom_.data() + (address - rom_block.base);
    return std::nullopt;
}

bool processor_system::write_memory(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    const auto at = memory_at(address, bytes.size());
    if (!at) return false;
    if (bytes.empty()) return true;
    std::copy(bytes.begin(), bytes.end(), *at);
    apply_stuck_words();
    core_.invalidate(address, static_cast<std::uint32_t>(bytes.size()));
    return true;
}

bool processor_system::read_memory(std::uint32_t address, std::span<std::uint8_t> bytes) const {
    const auto at = const_cast<processor_system*>(this)->memory_at(address, bytes.size());
    if (!at) return false;
    std::copy_n(*at, bytes.size(), bytes.begin());
    return true;
}

void processor_system::watch_tohost(std::uint32_t address) {
    tohost_ = address;
    if (core_reaches(address)) core_.watch(address);
}

void processor_system::end(std::uint32_t code) {
    exited_ = true;
    exit_code_ = code;
    core_.request_return();
}

bool processor_system::check_tohost() {
    if (!tohost_) return false;
    std::array<std::uint8_t, 4> word{};
    if (!read_memory(*tohost_, word)) return false;
    if ((word[0] & 1U) == 0) return false;
    const std::uint32_t value = word[0] | std::uint32_t{word[1]} << 8 |
                                std::uint32_t{word[2]} << 16 | std::uint32_t{word[3]} << 24;
    end(value >> 1);
    return true;
}

std::uint64_t processor_system::next_event() const {
    const bool timer_to_come = core_.cycle() < compare_;
    std::uint64_t next = std::min(watchdog_, timer_to_come ? compare_ : riscv_core::no_limit);
    for (const attached_block& a : attached_) {
        if (a.clocked != nullptr) next = std::min(next, a.clocked->due());
    }
    return next;
}

program_stop processor_system::run(std::uint64_t until_cycle, std::uint64_t most_steps) {
    const auto steps = [this] {
        return core_.instructions() + core_.count(instruction_class::trap);
    };
    const std::uint64_t first = steps();
    for (;;) {
        for (const attached_block& a : attached_) {
            if (a.clocked != nullptr) a.clocked->advance(core_.cycle());
        }
        if (exited_) return program_stop::exited;
        if (core_.cycle() >= watchdog_) return program_stop::watchdog;
        const std::uint64_t done = steps() - first;
        if (core_.cycle() >= until_cycle || done >= most_steps) return program_stop::limit;
        drive_interrupts();
        const std::uint64_t next = std::min(until_cycle, next_event());
        const core_stop stop = core_.run(next, most_steps - done);
        if (exited_ || core_.take_watched()) {
            if (exited_ || check_tohost()) return program_stop::exited;
            continue;
        }
        switch (stop) {
            case core_stop::lockup:
                return program_stop::lockup;
            case core_stop::waiting:
                if (next == riscv_core::no_limit) return program_stop::asleep;
                core_.sleep_until(next);
                break;
            case core_stop::asked:
                if (!take_change()) return program_stop::asked;
                break;
            case core_stop::limit:
                break;
        }
    }
}

// Whether it was a register here that stopped the core, which then goes on.
bool processor_system::take_change() {
    const bool changed = changed_;
    changed_ = false;
    return changed;
}

void processor_system::change() {
    changed_ = true;
    core_.request_return();
}

std::uint32_t processor_system::sources() const {
    std::uint32_t all =
        events_ | (from_host_.empty() ? 0 : constant_of("SYSTEM", "INTERRUPT_MAILBOX"));
    for (const attached_block& a : attached_) {
        if (a.clocked != nullptr) all |= a.clocked->interrupts();
    }
    return all;
}

void processor_system::drive_interrupts() {
    core_.set_interrupt(interrupt_line::software, software_);
    core_.set_interrupt(interrupt_line::timer, core_.cycle() >= compare_);
    core_.set_interrupt(interrupt_line::external, (sources() & interrupt_enable_) != 0);
}

void processor_system::raise(std::uint32_t events) {
    constexpr std::uint32_t known =
        constant_of("SYSTEM", "INTERRUPT_EVENT_0") | constant_of("SYSTEM", "INTERRUPT_EVENT_1");
    events_ |= events & known;
}

bool processor_system::send(std::uint32_t word) {
    if (from_host_.size() >= constant_of("MAILBOX", "DEPTH")) return false;
    from_host_.push_back(word);
    return true;
}

std::optional<std::uint32_t> processor_system::receive() {
    if (to_host_.empty()) return std::nullopt;
    const std::uint32_t word = to_host_.front();
    to_host_.pop_front();
    return word;
}

void processor_system::read_system(std::uint32_t offset, std::uint32_t& value) const {
    switch (offset) {
        case offset_of("SYSTEM", "ID"):
            value = constant_of("SYSTEM", "ID_VALUE");
            break;
        case offset_of("SYSTEM", "WATCHDOG"):
            value = watchdog_ == riscv_core::no_limit ? 0 : low(watchdog_ - core_.cycle());
            break;
        case offset_of("SYSTEM", "SRAM_BYTES"):
            value = sram_bytes();
            break;
        case offset_of("SYSTEM", "INTERRUPTS"):
            value = sources();
            break;
        default:
            value = interrupt_enable_;
            break;
    }
}

void processor_system::write_system(std::uint32_t offset, std::uint32_t value) {
    switch (offset) {
        case offset_of("SYSTEM", "EXIT"):
            end(value);
            break;
        case offset_of("SYSTEM", "WATCHDOG"):
            watchdog_ = value == 0 ? riscv_core::no_limit : core_.cycle() + value;
            change();
            break;
        case offset_of("SYSTEM", "INTERRUPT_CLEAR"):
            events_ &= ~value;
            change();
            break;
        default:
            interrupt_enable_ = value;
            change();
            break;
    }
}

void processor_system::read_timer(std::uint32_t offset, std::uint32_t& value) const {
    switch (offset) {
        case offset_of("TIMER", "SOFTWARE"):
            value = software_ ? 1 : 0;
            break;
        case offset_of("TIMER", "COMPARE_LOW"):
            value = low(compare_);
            break;
        case offset_of("TIMER", "COMPARE_HIGH"):
            value = high(compare_);
            break;
        case offset_of("TIMER", "TIME_LOW"):
            value = low(core_.cycle());
            break;
        default:
            value = high(core_.cycle());
            break;
    }
}

void processor_system::write_timer(std::uint32_t offset, std::uint32_t value) {
    constexpr std::uint64_t low_half = 0xffffffffU;
    switch (offset) {
        case offset_of("TIMER", "SOFTWARE"):
            software_ = (value & 1U) != 0;
            break;
        case offset_of("TIMER", "COMPARE_LOW"):
            compare_ = (compare_ & ~low_half) | value;
            break;
        default:
            compare_ = (compare_ & low_half) | std::uint64_t{value} << 32;
            break;
    }
    change();
}

void processor_system::read_mailbox(std::uint32_t offset, std::uint32_t& value) {
    value = 0;
    if (offset == offset_of("MAILBOX", "STATUS")) {
        if (!from_host_.empty()) value |= constant_of("MAILBOX", "STATUS_RECEIVED");
        if (to_host_.size() >= constant_of("MAILBOX", "DEPTH")) {
            value |= constant_of("MAILBOX", "STATUS_FULL");
        }
    } else if (!from_host_.empty()) {
        value = from_host_.front();
        from_host_.pop_front();
        change();
    }
}

bus_reply processor_system::load(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value) {
    value = 0;
    if (const auto at = memory_at(address, bytes)) {
        for (std::uint32_t i = 0; i < bytes; ++i) value |= std::uint32_t{(*at)[i]} << (8 * i);
        if (address < sram_block.base) ++accesses_.rom_reads;
        return bus_reply::done;
    }
    const bus_reply reply = load_register(address, bytes, value, core_.cycle());
    if (reply == bus_reply::done) ++accesses_.register_reads;
    return after_access(reply, address);
}

bus_reply processor_system::load_register(std::uint32_t address, std::uint32_t bytes,
                                          std::uint32_t& value, std::uint64_t cycle) {
    const attached_block* added = attached_at(address);
    const register_block* block = added != nullptr ? &added->block : block_at(address);
    if (block == nullptr || block->is_memory()) return bus_reply::fault;
    if (address % bytes != 0) return bus_reply::misaligned;
    const std::uint32_t offset = address - block->base;
    if (bytes != 4) return bus_reply::fault;
    if (!block->words) {
        const register_info* info = register_at(*block, offset);
        if (info == nullptr || !may_read(*info)) return bus_reply::fault;
    }
    if (added != nullptr) {
        if (added->clocked != nullptr) added->clocked->advance(cycle);
        return added->device->read(offset, value);
    }
    switch (block->base) {
        case block_named("SYSTEM").base:
            read_system(offset, value);
            break;
        case block_named("TIMER").base:
            read_timer(offset, value);
            break;
        case block_named("UART").base:
            value = constant_of("UART", "STATUS_READY");
            break;
        default:
            read_mailbox(offset, value);
            break;
    }
    return bus_reply::done;
}

bus_reply processor_system::store(std::uint32_t address, std::uint32_t bytes, std::uint32_t value) {
    if (address >= sram_block.base && memory_at(address, bytes)) {
        store_to_memory(address, bytes, value);
        return bus_reply::done;
    }
    const bus_reply reply = store_register(address, bytes, value, core_.cycle());
    if (reply == bus_reply::done) ++accesses_.register_writes;
    return after_access(reply, address);
}

bus_reply processor_system::store_register(std::uint32_t address, std::uint32_t bytes,
                                           std::uint32_t value, std::uint64_t cycle) {
    const attached_block* added = attached_at(address);
    const register_block* block = added != nullptr ? &added->block : block_at(address);
    if (block == nullptr || block->is_memory()) return bus_reply::fault;
    if (address % bytes != 0) return bus_reply::misaligned;
    const std::uint32_t offset = address - block->base;
    if (bytes != 4) return bus_reply::fault;
    if (!block->words) {
        const register_info* info = register_at(*block, offset);
        if (info == nullptr || !may_write(*info)) return bus_reply::fault;
    }
    if (added != nullptr) {
        if (added->clocked != nullptr) added->clocked->advance(cycle);
        return added->device->write(offset, value);
    }
    switch (block->base) {
        case block_named("SYSTEM").base:
            write_system(offset, value);
            break;
        case block_named("TIMER").base:
            write_timer(offset, value);
            break;
        case block_named("UART").base:
            if (characters_ != nullptr) characters_->on_character(static_cast<char>(value));
            break;
        default:
            if (to_host_.size() >= constant_of("MAILBOX", "DEPTH")) return bus_reply::fault;
            to_host_.push_back(value);
            break;
    }
    return bus_reply::done;
}

bus_reply processor_system::fetch(std::uint32_t address, std::uint32_t& halfword) {
    const auto at = memory_at(address, 2);  // among stuck words; registers hold no instructions
    if (!at) return bus_reply::fault;
    halfword = (*at)[0] | std::uint32_t{(*at)[1]} << 8;
    return bus_reply::done;
}

}  // namespace memglia
