#include "rtl_models/astrocyte_unit_module.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace memglia {

astrocyte_unit_module::astrocyte_unit_module(const sc_core::sc_module_name& name, node_id node,
                                             spike_router_module& router,
                                             const router_config& network,
                                             const astrocyte_config& config,
                                             const chip_floorplan& plan,
                                             std::uint64_t settling_cycles, chip_context& context)
    : endpoint_module(name, node, router, network, context),
      unit_(config, context.book),
      plan_(plan),
      settling_cycles_(settling_cycles),
      writes_(plan.cores.size()) {}

void astrocyte_unit_module::load(const chip_image& image) {
    unit_.load(image);
    phase_ = phase::idle;
    writes_.reset();
    requested_ = {};
}

void astrocyte_unit_module::evaluate(std::uint64_t cycle) {
    while (has_packet(cycle)) {
        const packet p = take(cycle);
        switch (p.kind) {
            case packet_kind::episode:
                unit_.rest();
                break;
            case packet_kind::visit:
                answer_visit(p.payload >> 4U, static_cast<std::uint8_t>(p.payload & 15U), cycle);
                break;
            case packet_kind::used:
                unit_.used(p.payload >> 2U, p.payload & 3U);
                break;
            case packet_kind::reward:
                unit_.reward(p.payload >> 2U, p.payload & 3U);
                start_wave(cycle);
                break;
            case packet_kind::recall:
                unit_.recall();
                start_wave(cycle);
                break;
            case packet_kind::synced:
                writes_.answered();
                break;
            default:
                throw internal_error("a packet of a kind that astrocytes do not take");
        }
    }
    if (phase_ == phase::sending) send_wave(cycle);
    if (phase_ == phase::syncing && writes_.complete()) {
        phase_ = phase::idle;
        send({plan_.controller, packet_kind::learned, 0}, cycle + 1);
    }
}

void astrocyte_unit_module::answer_visit(std::uint32_t place, std::uint8_t contacts,
                                         std::uint64_t cycle) {
    const auto seen = unit_.visit(place, contacts);
    clocked(cycle, service_cycles + seen.guiding_cycles);
    std::uint32_t gates = 0;
    for (std::size_t a = 0; a < seen.gates.size(); ++a) {
        gates |= std::uint32_t{seen.gates[a]} << 5U * a;
    }
    const packet answer{plan_.cores[plan_.core_of(place)], packet_kind::gate, gates};
    const clock_domain& clock = context_.clock;
    std::uint64_t ready = cycle + service_cycles + seen.guiding_cycles;
    if (seen.guiding_cycles > 0 && ready + settling_cycles_ > clock.tick_end(ready)) {
        ready = clock.tick_end(ready);
    }
    const bool late = clock.tick_of(ready) != clock.tick_of(cycle);
    if (!late) send(answer, ready);
    if (seen.omission) {
        send({plan_.controller, packet_kind::omission, 0}, cycle + service_cycles);
    }
    if (!late) return;
    for (std::uint64_t tick = clock.tick_of(cycle) + 1; tick <= clock.tick_of(ready); ++tick) {
        send({plan_.controller, packet_kind::late, 0},
             std::max(cycle + service_cycles, tick * clock.cycles_per_tick));
    }
    send(answer, ready);
}

void astrocyte_unit_module::start_wave(std::uint64_t cycle) {
    phase_ = phase::sending;
    wave_start_ = cycle;
    clocked(cycle, unit_.wave_cycles() + 1);
}

void astrocyte_unit_module::send_wave(std::uint64_t cycle) {
    if (!outbox_empty()) return;
    if (const auto next = unit_.next()) {
        const std::uint32_t core = plan_.core_of(next->place);
        writes_.wrote(core);
        requested_.add(next->place, next->potentiated, 0);
        send({plan_.cores[core], packet_kind::wave,
              plan_.local_of(next->place) << 4U | next->potentiated},
             std::max(cycle, wave_start_ + next->ready) + 1);
        wake_at(cycle + 1);
        return;
    }
    phase_ = phase::syncing;
    writes_.close([&](std::size_t core) {
        send({plan_.cores[core], packet_kind::sync, plan_.astrocytes}, cycle + 1);
    });
}

}  // namespace memglia
