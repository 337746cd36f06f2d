#include "rtl_models/fabric/wormhole_mesh_module.hpp"

#include <string>

#include "base/choice.hpp"

namespace memglia {

wormhole_mesh_module::wormhole_mesh_module(const sc_core::sc_module_name& name, std::uint32_t width,
                                           std::uint32_t height, const mesh_config& config,
                                           chip_context& context)
    : sc_module(name), mesh_(width, height, config), context_(context), receivers_(mesh_.nodes()) {
    SC_METHOD(run);
    sensitive << act_;
    dont_initialize();
}

// Nothing was due between the last cycle and this one, or run() had been called.
void wormhole_mesh_module::catch_up() {
    const std::uint64_t now = context_.clock.now();
    if (now < mesh_.cycle()) {
        throw internal_error("the mesh has run ahead to cycle " + std::to_string(mesh_.cycle()) +
                             " and is touched in cycle " + std::to_string(now));
    }
    if (now > mesh_.cycle()) mesh_.skip_to(now);
}

void wormhole_mesh_module::inject(const mesh_packet& p) {
    catch_up();
    mesh_.inject(p);
    ++context_.packets_sent;
    arm();
}

void wormhole_mesh_module::inject_spike(std::uint32_t tree, std::uint32_t tag) {
    catch_up();
    mesh_.inject_spike(tree, tag);
    ++context_.packets_sent;
    arm();
}

void wormhole_mesh_module::release(std::uint32_t node, std::uint32_t channel, std::uint32_t flits) {
    catch_up();
    mesh_.release(node, channel, flits);
    arm();
}

void wormhole_mesh_module::arm() {
    const std::uint64_t next = mesh_.next_cycle();
    if (next == wormhole_mesh::never) return;
    act_.notify(sc_core::sc_time::from_value(acts_ps(next) - sc_core::sc_time_stamp().value()));
}

bool wormhole_mesh_module::may_go_on(std::uint64_t cycle) const {
    if (cycle >= horizon_ || !pins_.empty()) return false;
    if (sc_core::sc_pending_activity_at_current_time()) return false;
    const std::uint64_t now = sc_core::sc_time_stamp().value();
    return !sc_core::sc_pending_activity_at_future_time() ||
           acts_ps(cycle) < now + sc_core::sc_time_to_pending_activity().value();
}

void wormhole_mesh_module::run() {
    ++context_.activations;
    mesh_.skip_to(context_.clock.now());
    while (true) {
        const std::uint64_t cycle = mesh_.cycle();
        mesh_.step();
        for (const mesh_arrival& a : mesh_.arrivals()) {
            context_.packets_received += a.tail ? 1 : 0;
            if (receivers_[a.node] != nullptr) receivers_[a.node]->receive(a, cycle);
        }
        if (!pins_.empty() && show()) {
            act_.notify(sc_core::sc_time::from_value(context_.clock.period_ps));
            return;
        }
        const std::uint64_t next = mesh_.next_cycle();
        if (next == wormhole_mesh::never) return;
        if (!mesh_.arrivals().empty() || !may_go_on(next)) {
            arm();
            return;
        }
        mesh_.skip_to(next);
    }
}

void wormhole_mesh_module::book() {
    const mesh_activity now = mesh_.activity();
    const std::uint64_t bits = context_.format.flit_bits();
    const std::uint64_t hops = now.hops - booked_.hops;
    context_.book.count(activity::router_hop, hops);
    context_.book.count(activity::router_hop_bit, hops * bits);
    context_.book.count(activity::router_link_bit, (now.links - booked_.links) * bits);
    context_.book.count(activity::clock_node, now.router_cycles - booked_.router_cycles);
    booked_ = now;
}

void wormhole_mesh_module::trace(sc_core::sc_trace_file* file) {
    pins_.resize(mesh_.nodes());
    for (std::uint32_t node = 0; node < mesh_.nodes(); ++node) {
        const std::string router = std::string(name()) + ".x" +
                                   std::to_string(node % mesh_.width()) + "_y" +
                                   std::to_string(node / mesh_.width()) + ".";
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const std::string side = word_of(static_cast<mesh_side>(s));
            sc_core::sc_trace(file, pins_[node].occupancy[s], router + "in_" + side + "_occupancy");
            sc_core::sc_trace(file, pins_[node].tag[s], router + "out_" + side + "_tag");
            sc_core::sc_trace(file, pins_[node].toggle[s], router + "out_" + side + "_toggle");
        }
    }
}

// Whether a flit was seen that has left: then the next cycle shows it gone.
bool wormhole_mesh_module::show() {
    bool has_left = false;
    for (std::uint32_t node = 0; node < mesh_.nodes(); ++node) {
        pins& p = pins_[node];
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const auto side = static_cast<mesh_side>(s);
            p.occupancy[s] = mesh_.occupancy(node, side);
            for (std::uint32_t v = 0; v < mesh_.config().channels; ++v) {
                const std::uint32_t at = s * mesh_config::most_channels + v;
                const std::uint8_t taken = mesh_.taken(node, side, v);
                const auto left = static_cast<std::uint8_t>(taken - p.taken[at]);
                p.occupancy[s] += left;
                p.taken[at] = taken;
                has_left |= left > 0;
                const std::uint64_t sent = mesh_.sent(node, side, v);
                if (sent == p.sent[at]) continue;
                p.sent[at] = sent;
                p.tag[s] = mesh_.last_tag(node, side, v);
                p.toggle[s] = !p.toggle[s];
            }
        }
    }
    return has_left;
}

}  // namespace memglia
