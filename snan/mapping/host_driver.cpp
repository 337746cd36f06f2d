#include "snan/mapping/host_driver.hpp"

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"

namespace memglia {

// Starts a command and lets whole ticks pass until it is done.
void host_driver::command(std::uint32_t bit) {
    chip_.write_register(MEMGLIA_NAV_CONTROL, bit);
    chip_.run_ticks(1);
    finish();
}

void host_driver::finish() {
    // The largest wave, 2^18 places with all their write pulses, takes some millions.
    constexpr std::uint64_t patience_ticks = 100'000'000;
    for (std::uint64_t waited = 0;
         (chip_.read_register(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0; ++waited) {
        if (waited == patience_ticks) throw internal_error("the chip does not come to rest");
        chip_.run_ticks(1);
    }
}

void host_driver::begin_episode() {
    command(MEMGLIA_NAV_CONTROL_EPISODE);
}

void host_driver::reward() {
    command(MEMGLIA_NAV_CONTROL_REWARD);
}

chip_answer host_driver::decide(const observation& seen) {
    const std::uint64_t commanded = chip_.clock().now();
    chip_.write_register(MEMGLIA_NAV_PLACE, seen.cell);
    chip_.write_register(MEMGLIA_NAV_CONTACTS, seen.contacts);
    chip_.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    chip_.run_ticks(chip_.config().ticks_per_decision);
    // A wave that guides may take longer.
    const navigation_controller& controller = chip_.controller().controller();
    for (std::uint32_t late = 0; late < controller.late_ticks(); ++late) chip_.run_ticks(1);
    const std::uint32_t status = chip_.read_register(MEMGLIA_NAV_STATUS);
    if ((status & MEMGLIA_NAV_STATUS_ACTION_VALID) == 0) {
        throw internal_error("the chip gave no answer within its decision time");
    }
    const bool spiked = (status & MEMGLIA_NAV_STATUS_NO_SPIKE) == 0;
    return {
        .action = static_cast<direction>(chip_.read_register(MEMGLIA_NAV_ACTION)),
        .spikes = static_cast<contact_bits>(spiked ? chip_.read_register(MEMGLIA_NAV_SPIKES) : 0),
        .latency_cycles = chip_.controller().answered_cycle() - commanded};
}

}  // namespace memglia
