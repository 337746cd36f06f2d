#pragma once

#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/fabric/wormhole_mesh.hpp"

namespace memglia {

/// What stands at a node of the mesh.
class mesh_receiver {
  public:
    virtual ~mesh_receiver() = default;
    /// A flit has left the last router in this cycle; the receiver may use it from the next on.
    virtual void receive(const mesh_arrival& a, std::uint64_t cycle) = 0;
};

/// A wormhole_mesh as one process.
///
/// It acts a picosecond before the end of a cycle, when all that the blocks hand over in that cycle
/// is in, whatever their order. After a cycle in which nothing left it goes on at once, as long as
/// no other process is due before: run_ahead_to() says how far nothing but processes will touch it.
class wormhole_mesh_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(wormhole_mesh_module);
    wormhole_mesh_module(const sc_core::sc_module_name& name, std::uint32_t width,
                         std::uint32_t height, const mesh_config& config, chip_context& context);

    void attach(std::uint32_t node, mesh_receiver& receiver) { receivers_[node] = &receiver; }

    /// In the present cycle. See wormhole_mesh.
    void inject(const mesh_packet& p);
    void inject_spike(std::uint32_t tree, std::uint32_t tag);
    void release(std::uint32_t node, std::uint32_t channel, std::uint32_t flits);
    std::uint32_t add_tree(std::uint32_t source, const std::vector<std::uint32_t>& destinations) {
        return mesh_.add_tree(source, destinations);
    }

    /// Cycles before this one are simulated without the kernel where it has nothing to do before:
    /// nothing outside a process may touch the mesh until then. 0: never.
    void run_ahead_to(std::uint64_t cycle) { horizon_ = cycle; }

    /// Books what has been done since the last call: hops, their bits and those of links, cycles in
    /// which a router was clocked.
    void book();

    /// Adds the pins of the routers to the waveform, named by column and row: flits that were in
    /// every input buffer in a cycle, those that left in it included, the tag of the last packet at
    /// every output, and a bit that changes with every flit.
    /// To be called before the simulation starts.
    void trace(sc_core::sc_trace_file* file);

    const wormhole_mesh& mesh() const { return mesh_; }

  private:
    struct pins {
        std::array<std::uint32_t, mesh_sides> occupancy{};
        std::array<std::uint32_t, mesh_sides> tag{};
        std::array<bool, mesh_sides> toggle{};
        std::array<std::uint64_t, mesh_sides * mesh_config::most_channels> sent{};
        std::array<std::uint8_t, mesh_sides * mesh_config::most_channels> taken{};
    };

    void run();
    bool may_go_on(std::uint64_t cycle) const;
    void catch_up();
    void arm();
    bool show();
    std::uint64_t acts_ps(std::uint64_t cycle) const {
        return (cycle + 1) * context_.clock.period_ps - 1;
    }

    wormhole_mesh mesh_;
    chip_context& context_;
    std::vector<mesh_receiver*> receivers_;
    std::uint64_t horizon_ = 0;
    mesh_activity booked_;
    sc_core::sc_event act_;
    std::vector<pins> pins_;  ///< of every node, or none
};

}  // namespace memglia
