#pragma once

#include <array>
#include <cstdint>
#include <systemc>

#include "rtl_models/fabric/node_clock.hpp"
#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/fabric/spike_router.hpp"

namespace memglia {

/// The receiving side of a router's local port.
class packet_receiver {
  public:
    virtual ~packet_receiver() = default;
    virtual bool can_receive(std::uint64_t cycle) const = 0;
    virtual void receive(const packet& p, std::uint64_t ready_cycle) = 0;
    /// The router has taken a packet from this block; the slot counts from `cycle` on.
    virtual void credit(std::uint64_t cycle) = 0;
};

/// A mesh router as one event-driven process: it is evaluated once for every cycle in which a flit
/// can move.
class spike_router_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(spike_router_module);
    spike_router_module(const sc_core::sc_module_name& name, const router_config& config,
                        std::uint32_t x, std::uint32_t y, std::uint32_t mesh_width,
                        chip_context& context);

    void connect(router_port port, spike_router_module& neighbour);
    void connect(packet_receiver& block) { block_ = &block; }

    /// Writer's side of an input buffer.
    bool can_accept(router_port port, std::uint64_t cycle) const {
        return router_.can_accept(port, cycle);
    }
    void accept(router_port port, const packet& p, std::uint64_t ready_cycle);

    /// As new, when it is drained: the arbiter's turn and the clock forget what was.
    void reset();

    /// The clock of this node: its router and the block behind it.
    node_clock& clock() { return clock_; }

    /// No flit waits inside.
    bool drained() const { return waiting() == 0; }
    /// Packets in its buffers.
    std::size_t waiting() const;

    /// The receiver at this output has a free slot from `cycle` on.
    void credit(router_port port, std::uint64_t cycle);

    /// Adds occupancy, last flit and a toggle per output to the waveform.
    void trace(sc_core::sc_trace_file* file) const;

  private:
    void run();

    router_config config_;
    spike_router router_;
    chip_context& context_;
    node_clock clock_;
    packet_receiver* block_ = nullptr;
    std::array<spike_router_module*, router_port_count> neighbour_{};
    std::array<bool, router_port_count> waits_for_credit_{};
    sc_core::sc_event wake_;

    std::array<std::uint64_t, router_port_count> out_flit_{};
    std::array<bool, router_port_count> out_toggle_{};
    std::array<std::uint32_t, router_port_count> occupancy_{};
};

}  // namespace memglia
