#include "rtl_models/navigation/navigation_controller_module.hpp"

#include <cstring>

#include "base/error.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

navigation_controller_module::navigation_controller_module(
    const sc_core::sc_module_name& name, node_id node, spike_router_module& router,
    const router_config& network, const chip_floorplan& plan, std::uint64_t spike_deadline_cycles,
    chip_context& context)
    : endpoint_module(name, node, router, network, context),
      controller_(plan, context.book),
      spike_deadline_cycles_(spike_deadline_cycles) {
    registers.register_b_transport(this, &navigation_controller_module::transport);
    SC_METHOD(clock_low);
    sensitive << fall_;
    dont_initialize();
}

void navigation_controller_module::load(const chip_image& image) {
    controller_.load(image);
}

void navigation_controller_module::transport(tlm::tlm_generic_payload& payload,
                                             sc_core::sc_time& delay) {
    if (delay != sc_core::SC_ZERO_TIME || payload.get_data_length() != 4 ||
        payload.get_byte_enable_ptr() != nullptr || payload.get_address() > UINT32_MAX) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    const auto offset = static_cast<std::uint32_t>(payload.get_address());
    std::uint32_t value = 0;
    auto access = navigation_controller::access::refused;
    if (payload.is_read()) {
        access = controller_.read(offset, value);
        if (access == navigation_controller::access::ok) {
            std::memcpy(payload.get_data_ptr(), &value, sizeof value);
        }
    } else if (payload.is_write()) {
        std::memcpy(&value, payload.get_data_ptr(), sizeof value);
        const bool was_busy = controller_.busy();
        access = controller_.write(offset, value);
        if (!was_busy && controller_.busy()) {
            command_cycle_ = context_.clock.now();
            wake_at(command_cycle_ + 1);
        }
    }
    switch (access) {
        case navigation_controller::access::ok:
            payload.set_response_status(tlm::TLM_OK_RESPONSE);
            return;
        case navigation_controller::access::bad_address:
            payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            return;
        case navigation_controller::access::refused:
            payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
            return;
    }
}

void navigation_controller_module::evaluate(std::uint64_t cycle) {
    using fsm = navigation_controller::state;
    while (has_packet(cycle)) {
        const packet p = take(cycle);
        if (p.kind == navigation_kind::spike) {
            controller_.spikes(static_cast<std::uint8_t>(p.payload));
        } else if (p.kind == navigation_kind::omission) {
            controller_.omission();
        } else if (p.kind == navigation_kind::late) {
            controller_.gates_late();
        } else if (p.kind == navigation_kind::learned) {
            controller_.learned();
            learning_cycles_ += cycle - learning_since_;
        } else {
            throw internal_error("a packet of a kind that the controller does not take");
        }
    }
    if (controller_.current() == fsm::wait_spikes) {
        if (cycle >= deadline()) controller_.spikes(0);
    }
    if (controller_.clock_enabled()) {
        const bool deciding = controller_.current() == fsm::decide;
        if (const auto p = controller_.clock()) send(*p, cycle + 1);
        if (deciding) answered_cycle_ = cycle;
        if (controller_.current() == fsm::wait_learned) learning_since_ = cycle;
        if (context_.pins) {
            clk.write(true);
            fall_.notify(sc_core::sc_time::from_value(context_.clock.period_ps / 2));
        }
    }
    if (controller_.clock_enabled()) {
        wake_at(cycle + 1);
    } else if (controller_.current() == fsm::wait_spikes) {
        wake_at(deadline());
    }
    drive_pins();
}

std::uint64_t navigation_controller_module::deadline() const {
    return command_cycle_ + spike_deadline_cycles_ +
           controller_.late_ticks() * context_.clock.cycles_per_tick;
}

void navigation_controller_module::drive_pins() {
    if (!context_.pins) return;
    clk_en.write(controller_.clock_enabled());
    busy.write(controller_.busy());
    action_valid.write(controller_.action_valid());
    action.write(controller_.action());
    place.write(controller_.place());
    state.write(static_cast<std::uint32_t>(controller_.current()));
}

void navigation_controller_module::clock_low() {
    ++context_.activations;
    clk.write(false);
}

}  // namespace memglia
