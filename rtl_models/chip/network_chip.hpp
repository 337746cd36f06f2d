#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "rtl_models/astrocyte/astrocyte_tile.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/chip/network_chip_image.hpp"
#include "rtl_models/chip/tick_mesh.hpp"
#include "rtl_models/tile/neurocore.hpp"

namespace memglia {

/// What the host does in a tick: lines from outside that spike, currents into neurons, neurons that
/// are held.
class chip_host {
  public:
    virtual ~chip_host() = default;

    /// Before the neurons of this tick fire.
    virtual void begin_tick(std::uint64_t tick) = 0;

    /// Appends the input lines that spike in this tick.
    virtual void spikes(std::uint64_t tick, std::vector<std::uint32_t>& lines) = 0;

    /// When everything of a tick is done.
    virtual void end_tick(std::uint64_t tick) = 0;
};

/// A chip of neurocores and astrocyte tiles, with one process each. In a tick all neurons fire;
/// their packets are carried; astrocyte tiles send shares of gates; then all cores deliver what is
/// due. The order of packets does not matter for results, so they take no kernel event. The mesh is
/// a count of hops and a time: of the longest way, or what fabric.timing makes of the cycles in
/// which packets leave their blocks.
///
/// One per process: SystemC allows one simulation.
class network_chip : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(network_chip);
    /// Programs every synapse.
    network_chip(const sc_core::sc_module_name& name, const network_chip_config& config,
                 network_chip_image image, chip_host& host);
    ~network_chip() override;

    /// In begin_tick() of the host: a packet that names a column of a clamped slice to spike.
    void force(std::size_t core, std::uint32_t column);

    /// In begin_tick() of the host: a packet to an astrocyte tile.
    void control(std::size_t field, const tile_control& control);
    void control_resource(std::size_t tile, const tile_control& control);

    /// Throws error for whatever went wrong inside a process: with fixed timing, a block that could
    /// not finish a tick.
    void run_ticks(std::uint64_t ticks);

    std::uint64_t ticks() const { return tick_; }
    double elapsed_s() const;
    const network_chip_config& config() const { return config_; }
    const network_chip_image& image() const { return image_; }
    std::size_t cores() const { return cores_.size(); }
    neurocore& core(std::size_t i);
    const neurocore& core(std::size_t i) const;
    const astrocyte_tile& field(std::size_t i) const;
    const resource_tile& resource(std::size_t i) const;

    /// Cycles of the longest tick, and which block took them.
    struct longest_tick {
        std::uint64_t cycles = 0;
        std::uint64_t tick = 0;
        std::string block;
    };
    const longest_tick& longest() const { return longest_; }

    struct traffic {
        std::uint64_t packets = 0;
        std::uint64_t links = 0;  ///< crossed by them; each passes a router more
    };
    traffic carried() const { return {traffic_.packets, mesh_ ? mesh_->links() : traffic_.links}; }

    /// What every link has carried since the first tick.
    mesh_load load() const;

    /// Cycles in which blocks worked, over all blocks.
    std::uint64_t busy_cycles() const { return busy_cycles_; }

    /// Processes that the kernel has called.
    std::uint64_t activations() const { return activations_; }

    /// Bits of a packet: destination, axon; a column of a clamped slice counts as an axon more.
    std::uint32_t packet_bits() const { return packet_bits_; }

  private:
    class core_module;
    class field_module;
    class resource_module;
    enum class phase : std::uint8_t { fire, exchange, take, fields, deliver, end };

    void step();
    void next(phase p, std::uint64_t cycles);
    void fire();
    void exchange();
    void take();
    void after_exchanges();
    void run_fields();
    void set_gate(std::uint32_t from, const astrocyte_tile::update& u,
                  std::vector<std::uint64_t>& packets);
    void deliver();
    void end();
    void carry(const spike_address* first, const spike_address* end);
    void check_ways() const;
    std::uint64_t spikes_of(std::size_t core, std::uint32_t column) const;
    /// Of a stretch: packets of one block, a cycle each from this one on.
    void add_packets(std::uint64_t cycle, std::uint32_t source, const spike_address* first,
                     const spike_address* end);
    void count_on_ways(std::vector<link_load>& links, std::uint32_t from, std::uint32_t to,
                       std::uint64_t packets) const;
    void note_work(std::uint64_t cycles, const char* kind, std::size_t index);
    void fail(const char* what);

    network_chip_config config_;
    network_chip_image image_;
    chip_host& host_;
    std::vector<neurocore*> core_at_;          ///< by node, or null
    std::vector<astrocyte_tile*> field_at_;    ///< by node, or null
    std::vector<resource_tile*> resource_at_;  ///< the same
    std::vector<std::unique_ptr<core_module>> cores_;
    std::vector<std::unique_ptr<field_module>> fields_;
    std::vector<std::unique_ptr<resource_module>> resources_;
    /// By core and column: links that its packets cross in all.
    std::vector<std::vector<std::uint32_t>> fan_out_links_;
    sc_core::sc_event step_;
    sc_core::sc_event cores_act_;
    sc_core::sc_event fields_act_;
    sc_core::sc_event resources_act_;
    phase phase_ = phase::fire;
    phase next_phase_ = phase::fire;
    std::uint64_t tick_ = 0;
    std::uint64_t end_tick_ = 0;
    std::uint64_t field_cycles_ = 0;     ///< of the present tick
    std::uint32_t exchanges_ = 0;        ///< of the field that has most in a tick
    std::uint32_t round_ = 0;            ///< the present exchange
    std::uint64_t exchange_cycles_ = 0;  ///< of the present tick
    std::uint64_t elapsed_cycles_ = 0;
    std::uint64_t busy_cycles_ = 0;
    std::uint64_t activations_ = 0;
    std::uint32_t packet_bits_ = 0;
    sc_core::sc_time period_;
    std::uint32_t longest_way_ = 0;
    std::unique_ptr<tick_mesh> mesh_;  ///< none: ideal timing
    std::uint64_t carrying_ = 0;       ///< cycles of the present tick until all spikes are there
    // What packets went where: of lines from outside; to columns that the host names, by core;
    // shares, by tile and node.
    std::vector<std::uint64_t> line_spikes_;
    std::vector<std::uint64_t> forced_;
    std::vector<std::uint64_t> controls_;  ///< by tile
    std::vector<std::vector<std::uint64_t>> shares_;
    std::vector<std::uint64_t> resource_controls_;
    std::vector<std::vector<std::uint64_t>> resource_packets_;  ///< shares and quanta
    std::vector<std::uint32_t> lines_;
    std::uint64_t entered_ = 0;  ///< packets from the host in this tick
    traffic traffic_;
    longest_tick longest_;
    longest_tick tick_longest_;  ///< of the present tick
    std::string failure_;
};

}  // namespace memglia
