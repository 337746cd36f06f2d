#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/fabric/mesh_config.hpp"
#include "rtl_models/fabric/mesh_routing.hpp"
#include "rtl_models/fabric/mesh_state.hpp"

namespace memglia {

/// A packet as its source hands it over.
struct mesh_packet {
    std::uint32_t source = 0;
    std::uint32_t destination = 0;  ///< of a spike for many: the tree
    std::uint32_t flits = 1;
    std::uint32_t tag = 0;      ///< comes out with every flit
    std::uint32_t channel = 0;  ///< with mesh_channel_rule::kept
};

/// A flit that has left its last router.
struct mesh_arrival {
    std::uint32_t tag = 0;
    std::uint32_t node = 0;
    std::uint8_t channel = 0;
    bool head = false;
    bool tail = false;
};

/// A packet for which the routing has no way, links and routers having failed.
struct unreachable_error : error {
    unreachable_error(std::uint32_t from, std::uint32_t to);
    std::uint32_t source;
    std::uint32_t destination;
};

/// What the mesh has done: the ledger's counts.
struct mesh_activity {
    std::uint64_t injected = 0;  ///< flits that have entered a router from its endpoint
    std::uint64_t hops = 0;      ///< flits through a crossbar, to a link or an endpoint
    std::uint64_t links = 0;     ///< flits over a link
    std::uint64_t ejected = 0;   ///< flits to an endpoint
    std::uint64_t heads = 0;     ///< channels given: heads over a link or to an endpoint
    std::uint64_t buffer_writes = 0;
    std::uint64_t buffer_reads = 0;
    std::uint64_t credits = 0;
    std::uint64_t router_cycles = 0;  ///< cycles in which a router sent, over all routers

    bool operator==(const mesh_activity&) const = default;
};

/// A mesh of wormhole routers with virtual channels, credits and finite buffers, as one object that
/// works only where flits move.
///
/// Cycle t: credits that are due, flits that arrive (a head at the front of its buffer is routed),
/// output channels given to heads, one flit over every output that has one and credit, the
/// interfaces of sources. With pipeline 2 channels are given after flits have moved, with 3 heads
/// are routed after that. All that one router does to another comes in a later cycle, so the order
/// in which routers are evaluated does not matter. docs/fabric.md has the rules and the closed
/// form.
class wormhole_mesh {
  public:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
    static constexpr std::uint32_t most_nodes = 65536;
    static constexpr std::uint32_t longest_packet = 65535;  ///< flits

    wormhole_mesh(std::uint32_t width, std::uint32_t height, const mesh_config& config);

    std::uint32_t width() const { return width_; }
    std::uint32_t height() const { return height_; }
    std::uint32_t nodes() const { return nodes_; }
    const mesh_config& config() const { return config_; }
    const mesh_routing& routing() const { return routing_; }

    /// Hands a packet to its source in the present cycle. Throws unreachable_error, and input_error
    /// for what is no packet of this mesh.
    void inject(const mesh_packet& p);

    /// A tree for spikes of one flit to many nodes, along the ways of XY from a source; throws
    /// unreachable_error where one has failed. Returns its number.
    std::uint32_t add_tree(std::uint32_t source, const std::vector<std::uint32_t>& destinations);

    /// Hands one flit for all nodes of a tree to the tree's source. A router sends a copy over each
    /// output of the tree as soon as that has room, and keeps the flit until all have been sent.
    void inject_spike(std::uint32_t tree, std::uint32_t tag);

    /// The present cycle: the first that has not been simulated.
    std::uint64_t cycle() const { return cycle_; }

    /// Simulates the present cycle.
    void step();

    /// The next cycle in which anything happens inside without an injection; never if the mesh is
    /// empty.
    std::uint64_t next_cycle() const {
        if (active_) return cycle_;
        return ahead_ == 0 ? never : cycle_ + cycles_ahead();
    }

    /// Lets cycles pass in which nothing happens. Precondition: cycle() <= cycle <= next_cycle().
    void skip_to(std::uint64_t cycle);

    /// Simulates cycles before `end`, skipping where nothing happens, up to and with the first in
    /// which a flit leaves; true if one did.
    bool run_until_arrival(std::uint64_t end);

    /// Simulates all cycles before `end`, arrivals in between being dropped.
    void run_to(std::uint64_t end) {
        while (cycle_ < end) run_until_arrival(end);
    }

    /// Flits that left in the cycle that was simulated last, by output.
    const std::vector<mesh_arrival>& arrivals() const { return arrivals_; }

    /// With eject_flits: an endpoint has made room for so many flits in this cycle; the router may
    /// use it credit_cycles later.
    void release(std::uint32_t node, std::uint32_t channel, std::uint32_t flits);

    /// Every output that could send in a cycle is held up with this probability, in steps of 1/256.
    void stall(double probability, std::uint64_t seed);

    bool empty() const { return slots_.in_use() == 0 && queued_ == 0; }
    std::uint64_t packets_inside() const { return slots_.in_use(); }
    std::uint64_t packets_waiting() const { return queued_; }  ///< in sources

    /// Flits in buffers and on links, counted one by one.
    std::uint64_t flits_inside() const;
    /// Flits in one input buffer, over all channels.
    std::uint32_t occupancy(std::uint32_t node, mesh_side side) const;

    /// Flits that have left an input buffer, mod 256.
    std::uint8_t taken(std::uint32_t node, mesh_side side, std::uint32_t channel) const {
        return inputs_[at(node * mesh_ports + static_cast<std::uint32_t>(side), channel)].read;
    }

    /// Flits that a router has sent to a side, over all channels and in one: with `local` to its
    /// endpoint.
    std::uint64_t sent(std::uint32_t node, mesh_side side) const;
    std::uint64_t sent(std::uint32_t node, mesh_side side, std::uint32_t channel) const {
        return outputs_[at(node * mesh_ports + static_cast<std::uint32_t>(side), channel)].sent;
    }
    /// Tag of the packet whose flit was sent last.
    std::uint32_t last_tag(std::uint32_t node, mesh_side side, std::uint32_t channel) const {
        const std::uint32_t output =
            at(node * mesh_ports + static_cast<std::uint32_t>(side), channel);
        return slots_[outputs_[output].last_flit & flit_bits::slot].tag;
    }
    /// Flits that entered a router from its endpoint.
    std::uint64_t injected(std::uint32_t node) const;
    mesh_activity activity() const;

    /// Whether every credit is back: precondition: empty(), nothing on its way.
    bool credits_are_home() const;

  private:
    template <bool one_channel>
    void step_as();
    void take_credits();
    void take_flits();
    void route_heads();
    template <bool one_channel>
    void give_channels();
    template <bool one_channel>
    void give(std::uint32_t code, std::uint32_t word);
    template <bool one_channel>
    void send_flits();
    std::uint64_t send_first(std::uint32_t word, std::uint64_t outputs);
    std::uint64_t send_fairly(std::uint32_t word, std::uint64_t outputs);
    void send_from_sources(std::uint32_t word, std::uint64_t sources);
    std::uint32_t channels_that_can(std::uint32_t code) const;
    void send(std::uint32_t output);
    void send_copy(std::uint32_t output, std::uint32_t owner, input_channel& in);
    void send_from(std::uint32_t node, std::uint32_t channel);
    void route(std::uint32_t input);
    void ask(const input_channel& in, std::uint32_t side);
    std::uint32_t roomiest(std::uint32_t node, std::uint32_t outputs) const;
    void add_credits(std::uint32_t output, std::uint32_t flits);
    std::uint64_t held_up(std::uint32_t word);
    void note_arrivals();
    void enqueue(std::uint32_t packet);
    void start(std::uint32_t node, std::uint32_t channel, std::uint32_t packet);
    void hand_over(const waiting_packet& p);
    void build_ports();

    static std::uint64_t bit_of(std::uint32_t code) { return std::uint64_t{1} << (code & 63U); }
    /// Outputs and inputs are numbered node * 8 + side, one plane of them after the other.
    std::uint32_t at(std::uint32_t code, std::uint32_t channel) const {
        return channel * plane_ + code;
    }
    std::uint32_t input_of(std::uint32_t input, std::uint8_t read) const {
        return (input << buffer_bits_) | (read & buffer_mask_);
    }
    std::uint32_t cycles_ahead() const {
        return static_cast<std::uint32_t>(
            std::countr_zero(std::rotr(ahead_, static_cast<int>(cycle_ & 63U))));
    }

    std::uint32_t width_;
    std::uint32_t height_;
    std::uint32_t nodes_;
    std::uint32_t channels_;
    std::uint32_t words_;  ///< of a plane: 8 routers each
    std::uint32_t plane_;  ///< bits of a plane
    mesh_config config_;
    mesh_routing routing_;
    std::uint64_t cycle_ = 0;
    bool active_ = false;      ///< something can happen in the present cycle
    std::uint64_t ahead_ = 0;  ///< bit c mod 64: something is due in cycle c, within 64

    // One bit for each output, one plane for each channel.
    std::vector<std::uint64_t> ready_;   ///< its packet has a flit in the input's buffer
    std::vector<std::uint64_t> credit_;  ///< its receiver has room
    std::vector<std::uint64_t> free_;    ///< no packet has it
    std::vector<std::uint64_t> wanted_;  ///< heads ask for it
    std::vector<std::uint64_t> busy_;    ///< link_period - 1 planes: sent in the cycles before

    std::vector<input_channel> inputs_;
    std::vector<std::uint32_t> buffers_;  ///< of inputs, one after the other
    std::uint32_t buffer_bits_ = 0;
    std::uint8_t buffer_mask_ = 0;
    std::vector<output_channel> outputs_;
    std::vector<std::uint64_t> heads_;        ///< by output channel
    std::vector<std::uint64_t> asking_;       ///< by output: side * channels + channel of inputs
    std::vector<std::uint64_t> asking_of_;    ///< by channel: all inputs
    std::vector<std::uint8_t> turn_;          ///< by output: the first input that is served
    std::vector<std::uint8_t> channel_turn_;  ///< by output: the first channel that is served
    std::vector<std::uint8_t> input_turn_;    ///< by input: the first output that is served
    std::vector<std::uint32_t> heads_now_;    ///< to be routed in this cycle
    std::vector<std::uint32_t> heads_next_;   ///< at the front since a tail left
    std::vector<source_channel> sources_;
    std::vector<packet_queue> queues_;
    packet_store packets_;
    slot_table slots_;
    std::uint64_t queued_ = 0;
    std::uint64_t router_cycles_ = 0;
    std::uint64_t copied_ = 0;  ///< flits sent that stayed in their buffer

    delay_ring<flit_event> links_;
    delay_ring<flit_event> injections_;
    delay_ring<std::uint32_t> credits_;
    delay_ring<std::uint32_t> source_credits_;
    std::vector<std::vector<credit_event>> released_;   ///< by cycle mod 64
    std::vector<std::vector<std::uint32_t>> starting_;  ///< by cycle mod 64
    std::vector<flit_event> leaving_;
    std::vector<mesh_arrival> arrivals_;
    // Where this cycle writes: over links and to endpoints, into routers; back to routers and to
    // sources; heads.
    std::array<flit_event*, 2> flit_end_{};
    flit_event* injection_end_ = nullptr;
    std::array<std::uint32_t*, 2> credit_end_{};
    std::uint32_t* head_end_ = nullptr;
    std::uint32_t heads_waiting_ = 0;  ///< in heads_next_, between two cycles

    std::uint32_t stall_share_ = 0;  ///< of 256
    std::optional<random_stream> stalls_;

    std::vector<std::uint8_t> trees_;  ///< by tree and node: outputs
    std::vector<tree_root> roots_;
};

}  // namespace memglia
