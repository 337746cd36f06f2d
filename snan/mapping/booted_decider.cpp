#include "snan/mapping/booted_decider.hpp"

#include <string>

#include "base/error.hpp"
#include "snan/mapping/image_builder.hpp"

namespace memglia {

namespace {
// Of the mailbox, as firmware/programs/nav.c reads and writes it.
constexpr std::uint32_t new_trial = 1U << 31;
constexpr unsigned contacts_shift = 24;
constexpr std::uint32_t side_bits = 3;
constexpr std::uint32_t goal_event = constant_of("SYSTEM", "INTERRUPT_EVENT_0");
// More than the firmware's own watchdog allows.
constexpr std::uint64_t patience_ticks = 2'000'000;
}  // namespace

booted_decider::booted_decider(chip& hardware, chip_boot_module& boot, const rule_config& rule,
                               const grid_map& map, std::uint64_t seed)
    : chip_(hardware), boot_(boot) {
    hardware.load(build_image(rule, map, hardware.config(), seed));
    boot.processor().start();
}

std::uint32_t booted_decider::answer() {
    for (std::uint64_t waited = 0; waited < patience_ticks; ++waited) {
        if (const auto word = boot_.system().receive()) return *word;
        if (boot_.processor().stopped()) {
            throw error("the firmware has stopped at " +
                        std::to_string(boot_.system().core().pc()));
        }
        chip_.run_ticks(1);
    }
    throw error("the firmware gives no answer");
}

direction booted_decider::decide(const observation& seen) {
    const std::uint64_t begin = boot_.system().core().cycle();
    boot_.system().send(seen.cell | std::uint32_t{seen.contacts} << contacts_shift |
                        (first_ ? new_trial : 0));
    first_ = false;
    const std::uint32_t word = answer();
    latency_cycles_ = boot_.system().core().cycle() - begin;
    return static_cast<direction>(word & side_bits);
}

void booted_decider::outcome(bool rewarded) {
    if (!rewarded) return;
    boot_.system().raise(goal_event);
    answer();
}

}  // namespace memglia
