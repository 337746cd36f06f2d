#include <array>
#include <string>

#include "base/error.hpp"
#include "rtl_models/processor/processor_system.hpp"

// Blocks that a chip adds, other masters than the core, and memory that is broken.
namespace memglia {

namespace {
constexpr register_block sram_block = block_named("SRAM");
constexpr register_block rom_block = block_named("ROM");
constexpr std::uint32_t page = 4096;
}  // namespace

std::vector<memory_window> processor_system::windows() {
    std::vector<bool> broken(sram_.size() / page);
    for (std::size_t i = 0; i < stuck_.size(); ++i) {
        if (stuck_[i].offset >= sram_.size() || stuck_[i].offset % 4 != 0) {
            throw input_error({.path = "stuck_words[" + std::to_string(i) + "].offset",
                               .found = "found " + std::to_string(stuck_[i].offset),
                               .expected = "a multiple of 4 below the " +
                                           std::to_string(sram_.size()) + " bytes of memory"});
        }
        broken[stuck_[i].offset / page] = true;
    }
    std::size_t best = 0, best_size = 0;
    for (std::size_t first = 0; first < broken.size();) {
        std::size_t end = first;
        while (end < broken.size() && !broken[end]) ++end;
        if (end - first > best_size) {
            best = first;
            best_size = end - first;
        }
        first = end + 1;
    }
    if (best_size == 0) {
        throw input_error({.path = "stuck_words",
                           .found = "found a stuck word in every page of 4 KiB",
                           .expected = "a page without one, or a larger memory"});
    }
    direct_ = {sram_.data() + best * page,
               static_cast<std::uint32_t>(sram_block.base + best * page),
               static_cast<std::uint32_t>(best_size * page)};
    return {direct_, {rom_.data(), rom_block.base, rom_block.size}};
}

void processor_system::apply_stuck_words() {
    for (const stuck_word& s : stuck_) {
        for (std::uint32_t i = 0; i < 4; ++i) {
            const auto bits = static_cast<std::uint8_t>(s.bits >> (8 * i));
            const auto value = static_cast<std::uint8_t>(s.value >> (8 * i));
            std::uint8_t& cell = sram_[s.offset + i];
            cell = static_cast<std::uint8_t>((cell & ~bits) | (value & bits));
        }
    }
}

bool processor_system::core_reaches(std::uint32_t address) const {
    return address - direct_.base < direct_.size;
}

void processor_system::store_to_memory(std::uint32_t address, std::uint32_t bytes,
                                       std::uint32_t value) {
    std::array<std::uint8_t, 4> all{};
    for (std::uint32_t i = 0; i < bytes; ++i) all[i] = static_cast<std::uint8_t>(value >> (8 * i));
    write_memory(address, std::span(all).first(bytes));
    if (tohost_ && (address - *tohost_ < 4 || *tohost_ - address < bytes)) check_tohost();
}

void processor_system::attach(const register_block& block, register_device& device) {
    add({block, &device, nullptr});
}

void processor_system::attach(const register_block& block, clocked_device& device) {
    add({block, &device, &device});
}

void processor_system::add(const attached_block& added) {
    const auto overlaps = [&added](const register_block& other) {
        return added.block.base - other.base < other.size ||
               other.base - added.block.base < added.block.size;
    };
    for (const register_block& block : register_map()) {
        if (overlaps(block)) throw internal_error("processor_system: two blocks at one address");
    }
    for (const attached_block& other : attached_) {
        if (overlaps(other.block)) {
            throw internal_error("processor_system: two blocks at one address");
        }
    }
    attached_.push_back(added);
}

const processor_system::attached_block* processor_system::attached_at(std::uint32_t address) const {
    for (const attached_block& a : attached_) {
        if (address - a.block.base < a.block.size) return &a;
    }
    return nullptr;
}

// The core waits for a block that is not ready, and looks again at what may interrupt it.
bus_reply processor_system::after_access(bus_reply reply, std::uint32_t address) {
    const attached_block* added = attached_at(address);
    if (added == nullptr || added->clocked == nullptr) return reply;
    if (reply == bus_reply::again) core_.stall_until(added->clocked->ready());
    change();
    return reply;
}

bus_reply processor_system::read_word(std::uint32_t address, std::uint32_t& value,
                                      std::uint64_t cycle, std::uint64_t& retry) {
    if (address % 4 != 0) return bus_reply::misaligned;
    if (memory_at(address, 4)) return load(address, 4, value);
    return with_retry(load_register(address, 4, value, cycle), address, retry);
}

bus_reply processor_system::write_word(std::uint32_t address, std::uint32_t value,
                                       std::uint64_t cycle, std::uint64_t& retry) {
    if (address % 4 != 0) return bus_reply::misaligned;
    if (address >= sram_block.base && memory_at(address, 4)) return store(address, 4, value);
    return with_retry(store_register(address, 4, value, cycle), address, retry);
}

// A block outside the core's cycles, which only the core can wait for, is a bus error.
bus_reply processor_system::with_retry(bus_reply reply, std::uint32_t address,
                                       std::uint64_t& retry) const {
    if (reply != bus_reply::again) return reply;
    const attached_block* added = attached_at(address);
    if (added == nullptr || added->clocked == nullptr) return bus_reply::fault;
    retry = added->clocked->ready();
    return reply;
}

}  // namespace memglia
