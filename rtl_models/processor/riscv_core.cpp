#include "rtl_models/processor/riscv_core.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "rtl_models/processor/code_page.hpp"

namespace memglia {

riscv_core::riscv_core(processor_bus& bus, const core_timing& timing,
                       std::vector<memory_window> windows)
    : bus_(bus), cycles_of_(timing.by_class()), split_cycles_(timing.split) {
    for (const memory_window& window : windows) {
        const bool whole = window.size > 0 && window.base % page_bytes == 0 &&
                           window.size % page_bytes == 0 && window.bytes != nullptr;
        if (!whole) throw internal_error("riscv_core: a memory window of broken pages");
        windows_.push_back({window, {}});
        windows_.back().pages.resize(window.size / page_bytes);
    }
    if (windows.empty()) throw internal_error("riscv_core: no memory window");
    main_ = windows.front();
    reset(main_.base);
}

riscv_core::~riscv_core() = default;

void riscv_core::reset(std::uint32_t pc) {
    x_.fill(0);
    cycle_ = instructions_ = sleep_cycles_ = stall_cycles_ = splits_ = fetched_bytes_ = 0;
    cycle_offset_ = retired_offset_ = 0;
    counts_.fill(0);
    interrupts_on_ = interrupts_were_ = false;
    pending_ = enabled_ = handler_ = scratch_ = trap_pc_ = cause_ = trap_value_ = 0;
    last_trap_ = handler_trap_ = {};
    watch_ = no_watch;
    watched_ = false;
    for (window_pages& window : windows_) {
        for (auto& page : window.pages) page.reset();
    }
    set_pc(pc);
    enter_page(pc_);
}

void riscv_core::set_pc(std::uint32_t pc) {
    pc_ = pc & ~1U;
    waiting_ = locked_up_ = false;
    trapped_at_ = no_limit;
}

void riscv_core::set_reg(std::uint32_t number, std::uint32_t value) {
    if (number != 0) x_[number] = value;
}

void riscv_core::set_interrupt(interrupt_line line, bool level) {
    const std::uint32_t bit = 1U << static_cast<unsigned>(line);
    pending_ = level ? pending_ | bit : pending_ & ~bit;
    attention_ = true;
}

void riscv_core::sleep_until(std::uint64_t cycle) {
    if (!waiting_) throw internal_error("riscv_core: it is awake");
    if (cycle <= cycle_) return;
    sleep_cycles_ += cycle - cycle_;
    cycle_ = cycle;
}

void riscv_core::stall_until(std::uint64_t cycle) {
    if (cycle <= cycle_) return;
    stall_cycles_ += cycle - cycle_;
    cycle_ = cycle;
}

bus_reply riscv_core::load_from_bus(std::uint32_t address, std::uint32_t bytes,
                                    std::uint32_t& value) {
    const bus_reply reply = bus_.load(address, bytes, value);
    if (bytes < 4) value &= (1U << (8 * bytes)) - 1;
    return reply;
}

bus_reply riscv_core::store_to_bus(std::uint32_t address, std::uint32_t bytes,
                                   std::uint32_t value) {
    if (bytes < 4) value &= (1U << (8 * bytes)) - 1;
    return bus_.store(address, bytes, value);
}

void riscv_core::enter_page(std::uint32_t pc) {
    page_base_ = pc & ~(page_bytes - 1);
    page_ = nullptr;
    for (window_pages& window : windows_) {
        const std::uint32_t offset = page_base_ - window.memory.base;
        if (offset >= window.memory.size) continue;
        auto& page = window.pages[offset >> page_bits];
        if (!page) page = std::make_unique<code_page>();
        page_ = page.get();
        return;
    }
}

bool riscv_core::fetch_halfword(std::uint32_t address, std::uint32_t& halfword) {
    for (const window_pages& window : windows_) {
        const std::uint32_t offset = address - window.memory.base;
        if (offset >= window.memory.size) continue;
        const std::uint8_t* at = window.memory.bytes + offset;
        halfword = at[0] | std::uint32_t{at[1]} << 8;
        return true;
    }
    return bus_.fetch(address, halfword) == bus_reply::done;
}

const instruction* riscv_core::decode_at(std::uint32_t pc, instruction& outside,
                                         std::uint32_t& missing) {
    std::uint32_t word = 0;
    missing = pc;
    if (!fetch_halfword(pc, word)) return nullptr;
    if (!is_compressed(word)) {
        missing = pc + 2;
        std::uint32_t upper = 0;
        if (!fetch_halfword(pc + 2, upper)) return nullptr;
        word |= upper << 16;
    }
    const std::uint32_t in_page = pc & (page_bytes - 1);
    // One that crosses into the next page is decoded anew each time: it has two pages to be
    // forgotten with.
    const bool kept = page_ != nullptr && (is_compressed(word) || in_page + 4 <= page_bytes);
    instruction& slot = kept ? page_->slots[in_page >> 1] : outside;
    slot = decode(word);
    return &slot;
}

std::uint32_t riscv_core::fetched_word(std::uint32_t pc) {
    std::uint32_t word = 0;
    fetch_halfword(pc, word);
    if (is_compressed(word)) return word;
    std::uint32_t upper = 0;
    fetch_halfword(pc + 2, upper);
    return word | upper << 16;
}

void riscv_core::forget(std::uint32_t window, std::uint32_t offset, std::uint32_t bytes) {
    if (window == 0 && watch_ != no_watch && offset < watch_ + 4 && offset + bytes > watch_) {
        watched_ = true;
        request_return();
    }
    // An instruction of four bytes may begin two before.
    const std::uint32_t first = (offset >= 2 ? offset - 2 : 0) & ~1U;
    const std::uint32_t end = std::min(offset + bytes, windows_[window].memory.size);
    for (std::uint32_t at = first; at < end; at += 2) {
        const auto& page = windows_[window].pages[at >> page_bits];
        if (page) page->slots[(at & (page_bytes - 1)) >> 1].op = operation::none;
    }
}

// Its page counts as code, so that stores into it come to forget().
void riscv_core::watch(std::uint32_t address) {
    const std::uint32_t offset = address - main_.base;
    if (offset > main_.size - 4) throw internal_error("riscv_core: a watch outside the window");
    watch_ = offset;
    for (const std::uint32_t at : {offset, offset + 3}) {
        auto& page = windows_.front().pages[at >> page_bits];
        if (!page) page = std::make_unique<code_page>();
    }
}

void riscv_core::invalidate(std::uint32_t address, std::uint32_t bytes) {
    for (std::uint32_t w = 0; w < windows_.size(); ++w) {
        const memory_window& memory = windows_[w].memory;
        const std::uint64_t begin = std::max<std::uint64_t>(address, memory.base);
        const std::uint64_t end =
            std::min(std::uint64_t{address} + bytes, std::uint64_t{memory.base} + memory.size);
        if (begin >= end) continue;
        forget(w, static_cast<std::uint32_t>(begin - memory.base),
               static_cast<std::uint32_t>(end - begin));
    }
}

}  // namespace memglia
