#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rtl_models/fabric/wormhole_mesh.hpp"
#include "tools/testbench/vcd_file.hpp"

namespace memglia {

/// A packet on its way through the mesh of a bench.
struct bench_packet {
    mesh_packet packet;
    std::uint64_t cycle = 0;                    ///< in which it is handed to its source
    std::uint64_t head = wormhole_mesh::never;  ///< in which its head left its last router
    std::uint64_t tail = wormhole_mesh::never;
    std::uint32_t flits = 0;  ///< that have arrived
    bool astray = false;      ///< a flit at another node, out of order, or too many
};

/// Pins of all routers, cycle by cycle.
class mesh_pins {
  public:
    /// `file` may be null.
    mesh_pins(const wormhole_mesh& mesh, vcd_file* file);

    /// After this cycle has been simulated.
    void sample(std::uint64_t cycle);

    /// Nothing is sent in this cycle and nothing happens until the next sample.
    void rest(std::uint64_t cycle) { sample(cycle); }

    /// The most flits in an input buffer in a cycle, those included that left in it.
    std::uint32_t most_waiting(std::uint32_t node, mesh_side side) const {
        return ports_[node * mesh_sides + static_cast<std::uint32_t>(side)].most;
    }

  private:
    struct port {
        bool exists = false;
        std::uint32_t most = 0;
        std::uint8_t taken[mesh_config::most_channels] = {};
        std::uint64_t sent[mesh_config::most_channels] = {};
        std::size_t occupancy = 0;  ///< numbers of signals
        std::size_t flit = 0;
        std::size_t packet = 0;
    };

    const wormhole_mesh& mesh_;
    vcd_file* file_;
    std::vector<port> ports_;
};

/// "x2_y1".
std::string node_name(const wormhole_mesh& mesh, std::uint32_t node);

struct mesh_run {
    std::uint64_t cycles = 0;           ///< up to the last event
    std::uint64_t cycles_at_work = 0;   ///< simulated, not skipped
    std::uint64_t cycles_not_kept = 0;  ///< in which flits in were not flits out and inside
};

/// Hands the packets over, which are in the order of their cycles, and runs until the mesh is
/// empty or stuck.
mesh_run run_packets(wormhole_mesh& mesh, std::vector<bench_packet>& packets, mesh_pins& pins);

}  // namespace memglia
