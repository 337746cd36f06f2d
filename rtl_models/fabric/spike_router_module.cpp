#include "rtl_models/fabric/spike_router_module.hpp"

#include <string>

#include "base/error.hpp"

namespace memglia {

namespace {
constexpr std::size_t index(router_port port) {
    return static_cast<std::size_t>(port);
}

router_port opposite(router_port port) {
    switch (port) {
        case router_port::north:
            return router_port::south;
        case router_port::east:
            return router_port::west;
        case router_port::south:
            return router_port::north;
        case router_port::west:
            return router_port::east;
        case router_port::local:
            break;
    }
    throw internal_error("the local port has no opposite");
}
}  // namespace

spike_router_module::spike_router_module(const sc_core::sc_module_name& name,
                                         const router_config& config, std::uint32_t x,
                                         std::uint32_t y, std::uint32_t mesh_width,
                                         chip_context& context)
    : sc_module(name),
      config_(config),
      router_(config, x, y, mesh_width),
      context_(context),
      clock_(context.book) {
    SC_METHOD(run);
    sensitive << wake_;
    dont_initialize();
}

void spike_router_module::connect(router_port port, spike_router_module& neighbour) {
    neighbour_[index(port)] = &neighbour;
}

void spike_router_module::accept(router_port port, const packet& p, std::uint64_t ready_cycle) {
    router_.accept(port, p, ready_cycle);
    wake_.notify(context_.clock.until(ready_cycle));
}

void spike_router_module::reset() {
    router_.reset();
    clock_.stop();
}

std::size_t spike_router_module::waiting() const {
    std::size_t waiting = 0;
    for (std::size_t p = 0; p < router_port_count; ++p) {
        waiting += router_.occupancy(static_cast<router_port>(p));
    }
    return waiting;
}

void spike_router_module::credit(router_port port, std::uint64_t cycle) {
    if (!waits_for_credit_[index(port)]) return;
    waits_for_credit_[index(port)] = false;
    wake_.notify(context_.clock.until(cycle));
}

void spike_router_module::run() {
    ++context_.activations;
    const std::uint64_t cycle = context_.clock.now();
    const auto has_room = [this](router_port out, std::uint64_t when) {
        return out == router_port::local ? block_->can_receive(when)
                                         : neighbour_[index(out)]->can_accept(opposite(out), when);
    };
    bool retry = false;
    const auto may_send = [&](router_port out) {
        if (has_room(out, cycle)) return true;
        // A slot freed in this very cycle has already announced itself; any later one will.
        if (has_room(out, cycle + 1)) {
            retry = true;
        } else {
            waits_for_credit_[index(out)] = true;
        }
        return false;
    };
    const auto moved = router_.step(cycle, may_send);
    clock_.run(cycle, moved.count > 0 ? config_.hop_cycles : 1);
    for (std::size_t i = 0; i < moved.count; ++i) {
        const auto& [from, to, content] = moved.transfers[i];
        const std::uint32_t bits = context_.format.bits(content.kind);
        context_.book.count(activity::router_hop);
        context_.book.count(activity::router_hop_bit, bits);
        if (to == router_port::local) {
            block_->receive(content, cycle + config_.hop_cycles);
        } else {
            context_.book.count(activity::router_link_bit, bits);
            neighbour_[index(to)]->accept(opposite(to), content,
                                          cycle + config_.hop_cycles + config_.link_cycles);
        }
        if (from == router_port::local) {
            block_->credit(cycle + 1);
        } else {
            neighbour_[index(from)]->credit(opposite(from), cycle + 1);
        }
        if (context_.pins) {
            out_flit_[index(to)] = context_.format.flit(content);
            out_toggle_[index(to)] = !out_toggle_[index(to)];
        }
    }
    if (context_.pins) {
        for (std::size_t p = 0; p < router_port_count; ++p) {
            occupancy_[p] =
                static_cast<std::uint32_t>(router_.occupancy(static_cast<router_port>(p)));
        }
    }
    if (retry) wake_.notify(context_.clock.until(cycle + 1));
    if (moved.next_cycle) wake_.notify(context_.clock.until(*moved.next_cycle));
}

void spike_router_module::trace(sc_core::sc_trace_file* file) const {
    constexpr std::array<const char*, router_port_count> port_names{"local", "north", "east",
                                                                    "south", "west"};
    for (std::size_t p = 0; p < router_port_count; ++p) {
        const std::string prefix = std::string(name()) + ".";
        sc_core::sc_trace(file, occupancy_[p], prefix + "in_" + port_names[p] + "_occupancy");
        sc_core::sc_trace(file, out_flit_[p], prefix + "out_" + port_names[p] + "_flit");
        sc_core::sc_trace(file, out_toggle_[p], prefix + "out_" + port_names[p] + "_toggle");
    }
}

}  // namespace memglia
