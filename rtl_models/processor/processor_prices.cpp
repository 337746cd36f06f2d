#include "rtl_models/processor/processor_prices.hpp"

#include "rtl_models/cost/memory_wire.hpp"
#include "rtl_models/processor/instruction.hpp"

namespace memglia {

namespace {
constexpr std::uint64_t page_kib = 4;
constexpr std::uint64_t rom_banks = 4;
constexpr std::uint64_t mailbox_banks = 1;  // 128 words
constexpr double word_bits = 32;
constexpr std::uint64_t kept_registers = 31 + 1 + 8;  // x1 to x31, pc, machine-mode registers
}  // namespace

std::uint64_t processor_banks(const processor_config& config) {
    return (config.sram_kib + page_kib - 1) / page_kib * page_kib;
}

void price_processor(price_list& list, const technology& table, const core_timing& cycles,
                     std::uint64_t sram_banks) {
    const auto each = [&list](activity what) -> double& {
        return list.each_j[static_cast<std::size_t>(what)];
    };
    const double cycle_j = table.riscv_cycle_j.value;
    const auto by_class = cycles.by_class();
    for (std::size_t c = 0; c < instruction_class_count; ++c) {
        list.each_j[static_cast<std::size_t>(activity::processor_integer) + c] =
            by_class[c] * cycle_j;
    }
    each(activity::processor_multiply) += table.riscv_multiply_j.value;
    each(activity::processor_multiply_high) += table.riscv_multiply_j.value;
    const double wire_j = bank_wire_j(table, sram_banks);
    const double read_j = table.sram_read_j.value + wire_j;
    const double write_j = table.sram_write_j.value + wire_j;
    each(activity::processor_split) = cycles.split * cycle_j + write_j;
    each(activity::processor_fetch) = read_j / 2;
    each(activity::processor_sram_read) = read_j;
    each(activity::processor_sram_write) = write_j;
    each(activity::processor_rom_read) = table.sram_read_j.value + bank_wire_j(table, rom_banks);
    each(activity::processor_register) = table.link_j.value + word_bits * table.flip_flop_j.value;
    each(activity::processor_stall) = cycle_j;
    each(activity::processor_sleep) = table.riscv_sleep_j.value;
}

std::vector<area_item> processor_area(const technology& t, std::uint64_t sram_banks) {
    const auto bank = [&t](std::string_view name, std::uint64_t count) {
        return area_item{name, count, t.sram_bank_m2.value, t.sram_bank_static_w.value};
    };
    return {
        {"riscv_core", 1, t.riscv_core_m2.value, t.riscv_core_m2.value * t.static_w_per_m2.value},
        bank("riscv_sram_bank", sram_banks),
        bank("riscv_rom_bank", rom_banks),
        bank("riscv_mailbox_bank", mailbox_banks)};
}

double processor_leakage_w(const technology& table, std::uint64_t sram_banks) {
    double sum = 0;
    for (const area_item& item : processor_area(table, sram_banks)) sum += item.leaks_w();
    return sum;
}

double processor_resting_w(const technology& table, std::uint64_t sram_banks) {
    return static_cast<double>(sram_banks) * table.sram_bank_retention_w.value +
           kept_registers * word_bits * table.flip_flop_retention_w.value;
}

}  // namespace memglia
