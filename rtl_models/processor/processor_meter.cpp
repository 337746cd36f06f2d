#include "rtl_models/processor/processor_meter.hpp"

namespace memglia {

void processor_meter::book(activity_record& into) {
    const riscv_core& core = system_.core();
    const auto& past_memory = system_.accesses();
    std::array<std::uint64_t, activity_count> all{};
    const auto at = [&all](activity what) -> std::uint64_t& {
        return all[static_cast<std::size_t>(what)];
    };
    for (std::size_t c = 0; c < instruction_class_count; ++c) {
        all[static_cast<std::size_t>(activity::processor_integer) + c] =
            core.count(static_cast<instruction_class>(c));
    }
    at(activity::processor_split) = core.splits();
    at(activity::processor_fetch) = core.fetched_bytes() / 2;
    at(activity::processor_rom_read) = past_memory.rom_reads;
    at(activity::processor_register) = past_memory.register_reads + past_memory.register_writes;
    at(activity::processor_sram_read) =
        core.count(instruction_class::load) - past_memory.rom_reads - past_memory.register_reads;
    at(activity::processor_sram_write) =
        core.count(instruction_class::store) - past_memory.register_writes;
    at(activity::processor_stall) = core.stall_cycles();
    at(activity::processor_sleep) = core.sleep_cycles();
    for (std::size_t i = 0; i < activity_count; ++i) {
        into.counts[i] += all[i] - booked_[i];
        booked_[i] = all[i];
    }
}

}  // namespace memglia
