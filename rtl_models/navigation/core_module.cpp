#include "rtl_models/navigation/core_module.hpp"

#include "base/error.hpp"

namespace memglia {

namespace {
// One-shots of the drivers time pulses and reads; the clock runs when a read's result is taken.
constexpr std::uint64_t cycles_per_read = 1;
}  // namespace

core_module::core_module(const sc_core::sc_module_name& name, node_id node,
                         spike_router_module& router, const chip_config& config,
                         const chip_floorplan& plan, chip_context& context)
    : endpoint_module(name, node, router, config.router, context),
      tile_(config.tile, config.device, config.crossbar, config.tech.bit_line_cell_f.value,
            context.book),
      bank_(context.book),
      plan_(plan) {}

void core_module::load(const chip_image& image, std::uint32_t places, std::uint64_t stream_index) {
    load_failures_ = tile_.load(image, places, stream_index);
    bank_.load(image);
    gain_of_gate_ = image.gain_of_gate;
    wave_step_ = image.wave_step;
    places_.clear();
    gates_.clear();
    felt_ = false;
    fire_at_.reset();
    row_in_tick_ = false;
    busy_until_ = 0;
    last_ = {};
    rows_written_ = 0;
    write_pulses_ = 0;
    write_failures_ = 0;
}

void core_module::evaluate(std::uint64_t cycle) {
    if (fire_at_ && *fire_at_ <= cycle && !row_in_tick_) {
        // Its gates come in a later tick: what was felt waits for the row.
        bank_.hold_to(context_.clock.tick_of(*fire_at_));
        fire_at_ = context_.clock.tick_end(*fire_at_);
    }
    if (fire_at_ && *fire_at_ <= cycle) {
        fire_at_.reset();
        const std::uint8_t fired = bank_.end_tick();
        last_.membrane = bank_.compared();
        bank_.discharge();
        places_.pop_front();
        gates_.pop_front();
        felt_ = row_in_tick_ = false;
        if (fired != 0) send({plan_.controller, navigation_kind::spike, fired}, cycle + 1);
    }
    if (busy_until_ <= cycle) advance(cycle);
    while (has_packet(cycle) && busy_until_ <= cycle) handle(take(cycle), cycle);
    if (busy_until_ > cycle) wake_at(busy_until_);
    if (fire_at_) wake_at(*fire_at_);
}

void core_module::handle(const packet& p, std::uint64_t cycle) {
    switch (p.kind) {
        case navigation_kind::place:
            places_.push_back(address_and_sides::of(p.payload));
            advance(cycle);
            return;
        case navigation_kind::gate:
            gates_.push_back(gate_levels::of(p.payload));
            advance(cycle);
            return;
        case navigation_kind::reinforce: {
            const auto [local, step, action] = weight_step::of(p.payload);
            reinforce(local, 1U << action, step, cycle);
            return;
        }
        case navigation_kind::wave: {
            const auto [local, sides] = address_and_sides::of(p.payload);
            reinforce(local, sides, wave_step_, cycle);
            return;
        }
        case navigation_kind::sync:
            send({static_cast<node_id>(p.payload), navigation_kind::synced, 0}, cycle + 1);
            return;
        default:
            throw internal_error("a packet of a kind that no core takes");
    }
}

void core_module::advance(std::uint64_t cycle) {
    if (row_in_tick_ || places_.empty()) return;
    if (!felt_) feel(places_.front().sides, cycle);
    felt_ = true;
    if (!gates_.empty()) read_row(cycle);
}

void core_module::feel(std::uint32_t contacts, std::uint64_t cycle) {
    if (contacts == 0) return;
    for (std::size_t n = 0; n < neuron_bank::neurons; ++n) {
        if ((contacts >> n & 1U) == 0) continue;
        bank_.integrate(n, -std::int64_t{bank_.contact_inhibition()},
                        context_.clock.tick_of(cycle));
    }
    fire_at_ = context_.clock.tick_end(cycle);
}

void core_module::reinforce(std::uint32_t local, std::uint32_t actions, std::uint32_t step,
                            std::uint64_t cycle) {
    const auto done = tile_.reinforce(local, actions, step);
    ++rows_written_;
    write_pulses_ += done.pulses;
    write_failures_ += done.failures;
    busy_until_ = cycle + context_.clock.cycles_for(done.time_s);
    clocked_often(done.reads, cycles_per_read);
}

void core_module::read_row(std::uint64_t cycle) {
    const auto seen = tile_.read(places_.front().address);
    const std::uint64_t settled = cycle + context_.clock.cycles_for(seen.time_s);
    clocked_often(1, cycles_per_read);
    const std::uint64_t tick = context_.clock.tick_of(settled);
    if (tick != context_.clock.tick_of(cycle)) {
        throw internal_error("a row read that does not settle within its tick");
    }
    row_in_tick_ = true;
    for (std::size_t a = 0; a < crossbar_tile::actions; ++a) {
        const std::uint32_t gate = gates_.front().level[a];
        last_.weight_level[a] = seen.level[a];
        last_.gate_level[a] = static_cast<std::int32_t>(gate);
        context_.book.count(activity::read_table);
        context_.book.count(activity::read_gain);
        bank_.integrate(a, std::int64_t{seen.level[a]} * gain_of_gate_[gate], tick);
    }
    fire_at_ = context_.clock.tick_end(settled);
}

}  // namespace memglia
