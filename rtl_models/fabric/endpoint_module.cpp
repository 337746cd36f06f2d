#include "rtl_models/fabric/endpoint_module.hpp"

#include <algorithm>

namespace memglia {

endpoint_module::endpoint_module(const sc_core::sc_module_name& name, node_id node,
                                 spike_router_module& router, const router_config& config,
                                 chip_context& context)
    : sc_module(name),
      context_(context),
      node_(node),
      router_(router),
      inbox_(config.buffer_flits) {
    router.connect(*this);
    SC_METHOD(run);
    sensitive << wake_;
    dont_initialize();
}

void endpoint_module::receive(const packet& p, std::uint64_t ready_cycle) {
    ++context_.packets_received;
    inbox_.push(p, ready_cycle);
    wake_at(ready_cycle);
}

void endpoint_module::credit(std::uint64_t cycle) {
    if (!waits_for_credit_) return;
    waits_for_credit_ = false;
    wake_at(cycle);
}

packet endpoint_module::take(std::uint64_t cycle) {
    const packet p = inbox_.pop(cycle);
    router_.credit(router_port::local, cycle + 1);
    return p;
}

void endpoint_module::send(const packet& p, std::uint64_t ready_cycle) {
    outbox_.push_back({p, ready_cycle});
}

void endpoint_module::run() {
    ++context_.activations;
    const std::uint64_t cycle = context_.clock.now();
    clocked(cycle, 1);
    flush(cycle);  // what a credit lets go, before the block looks at its outbox
    evaluate(cycle);
    flush(cycle);
    if (!inbox_.empty() && inbox_.ready() > cycle) wake_at(inbox_.ready());
}

void endpoint_module::flush(std::uint64_t cycle) {
    while (!outbox_.empty()) {
        if (!router_.can_accept(router_port::local, cycle)) {
            if (router_.can_accept(router_port::local, cycle + 1)) {
                wake_at(cycle + 1);
            } else {
                waits_for_credit_ = true;
            }
            return;
        }
        const outgoing next = outbox_.front();
        outbox_.pop_front();
        // One flit a cycle enters the router, whenever it was handed over.
        const std::uint64_t ready = std::max({next.ready, next_slot_, cycle + 1});
        next_slot_ = ready + 1;
        ++context_.packets_sent;
        router_.accept(router_port::local, next.content, ready);
        if (context_.log != nullptr) context_.log->push_back({ready, node_, next.content});
    }
}

}  // namespace memglia
