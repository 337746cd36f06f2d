#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "rtl_models/processor/riscv_core.hpp"

namespace memglia::test {

/// A core with memory at 0x80000000 and, at 0x40000000, sixteen words that answer to whole words
/// alone, and with nothing else.
class small_computer final : public processor_bus {
  public:
    static constexpr std::uint32_t ram_base = 0x80000000U;
    static constexpr std::uint32_t device_base = 0x40000000U;
    static constexpr std::uint32_t device_bytes = 64;

    small_computer(std::vector<std::uint8_t> memory, const core_timing& timing)
        : ram(std::move(memory)),
          core(*this, timing, {{ram.data(), ram_base, static_cast<std::uint32_t>(ram.size())}}) {}

    /// A program from the start of memory on, 8 KiB in all.
    explicit small_computer(const std::vector<std::uint32_t>& program)
        : small_computer(bytes_of(program), core_timing{}) {}

    static std::vector<std::uint8_t> bytes_of(const std::vector<std::uint32_t>& program) {
        std::vector<std::uint8_t> bytes;
        for (const std::uint32_t word : program) {
            for (unsigned shift = 0; shift < 32; shift += 8) {
                bytes.push_back(static_cast<std::uint8_t>(word >> shift));
            }
        }
        bytes.resize(8192);
        return bytes;
    }

    std::uint32_t word(std::uint32_t address) const {
        std::uint32_t value = 0;
        for (unsigned i = 4; i-- > 0;) value = value << 8 | ram.at(address - ram_base + i);
        return value;
    }
    std::uint32_t csr(std::uint32_t number) const {
        std::uint32_t value = 0;
        if (!core.read_csr(number, value)) throw std::out_of_range("no such CSR");
        return value;
    }

    bus_reply load(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value) override {
        const bus_reply reply = check(address, bytes);
        if (reply == bus_reply::done) value = device[(address - device_base) / 4];
        return reply;
    }
    bus_reply store(std::uint32_t address, std::uint32_t bytes, std::uint32_t value) override {
        const bus_reply reply = check(address, bytes);
        if (reply == bus_reply::done) device[(address - device_base) / 4] = value;
        return reply;
    }
    bus_reply fetch(std::uint32_t, std::uint32_t&) override { return bus_reply::fault; }

    std::vector<std::uint8_t> ram;
    std::array<std::uint32_t, device_bytes / 4> device{};
    riscv_core core;

  private:
    static bus_reply check(std::uint32_t address, std::uint32_t bytes) {
        if (address - device_base >= device_bytes) return bus_reply::fault;
        if (address % bytes != 0) return bus_reply::misaligned;
        return bytes == 4 ? bus_reply::done : bus_reply::fault;
    }
};

}  // namespace memglia::test
