#include "snan/mapping/chip_decider.hpp"

#include <array>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "snan/mapping/image_builder.hpp"

namespace memglia {

std::string_view name_of(decision_phase p) {
    constexpr std::array<std::string_view, decision_phase_count> names{"exploring", "learned",
                                                                       "rewarded"};
    return names[static_cast<std::size_t>(p)];
}

chip_decider::chip_decider(chip& hardware, const rule_config& rule, const grid_map& map,
                           std::uint64_t seed, chip_decision_sink* sink)
    : chip_(hardware),
      rule_(rule),
      sink_(sink),
      setup_(hardware.load(build_image(rule, map, hardware.config(), seed))) {}

void chip_decider::open() {
    if (open_) return;
    chip_.open_book();
    opened_cycle_ = chip_.clock().now();
    open_ = true;
}

// Starts a command and lets whole ticks pass until it is done.
void chip_decider::command(std::uint32_t bit) {
    chip_.write_register(MEMGLIA_NAV_CONTROL, bit);
    chip_.run_ticks(1);
    finish();
}

void chip_decider::finish() {
    // The largest wave, 2^18 places with all their write pulses, takes some millions.
    constexpr std::uint64_t patience_ticks = 100'000'000;
    for (std::uint64_t waited = 0;
         (chip_.read_register(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0; ++waited) {
        if (waited == patience_ticks) throw internal_error("the chip does not come to rest");
        chip_.run_ticks(1);
    }
}

void chip_decider::begin_episode() {
    open();
    command(MEMGLIA_NAV_CONTROL_EPISODE);
}

direction chip_decider::decide(const observation& seen) {
    open();
    const std::uint64_t commanded = chip_.clock().now();
    requested_before_ = chip_.requested();
    rows_before_ = chip_.rows_written();
    pulses_before_ = chip_.write_pulses();
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
    const auto& seen_by_core = chip_.core(chip_.floorplan().core_of(seen.cell)).last();
    const bool spiked = (status & MEMGLIA_NAV_STATUS_NO_SPIKE) == 0;
    decision_ = {};
    decision_.latency_cycles = chip_.controller().answered_cycle() - commanded;
    decision_.trace = {
        .decision = ++decisions_,
        .seen = seen,
        .weight_level = seen_by_core.weight_level,
        .gate_level = seen_by_core.gate_level,
        .membrane = seen_by_core.membrane,
        .spikes = static_cast<contact_bits>(spiked ? chip_.read_register(MEMGLIA_NAV_SPIKES) : 0),
        .action = static_cast<direction>(chip_.read_register(MEMGLIA_NAV_ACTION))};
    const auto chosen = static_cast<std::size_t>(decision_.trace.action);
    const bool learned =
        decision_.trace.weight_level[chosen] > static_cast<std::int32_t>(rule_.weight_initial);
    decision_.phase = learned ? decision_phase::learned : decision_phase::exploring;
    return decision_.trace.action;
}

void chip_decider::outcome(bool rewarded) {
    finish();  // a recall may follow the answer
    if (rewarded) {
        decision_.phase = decision_phase::rewarded;
        command(MEMGLIA_NAV_CONTROL_REWARD);
    }
    const requested_writes requested = chip_.requested();
    decision_.trace.learns_by_waves = rule_.learning == snan_learning::wave;
    decision_.trace.rows_requested =
        static_cast<std::uint32_t>(requested.rows - requested_before_.rows);
    decision_.trace.request_sum = requested.sum - requested_before_.sum;
    decision_.trace.rows_written = static_cast<std::uint32_t>(chip_.rows_written() - rows_before_);
    decision_.trace.write_pulses =
        static_cast<std::uint32_t>(chip_.write_pulses() - pulses_before_);
    decision_.elapsed_cycles = chip_.clock().now() - opened_cycle_;
    decision_.activity = chip_.close_book();
    open_ = false;
    if (sink_ != nullptr) sink_->on_decision(decision_);
}

}  // namespace memglia
