#include "rtl_models/navigation/learning_engine_module.hpp"

#include "base/error.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

learning_engine_module::learning_engine_module(const sc_core::sc_module_name& name, node_id node,
                                               spike_router_module& router,
                                               const router_config& network,
                                               const learning_config& config,
                                               const chip_floorplan& plan, chip_context& context)
    : endpoint_module(name, node, router, network, context),
      engine_(config, context.book),
      plan_(plan),
      writes_(plan.cores.size()) {}

void learning_engine_module::load(const chip_image& image) {
    engine_.load(image);
    phase_ = phase::idle;
    writes_.reset();
    requested_ = {};
}

void learning_engine_module::evaluate(std::uint64_t cycle) {
    while (has_packet(cycle)) {
        const packet p = take(cycle);
        switch (p.kind) {
            case navigation_kind::tag: {
                const auto [place, action] = address_and_action::of(p.payload);
                engine_.tag(place, action);
                break;
            }
            case navigation_kind::episode:
                engine_.new_episode();
                break;
            case navigation_kind::reward:
                engine_.reward();
                phase_ = phase::reinforcing;
                break;
            case navigation_kind::synced:
                writes_.answered();
                break;
            default:
                throw internal_error("a packet of a kind that the learning engine does not take");
        }
    }
    if (phase_ == phase::reinforcing) reinforce(cycle);
    if (phase_ == phase::syncing && writes_.complete()) {
        phase_ = phase::idle;
        send({plan_.controller, navigation_kind::learned, 0}, cycle + 1);
    }
}

// One reinforcement a cycle while the router takes them: the walk waits, not the packets.
void learning_engine_module::reinforce(std::uint64_t cycle) {
    if (!outbox_empty()) return;
    if (const auto next = engine_.next()) {
        const std::uint32_t core = plan_.core_of(next->place);
        writes_.wrote(core);
        requested_.add(next->place, 1U << next->action, next->step);
        send({plan_.cores[core], navigation_kind::reinforce,
              weight_step{plan_.local_of(next->place), next->step, next->action}.payload()},
             cycle + 1);
        wake_at(cycle + 1);
        return;
    }
    phase_ = phase::syncing;
    writes_.close([&](std::size_t core) {
        send({plan_.cores[core], navigation_kind::sync, plan_.learning}, cycle + 1);
    });
}

}  // namespace memglia
