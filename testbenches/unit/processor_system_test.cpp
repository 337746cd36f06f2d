#include "rtl_models/processor/processor_system.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "testbenches/support/riscv_assembler.hpp"

// The core with its memory and peripherals, by programs that use them.
using namespace memglia;

namespace {

constexpr std::uint32_t sram = block_named("SRAM").base;
constexpr std::uint32_t a0 = 10, a1 = 11, a2 = 12, a3 = 13;

struct text_sink final : character_sink {
    void on_character(char character) override { text += character; }
    std::string text;
};

class program {
  public:
    program& add(const std::vector<std::uint32_t>& words) {
        words_.insert(words_.end(), words.begin(), words.end());
        return *this;
    }
    program& add(std::uint32_t word) { return add(std::vector<std::uint32_t>{word}); }
    program& set(std::uint32_t rd, std::uint32_t value) { return add(rv::li(rd, value)); }
    program& at(std::uint32_t byte) {
        words_.resize(byte / 4, rv::nop());
        return *this;
    }
    void load(processor_system& system) const {
        std::vector<std::uint8_t> bytes;
        for (const std::uint32_t word : words_) {
            for (unsigned s = 0; s < 32; s += 8)
                bytes.push_back(static_cast<std::uint8_t>(word >> s));
        }
        REQUIRE(system.write_memory(sram, bytes));
        system.reset(sram);
    }

  private:
    std::vector<std::uint32_t> words_;
};

constexpr std::uint32_t address(const register_block& block, std::uint32_t offset) {
    return block.base + offset;
}

processor_config small_config() {
    processor_config config;
    config.sram_kib = 16;
    return config;
}

}  // namespace

TEST_CASE("processor system: the map's blocks do not overlap, and registers are words in them") {
    const auto map = register_map();
    for (std::size_t i = 0; i < map.size(); ++i) {
        CAPTURE(map[i].name);
        CHECK(map[i].base % 4096 == 0);
        if (i > 0) CHECK(map[i].base >= std::uint64_t{map[i - 1].base} + map[i - 1].size);
        std::uint32_t next = 0;
        for (const register_info& r : map[i].registers) {
            CAPTURE(r.name);
            CHECK(r.offset % 4 == 0);
            CHECK(r.offset >= next);
            CHECK(r.offset + 4 <= map[i].size);
            CHECK_FALSE(r.doc.empty());
            next = r.offset + 4;
        }
    }
}

TEST_CASE("processor system: every register answers as the map says, to words alone") {
    processor_system system(small_config(), nullptr);
    for (const register_block& block : register_map()) {
        if (block.is_memory()) continue;
        for (std::uint32_t offset = 0; offset < block.size; offset += 4) {
            const register_info* info = register_at(block, offset);
            CAPTURE(block.name, offset);
            std::uint32_t value = 0;
            const bool reads = info != nullptr && info->access != register_access::write;
            const bool writes = info != nullptr && info->access != register_access::read;
            REQUIRE((system.load(block.base + offset, 4, value) == bus_reply::done) == reads);
            if (reads && info->name != "SRAM_BYTES") REQUIRE(value == info->reset);
            REQUIRE(system.load(block.base + offset, 1, value) == bus_reply::fault);
            REQUIRE(system.load(block.base + offset + 1, 2, value) == bus_reply::misaligned);
            REQUIRE(system.store(block.base + offset + 2, 4, 0) == bus_reply::misaligned);
            if (!writes) REQUIRE(system.store(block.base + offset, 4, 0) == bus_reply::fault);
        }
    }
    std::uint32_t value = 0;
    CHECK(system.load(0, 4, value) == bus_reply::fault);
    CHECK(system.load(sram + system.sram_bytes(), 4, value) == bus_reply::fault);
    CHECK(system.store(block_named("ROM").base, 4, 1) == bus_reply::fault);
    CHECK(system.load(block_named("ROM").base, 4, value) == bus_reply::done);
}

TEST_CASE("processor system: a program prints and ends by the exit register") {
    text_sink out;
    processor_system system(small_config(), &out);
    program()
        .set(a1, address(block_named("UART"), offset_of("UART", "DATA")))
        .set(a0, 'h')
        .add(rv::sw(a0, 0, a1))
        .add(rv::addi(a0, a0, 1))
        .add(rv::sw(a0, 0, a1))
        .set(a1, address(block_named("SYSTEM"), offset_of("SYSTEM", "EXIT")))
        .set(a0, 42)
        .add(rv::sw(a0, 0, a1))
        .add(rv::jal(0, 0))
        .load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(system.exit_code() == 42);
    CHECK(out.text == "hi");
    CHECK(system.core().instructions() == 12);  // not one more
}

TEST_CASE("processor system: tohost ends a program at the store that sets it") {
    processor_system system(small_config(), nullptr);
    const std::uint32_t tohost = sram + 0x1000;
    program()
        .set(a1, tohost)
        .add(rv::sw(0, 0, a1))  // 0: nothing
        .set(a0, 7 * 2 + 1)
        .add(rv::sb(a0, 4, a1))  // the upper word is not looked at
        .add(rv::sw(a0, 0, a1))
        .add(rv::jal(0, 0))
        .load(system);
    system.watch_tohost(tohost);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(system.exit_code() == 7);
    CHECK(system.core().instructions() == 7);
}

TEST_CASE("processor system: the timer wakes a sleeper in its cycle") {
    processor_system system(small_config(), nullptr);
    program()
        .set(a1, address(block_named("TIMER"), offset_of("TIMER", "COMPARE_LOW")))
        .set(a0, 5000)
        .add(rv::sw(0, 4, a1))
        .add(rv::sw(a0, 0, a1))
        .set(a0, 0x80)
        .add(rv::csrrw(0, 0x304, a0))
        .set(a0, sram + 0x100)
        .add(rv::csrrw(0, 0x305, a0))
        .add(rv::csrrsi(0, 0x300, 8))
        .add(rv::wfi)
        .add(rv::jal(0, 0))
        .at(0x100)
        .add(rv::csrrs(a2, 0xb00, 0))
        .set(a1, block_named("TIMER").base + offset_of("TIMER", "TIME_LOW"))
        .add(rv::lw(a3, 0, a1))
        .set(a1, block_named("SYSTEM").base + offset_of("SYSTEM", "EXIT"))
        .add(rv::sw(0, 0, a1))
        .load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(system.core().reg(a2) == 5003);          // the entry takes three
    CHECK(system.core().reg(a3) == 5003 + 1 + 2);  // csr, li
    CHECK(system.core().sleep_cycles() > 4900);
}

TEST_CASE("processor system: the watchdog ends what hangs, and only that") {
    const std::uint32_t watchdog = address(block_named("SYSTEM"), offset_of("SYSTEM", "WATCHDOG"));
    processor_system system(small_config(), nullptr);
    program().set(a1, watchdog).set(a0, 100).add(rv::sw(a0, 0, a1)).add(rv::jal(0, 0)).load(system);
    CHECK(system.run(riscv_core::no_limit, 100'000) == program_stop::watchdog);
    CHECK(system.core().cycle() >= 100);
    CHECK(system.core().cycle() < 110);

    program()
        .set(a1, watchdog)
        .set(a0, 100)
        .add(rv::sw(a0, 0, a1))
        .add(rv::jal(0, -4))  // fed for ever
        .load(system);
    CHECK(system.run(riscv_core::no_limit, 100'000) == program_stop::limit);

    program().set(a1, watchdog).set(a0, 100).add(rv::sw(a0, 0, a1)).add(rv::wfi).load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::watchdog);
}

TEST_CASE("processor system: a sleep that nothing ends, and one that the host ends") {
    processor_system system(small_config(), nullptr);
    program()
        .set(a1, address(block_named("SYSTEM"), offset_of("SYSTEM", "INTERRUPT_ENABLE")))
        .set(a0, constant_of("SYSTEM", "INTERRUPT_MAILBOX"))
        .add(rv::sw(a0, 0, a1))
        .set(a0, 0x800)
        .add(rv::csrrw(0, 0x304, a0))
        .add(rv::wfi)
        .set(a1, block_named("MAILBOX").base)
        .add(rv::lw(a2, static_cast<std::int32_t>(offset_of("MAILBOX", "RECEIVE")), a1))
        .add(rv::addi(a2, a2, 1))
        .add(rv::sw(a2, static_cast<std::int32_t>(offset_of("MAILBOX", "SEND")), a1))
        .add(rv::jal(0, -24))
        .load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::asleep);
    CHECK_FALSE(system.receive().has_value());
    for (std::uint32_t word = 10; word < 13; ++word) {
        REQUIRE(system.send(word));
        CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::asleep);
        CHECK(system.receive() == word + 1);
    }
    // Time passes in a bounded sleep.
    const std::uint64_t until = system.core().cycle() + 12345;
    CHECK(system.run(until) == program_stop::limit);
    CHECK(system.core().cycle() == until);
}

TEST_CASE("processor system: a full mailbox is a bus error, and the host's is refused") {
    processor_system system(small_config(), nullptr);
    const std::uint32_t send = address(block_named("MAILBOX"), offset_of("MAILBOX", "SEND"));
    const std::uint32_t depth = constant_of("MAILBOX", "DEPTH");
    for (std::uint32_t i = 0; i < depth; ++i) {
        REQUIRE(system.store(send, 4, i) == bus_reply::done);
        REQUIRE(system.send(i));
    }
    std::uint32_t status = 0;
    system.load(address(block_named("MAILBOX"), offset_of("MAILBOX", "STATUS")), 4, status);
    CHECK(status == 3);
    CHECK(system.store(send, 4, 0) == bus_reply::fault);
    CHECK_FALSE(system.send(0));
    for (std::uint32_t i = 0; i < depth; ++i) CHECK(system.receive() == i);
    CHECK_FALSE(system.receive().has_value());
}

TEST_CASE("processor system: a write to ROM and a runaway end in a lock-up without a handler") {
    processor_system system(small_config(), nullptr);
    program().set(a1, block_named("ROM").base).add(rv::sw(a1, 0, a1)).load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::lockup);
    CHECK(system.core().last_trap().cause == trap_cause::store_fault);
    // Memory that holds nothing is full of illegal instructions.
    program().set(a1, sram + 0x2000).add(rv::jalr(0, a1, 0)).load(system);
    CHECK(system.run(riscv_core::no_limit, 1000) == program_stop::lockup);
    CHECK(system.core().last_trap().cause == trap_cause::illegal_instruction);
}
