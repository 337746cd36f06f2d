#include "rtl_models/navigation/astrocyte_unit_module.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"

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
            case navigation_kind::episode:
                unit_.rest();
                break;
            case navigation_kind::visit: {
                const auto [place, contacts] = address_and_sides::of(p.payload);
                answer_visit(place, static_cast<std::uint8_t>(contacts), cycle);
                break;
            }
            case navigation_kind::used: {
                const auto [place, action] = address_and_action::of(p.payload);
                unit_.used(place, action);
                break;
            }
            case navigation_kind::reward: {
                const auto [place, action] = address_and_action::of(p.payload);
                unit_.reward(place, action);
                start_wave(cycle);
                break;
            }
            case navigation_kind::recall:
                unit_.recall();
                start_wave(cycle);
                break;
            case navigation_kind::synced:
                writes_.answered();
                break;
            default:
                throw internal_error("a packet of a kind that astrocytes do not take");
        }
    }
    if (phase_ == phase::sending) send_wave(cycle);
    if (phase_ == phase::syncing && writes_.complete()) {
        phase_ = phase::idle;
        send({plan_.controller, navigation_kind::learned, 0}, cycle + 1);
    }
}

void astrocyte_unit_module::answer_visit(std::uint32_t place, std::uint8_t contacts,
                                         std::uint64_t cycle) {
    const auto seen = unit_.visit(place, contacts);
    clocked(cycle, service_cycles + seen.guiding_cycles);
    const packet answer{plan_.cores[plan_.core_of(place)], navigation_kind::gate,
                        gate_levels{seen.gates}.payload()};
    const clock_domain& clock = context_.clock;
    std::uint64_t ready = cycle + service_cycles + seen.guiding_cycles;
    if (seen.guiding_cycles > 0 && ready + settling_cycles_ > clock.tick_end(ready)) {
        ready = clock.tick_end(ready);
    }
    const bool late = clock.tick_of(ready) != clock.tick_of(cycle);
    if (!late) send(answer, ready);
    if (seen.omission) {
        send({plan_.controller, navigation_kind::omission, 0}, cycle + service_cycles);
    }
    if (!late) return;
    for (std::uint64_t tick = clock.tick_of(cycle) + 1; tick <= clock.tick_of(ready); ++tick) {
        send({plan_.controller, navigation_kind::late, 0},
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
        send({plan_.cores[core], navigation_kind::wave,
              address_and_sides{plan_.local_of(next->place), next->potentiated}.payload()},
             std::max(cycle, wave_start_ + next->ready) + 1);
        wake_at(cycle + 1);
        return;
    }
    phase_ = phase::syncing;
    writes_.close([&](std::size_t core) {
        send({plan_.cores[core], navigation_kind::sync, plan_.astrocytes}, cycle + 1);
    });
}

}  // namespace memglia
