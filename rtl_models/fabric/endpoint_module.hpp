#pragma once

#include <cstdint>
#include <deque>
#include <systemc>

#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/fabric/spike_router_module.hpp"

namespace memglia {

/// A block at the local port of a router: an inbox with back-pressure, an outbox in order, one
/// process.
///
/// A derived block implements evaluate(), which is called at every wake-up and may take packets
/// while it is not busy, send packets, and wake itself.
class endpoint_module : public sc_core::sc_module, public packet_receiver {
  public:
    SC_HAS_PROCESS(endpoint_module);
    endpoint_module(const sc_core::sc_module_name& name, node_id node, spike_router_module& router,
                    const router_config& config, chip_context& context);

    bool can_receive(std::uint64_t cycle) const override { return inbox_.can_accept(cycle); }
    void receive(const packet& p, std::uint64_t ready_cycle) override;
    void credit(std::uint64_t cycle) override;

    /// Nothing waits inside.
    bool drained() const { return inbox_.empty() && outbox_.empty(); }

  protected:
    virtual void evaluate(std::uint64_t cycle) = 0;

    bool has_packet(std::uint64_t cycle) const {
        return !inbox_.empty() && inbox_.ready() <= cycle;
    }
    packet take(std::uint64_t cycle);

    /// Hands a packet to the router at `ready_cycle` or as soon as it has room.
    void send(const packet& p, std::uint64_t ready_cycle);
    bool outbox_empty() const { return outbox_.empty(); }

    /// The block works in `cycles` cycles from this one on, also where nothing wakes it.
    void clocked(std::uint64_t cycle, std::uint64_t cycles) { router_.clock().run(cycle, cycles); }

    void clocked_often(std::uint64_t times, std::uint64_t cycles) {
        router_.clock().run_often(times, cycles);
    }

    void wake_at(std::uint64_t cycle) { wake_.notify(context_.clock.until(cycle)); }

    chip_context& context_;

  private:
    struct outgoing {
        packet content;
        std::uint64_t ready;
    };
    void run();
    void flush(std::uint64_t cycle);

    node_id node_;
    spike_router_module& router_;
    clocked_fifo inbox_;
    std::deque<outgoing> outbox_;
    std::uint64_t next_slot_ = 0;  ///< first cycle in which the local input can take another flit
    bool waits_for_credit_ = false;
    sc_core::sc_event wake_;
};

}  // namespace memglia
