#include "snan/mapping/chip_decider.hpp"

#include <array>
#include <utility>

#include "snan/mapping/host_driver.hpp"
#include "snan/mapping/image_builder.hpp"

namespace memglia {

std::string_view name_of(decision_phase p) {
    constexpr std::array<std::string_view, decision_phase_count> names{"exploring", "learned",
                                                                       "rewarded"};
    return names[static_cast<std::size_t>(p)];
}

chip_decider::chip_decider(chip& hardware, const rule_config& rule, const grid_map& map,
                           std::uint64_t seed, chip_decision_sink* sink)
    : chip_decider(hardware, std::make_unique<host_driver>(hardware), rule, map, seed, sink) {}

chip_decider::chip_decider(chip& hardware, std::unique_ptr<chip_driver> driver,
                           const rule_config& rule, const grid_map& map, std::uint64_t seed,
                           chip_decision_sink* sink)
    : chip_(hardware),
      driver_(std::move(driver)),
      rule_(rule),
      sink_(sink),
      setup_(hardware.load(build_image(rule, map, hardware.config(), seed))) {
    setup_ += driver_->start();
}

void chip_decider::open() {
    if (open_) return;
    chip_.open_book();
    opened_cycle_ = chip_.clock().now();
    open_ = true;
}

void chip_decider::begin_episode() {
    open();
    driver_->begin_episode();
}

direction chip_decider::decide(const observation& seen) {
    open();
    requested_before_ = chip_.requested();
    rows_before_ = chip_.rows_written();
    pulses_before_ = chip_.write_pulses();
    decision_ = {};
    decision_.began_cycle = chip_.clock().now();
    const chip_answer answer = driver_->decide(seen);
    const auto& seen_by_core = chip_.core(chip_.floorplan().core_of(seen.cell)).last();
    decision_.latency_cycles = answer.latency_cycles;
    decision_.trace = {.decision = ++decisions_,
                       .seen = seen,
                       .weight_level = seen_by_core.weight_level,
                       .gate_level = seen_by_core.gate_level,
                       .membrane = seen_by_core.membrane,
                       .spikes = answer.spikes,
                       .action = answer.action};
    const auto chosen = static_cast<std::size_t>(decision_.trace.action);
    const bool learned =
        decision_.trace.weight_level[chosen] > static_cast<std::int32_t>(rule_.weight_initial);
    decision_.phase = learned ? decision_phase::learned : decision_phase::exploring;
    return decision_.trace.action;
}

void chip_decider::outcome(bool rewarded) {
    driver_->finish();  // a recall may follow the answer
    if (rewarded) {
        decision_.phase = decision_phase::rewarded;
        driver_->reward();
        driver_->finish();
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
    driver_->book(decision_.activity);
    open_ = false;
    if (sink_ != nullptr) sink_->on_decision(decision_);
}

}  // namespace memglia
