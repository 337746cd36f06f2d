#include "snan/mapping/firmware_driver.hpp"

#include <string>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"

namespace memglia {

namespace {
// Of the mailbox, as firmware/programs/nav.c reads and writes it.
constexpr std::uint32_t new_trial = 1U << 31;
constexpr unsigned contacts_shift = 24;
constexpr unsigned status_shift = 8;
constexpr unsigned spikes_shift = 16;
constexpr std::uint32_t side_bits = 3;
constexpr std::uint32_t spike_bits = 0xF;
constexpr std::uint32_t goal_event = constant_of("SYSTEM", "INTERRUPT_EVENT_0");
// More than the firmware's own watchdog allows.
constexpr std::uint64_t patience_ticks = 10'000'000;
}  // namespace

firmware_driver::firmware_driver(chip& hardware, chip_boot_module& boot, const program_image& nav)
    : chip_(hardware), boot_(boot), nav_(nav) {}

activity_record firmware_driver::start() {
    chip_.open_book();
    boot_.boot(nav_);
    chip_.run_ticks(1);
    finish();
    activity_record took = chip_.close_book();
    book(took);
    return took;
}

void firmware_driver::require_running() const {
    if (!boot_.processor().stopped()) return;
    throw error("the firmware has stopped: " + std::string(name_of(*boot_.processor().stopped())) +
                " at " + std::to_string(boot_.system().core().pc()));
}

std::uint32_t firmware_driver::answer() {
    for (std::uint64_t waited = 0; waited < patience_ticks; ++waited) {
        if (const auto word = boot_.system().receive()) return *word;
        require_running();
        chip_.run_ticks(1);
    }
    throw error("the firmware gives no answer");
}

chip_answer firmware_driver::decide(const observation& seen) {
    const std::uint64_t begin = chip_.clock().now();
    boot_.system().send(seen.cell | std::uint32_t{seen.contacts} << contacts_shift |
                        (first_ ? new_trial : 0));
    first_ = false;
    const std::uint32_t word = answer();
    const bool spiked = (word >> status_shift & MEMGLIA_NAV_STATUS_NO_SPIKE) == 0;
    return {.action = static_cast<direction>(word & side_bits),
            .spikes = static_cast<contact_bits>(spiked ? word >> spikes_shift & spike_bits : 0),
            .latency_cycles = chip_.clock().now() - begin};
}

void firmware_driver::reward() {
    boot_.system().raise(goal_event);
    answer();
}

void firmware_driver::finish() {
    const navigation_controller& controller = chip_.controller().controller();
    for (std::uint64_t waited = 0; waited < patience_ticks; ++waited) {
        require_running();
        if (!controller.busy() && boot_.system().core().waiting()) return;
        chip_.run_ticks(1);
    }
    throw error("the firmware does not come to rest");
}

void firmware_driver::book(activity_record& into) {
    boot_.meter().book(into);
}

}  // namespace memglia
