#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "rtl_models/processor/processor_meter.hpp"
#include "rtl_models/processor/processor_prices.hpp"
#include "testbenches/support/rtl_samples.hpp"

// What the processor does, counted, and what it costs, by hand.
using namespace memglia;

namespace {

technology table() {
    technology t = samples::cmos_45nm();
    t.sram_bank_m2.value = 3600e-12;  // a bank's side is 60 um
    t.riscv_cycle_j.value = 6e-12;
    t.riscv_multiply_j.value = 3e-12;
    t.riscv_sleep_j.value = 0.3e-12;
    t.riscv_core_m2.value = 20000e-12;
    return t;
}

std::uint64_t count(const activity_record& record, activity what) {
    return record.counts[static_cast<std::size_t>(what)];
}

// Little-endian words at the start of SRAM, and the meter after so many steps.
activity_record spent(const std::vector<std::uint32_t>& words, std::uint64_t steps) {
    processor_system system({.sram_kib = 4, .cycles = {}}, nullptr);
    program_image image{.pieces = {{block_named("SRAM").base, {}}},
                        .entry = block_named("SRAM").base};
    for (const std::uint32_t word : words) {
        for (int i = 0; i < 4; ++i) {
            image.pieces[0].bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
        }
    }
    system.load(image);
    processor_meter meter(system);
    system.run(riscv_core::no_limit, steps);
    activity_record record;
    meter.book(record);
    meter.book(record);  // nothing new
    return record;
}

}  // namespace

TEST_CASE("rtl: processor prices: every event, by hand") {
    price_list list(table(), 0);
    price_processor(list, table(), {}, 16);
    const auto each = [&](activity what) { return list.each_j[static_cast<std::size_t>(what)]; };
    using a = activity;
    CHECK(each(a::processor_integer) == Approx(6e-12));
    CHECK(each(a::processor_multiply) == Approx(6e-12 + 3e-12));
    CHECK(each(a::processor_multiply_high) == Approx(2 * 6e-12 + 3e-12));
    CHECK(each(a::processor_divide) == Approx(38 * 6e-12));
    CHECK(each(a::processor_load) == Approx(2 * 6e-12));
    CHECK(each(a::processor_store) == Approx(2 * 6e-12));
    CHECK(each(a::processor_branch) == Approx(6e-12));
    CHECK(each(a::processor_branch_taken) == Approx(3 * 6e-12));
    CHECK(each(a::processor_jump) == Approx(2 * 6e-12));
    CHECK(each(a::processor_csr) == Approx(6e-12));
    CHECK(each(a::processor_system) == Approx(2 * 6e-12));
    CHECK(each(a::processor_trap) == Approx(3 * 6e-12));
    CHECK(each(a::processor_stall) == Approx(6e-12));
    CHECK(each(a::processor_sleep) == Approx(0.3e-12));
    // 16 banks in a square of 4 x 4: (4 - 1) x 60 um of wire, 0.448 pJ for 300 um.
    const double wire_j = 0.448e-12 * 180 / 300;
    CHECK(each(a::processor_sram_read) == Approx(1.32e-12 + wire_j));
    CHECK(each(a::processor_sram_write) == Approx(2.07e-12 + wire_j));
    CHECK(each(a::processor_fetch) == Approx((1.32e-12 + wire_j) / 2));
    CHECK(each(a::processor_split) == Approx(6e-12 + 2.07e-12 + wire_j));
    CHECK(each(a::processor_rom_read) == Approx(1.32e-12 + 0.448e-12 * 60 / 300));
    CHECK(each(a::processor_register) == Approx(0.448e-12 + 32 * 9e-15));
}

TEST_CASE("rtl: processor prices: cycles as configured") {
    price_list list(table(), 0);
    core_timing cycles;
    cycles.load = 5;
    price_processor(list, table(), cycles, 16);
    CHECK(list.each_j[static_cast<std::size_t>(activity::processor_load)] == Approx(5 * 6e-12));
}

TEST_CASE("rtl: processor prices: leakage of what is there and of what is kept") {
    const double banks = 16 + 4 + 1;
    CHECK(processor_leakage_w(table(), 16) == Approx(20000e-12 * 62 + banks * 21e-9));
    CHECK(processor_resting_w(table(), 16) == Approx(16 * 21e-9 + 40 * 32 * 44e-12));
    CHECK(processor_banks({.sram_kib = 4, .cycles = {}}) == 4);
    CHECK(processor_banks({.sram_kib = 5, .cycles = {}}) == 8);
}

TEST_CASE("rtl: processor meter: memory, registers and fetches are told apart") {
    using a = activity;
    const activity_record record = spent(
        {
            0x80000537,  // lui a0, 0x80000
            0x00010001,  // two compressed nops
            0x00052583,  // lw a1, 0(a0)
            0x00b52423,  // sw a1, 8(a0)
            0x00152603,  // lw a2, 1(a0): across a word's end
            0x100016b7,  // lui a3, 0x10001: the mailbox
            0x0086a703,  // lw a4, 8(a3)
            0x00e6a023,  // sw a4, 0(a3)
            0x000017b7,  // lui a5, 0x1: the ROM
            0x0007a803,  // lw a6, 0(a5)
            0x02b50533,  // mul a0, a0, a1
            0x02b55533,  // divu a0, a0, a1
        },
        13);
    CHECK(count(record, a::processor_integer) == 5);
    CHECK(count(record, a::processor_load) == 4);
    CHECK(count(record, a::processor_store) == 2);
    CHECK(count(record, a::processor_multiply) == 1);
    CHECK(count(record, a::processor_divide) == 1);
    CHECK(count(record, a::processor_sram_read) == 2);
    CHECK(count(record, a::processor_sram_write) == 1);
    CHECK(count(record, a::processor_split) == 1);
    CHECK(count(record, a::processor_register) == 2);
    CHECK(count(record, a::processor_rom_read) == 1);
    CHECK(count(record, a::processor_fetch) == 11 * 2 + 2);
    CHECK(count(record, a::processor_sleep) == 0);
}

TEST_CASE("rtl: processor meter: a sleep is so many cycles") {
    processor_system system({.sram_kib = 4, .cycles = {}}, nullptr);
    system.load({.pieces = {{block_named("SRAM").base, {0x73, 0x00, 0x50, 0x10}}},  // wfi
                 .entry = block_named("SRAM").base});
    processor_meter meter(system);
    system.run(1000);
    activity_record record;
    meter.book(record);
    CHECK(count(record, activity::processor_sleep) == 1000 - 2);
    CHECK(count(record, activity::processor_system) == 1);
    system.run(1500);
    activity_record more;
    meter.book(more);
    CHECK(count(more, activity::processor_sleep) == 500);
    CHECK(count(more, activity::processor_system) == 0);
}
