#include "rtl_models/fabric/wormhole_mesh.hpp"

#include <algorithm>
#include <string>

#include "base/choice.hpp"

namespace memglia {

namespace {
constexpr auto local = static_cast<std::uint32_t>(mesh_side::local);

std::uint32_t checked_nodes(std::uint32_t width, std::uint32_t height) {
    if (width == 0 || height == 0 || std::uint64_t{width} * height > wormhole_mesh::most_nodes) {
        throw input_error({.path = "mesh",
                           .found = "found a mesh of " + std::to_string(width) + " by " +
                                    std::to_string(height) + " nodes",
                           .expected = "1 to " + std::to_string(wormhole_mesh::most_nodes)});
    }
    return width * height;
}
}  // namespace

unreachable_error::unreachable_error(std::uint32_t from, std::uint32_t to)
    : error("no way is left from node " + std::to_string(from) + " to node " + std::to_string(to) +
            " of the mesh: links or routers have failed, and the routing may take no other turn"),
      source(from),
      destination(to) {}

wormhole_mesh::wormhole_mesh(std::uint32_t width, std::uint32_t height, const mesh_config& config)
    : width_(width),
      height_(height),
      nodes_(checked_nodes(width, height)),
      channels_(config.channels),
      words_((nodes_ + 7) / 8),
      plane_(words_ * 64),
      config_(config),
      routing_(width, height, config),
      released_(64),
      starting_(64) {
    const std::size_t all = std::size_t{plane_} * channels_;
    // A word more: where inputs point that have no output.
    for (auto* planes : {&ready_, &credit_, &free_, &wanted_}) planes->assign(all / 64 + 1, 0);
    busy_.assign(std::size_t{config.link_period - 1} * words_, 0);
    buffer_bits_ = static_cast<std::uint32_t>(std::bit_width(config.buffer_flits - 1));
    buffer_mask_ = static_cast<std::uint8_t>((1U << buffer_bits_) - 1);
    inputs_.resize(all);
    buffers_.resize(all << buffer_bits_);
    outputs_.resize(all);
    heads_.resize(all);
    asking_.resize(plane_);
    turn_.resize(plane_);
    channel_turn_.resize(plane_);
    input_turn_.resize(plane_);
    heads_now_.resize(all + 1);
    heads_next_.resize(all + 1);
    sources_.resize(std::size_t{nodes_} * channels_);
    queues_.resize(std::size_t{nodes_} * channels_);
    links_.resize(1 + config.link_cycles, std::size_t{nodes_} * 4 + 1);
    injections_.resize(config.inject_cycles, nodes_ + 1);
    credits_.resize(config.credit_cycles, std::size_t{nodes_} * mesh_sides + 1);
    source_credits_.resize(config.interface_credit_cycles, nodes_ + 1);
    leaving_.resize(nodes_ + 1);
    arrivals_.reserve(nodes_);
    for (std::uint32_t v = 0; v < channels_; ++v) {
        std::uint64_t inputs = 0;
        for (std::uint32_t side = 0; side < mesh_sides; ++side) {
            inputs |= std::uint64_t{1} << (side * channels_ + v);
        }
        asking_of_.push_back(inputs);
    }
    build_ports();
}

void wormhole_mesh::build_ports() {
    const auto depth = static_cast<std::uint16_t>(config_.buffer_flits);
    const auto open = [this](std::uint32_t output, std::uint16_t credits) {
        outputs_[output].credits = credits;
        credit_[output >> 6U] |= bit_of(output);
        free_[output >> 6U] |= bit_of(output);
    };
    for (std::uint32_t v = 0; v < channels_; ++v) {
        for (std::uint32_t node = 0; node < nodes_; ++node) {
            for (std::uint32_t side = 0; side < mesh_sides; ++side) {
                const std::uint32_t code = node * mesh_ports + side;
                input_channel& in = inputs_[at(code, v)];
                in.code = code;
                in.channel = static_cast<std::uint8_t>(v);
                in.owned = plane_ * channels_;
                if (side == local || !routing_.has_link(node, static_cast<mesh_side>(side))) {
                    continue;
                }
                const std::uint32_t other =
                    routing_.neighbour(node, static_cast<mesh_side>(side)) * mesh_ports +
                    (side ^ 2U);
                in.upstream = at(other, v);
                outputs_[at(code, v)].receiver = at(other, v);
                open(at(code, v), depth);
            }
            if (!routing_.is_alive(node)) continue;
            const std::uint32_t sink = at(node * mesh_ports + local, v);
            const std::uint32_t source = at(node * mesh_ports + source_port, v);
            outputs_[sink].receiver = sink;
            outputs_[sink].per_flit = config_.eject_flits > 0 ? 1 : 0;
            open(sink, static_cast<std::uint16_t>(std::max(config_.eject_flits, 1U)));
            outputs_[source].receiver = sink;
            open(source, depth);
            inputs_[sink].upstream = source | from_source;
        }
    }
}

void wormhole_mesh::inject(const mesh_packet& p) {
    if (p.source >= nodes_ || p.destination >= nodes_ || p.flits == 0 || p.flits > longest_packet ||
        p.channel >= channels_) {
        throw input_error({.path = "packet",
                           .found = "found " + std::to_string(p.flits) + " flits from node " +
                                    std::to_string(p.source) + " to node " +
                                    std::to_string(p.destination) + " in channel " +
                                    std::to_string(p.channel),
                           .expected = "1 to " + std::to_string(longest_packet) + " flits, " +
                                       std::to_string(nodes_) + " nodes, " +
                                       std::to_string(channels_) + " channels"});
    }
    if (!routing_.reaches(p.source, p.destination)) {
        throw unreachable_error(p.source, p.destination);
    }
    hand_over({.source = p.source,
               .destination = p.destination,
               .tag = p.tag,
               .next = packet_queue::none,
               .flits = static_cast<std::uint16_t>(p.flits),
               .channel = static_cast<std::uint8_t>(p.channel)});
}

std::uint32_t wormhole_mesh::add_tree(std::uint32_t source,
                                      const std::vector<std::uint32_t>& destinations) {
    if (config_.routing == mesh_routing_rule::odd_even) {
        throw input_error({.path = "routing",
                           .found = "found trees of spikes with " + word_of(config_.routing),
                           .expected = "xy or west_first: trees turn as xy does"});
    }
    std::vector<std::uint8_t> outputs(nodes_);
    tree_root root{source, 0};
    for (const std::uint32_t to : destinations) {
        std::uint32_t node = source;
        if (!routing_.is_alive(source)) throw unreachable_error(source, to);
        while (node != to) {
            mesh_side side = to / width_ > node / width_ ? mesh_side::south : mesh_side::north;
            if (to % width_ != node % width_) {
                side = to % width_ > node % width_ ? mesh_side::east : mesh_side::west;
            }
            if (!routing_.has_link(node, side)) throw unreachable_error(source, to);
            outputs[node] =
                static_cast<std::uint8_t>(outputs[node] | 1U << static_cast<std::uint32_t>(side));
            node = routing_.neighbour(node, side);
        }
        if ((outputs[to] >> local & 1U) != 0) continue;  // named twice
        outputs[to] = static_cast<std::uint8_t>(outputs[to] | 1U << local);
        ++root.deliveries;
    }
    if (root.deliveries == 0) {
        throw input_error({.path = "tree", .found = "found no destination", .expected = "some"});
    }
    trees_.insert(trees_.end(), outputs.begin(), outputs.end());
    roots_.push_back(root);
    return static_cast<std::uint32_t>(roots_.size() - 1);
}

void wormhole_mesh::inject_spike(std::uint32_t tree, std::uint32_t tag) {
    hand_over({.source = roots_[tree].source,
               .destination = tree,
               .tag = tag,
               .next = packet_queue::none,
               .tree = true});
}

void wormhole_mesh::hand_over(const waiting_packet& p) {
    const std::uint32_t packet = packets_.add(p);
    ++queued_;
    if (config_.interface_cycles == 0) {
        enqueue(packet);
        active_ = true;
        return;
    }
    const std::uint64_t from = cycle_ + config_.interface_cycles;
    starting_[from & 63U].push_back(packet);
    ahead_ |= std::uint64_t{1} << (from & 63U);
}

void wormhole_mesh::enqueue(std::uint32_t packet) {
    waiting_packet& p = packets_[packet];
    const bool kept = config_.channel_rule == mesh_channel_rule::kept;
    const std::uint32_t first = kept ? p.channel : 0;
    const std::uint32_t end = kept ? p.channel + 1U : channels_;
    for (std::uint32_t v = first; v < end; ++v) {
        const std::uint32_t output = at(p.source * mesh_ports + source_port, v);
        if ((ready_[output >> 6U] & bit_of(output)) != 0) continue;
        start(p.source, v, packet);
        return;
    }
    packet_queue& queue = queues_[first * nodes_ + p.source];
    if (queue.last == packet_queue::none) {
        queue.first = packet;
    } else {
        packets_[queue.last].next = packet;
    }
    queue.last = packet;
}

void wormhole_mesh::start(std::uint32_t node, std::uint32_t channel, std::uint32_t packet) {
    const waiting_packet& p = packets_[packet];
    const std::uint32_t slot =
        slots_.add({p.destination, p.source, p.tag, p.tree ? roots_[p.destination].deliveries : 1});
    sources_[channel * nodes_ + node] = {slot | flit_bits::head | (p.tree ? flit_bits::tree : 0),
                                         p.flits};
    const std::uint32_t output = at(node * mesh_ports + source_port, channel);
    ready_[output >> 6U] |= bit_of(output);
    packets_.remove(packet);
    --queued_;
}

void wormhole_mesh::release(std::uint32_t node, std::uint32_t channel, std::uint32_t flits) {
    const std::uint64_t due = cycle_ + config_.credit_cycles;
    released_[due & 63U].push_back({at(node * mesh_ports + local, channel), flits});
    ahead_ |= std::uint64_t{1} << (due & 63U);
}

void wormhole_mesh::stall(double probability, std::uint64_t seed) {
    stall_share_ = static_cast<std::uint32_t>(probability * 256);
    stalls_.emplace(seed, "mesh", "stalls");
}

std::uint64_t wormhole_mesh::flits_inside() const {
    std::uint64_t flits = 0;
    for (const input_channel& in : inputs_) {
        flits += static_cast<std::uint8_t>(in.written - in.read);
    }
    const auto count = [&flits](const flit_event&) { ++flits; };
    links_.for_each(count);
    injections_.for_each(count);
    return flits;
}

std::uint32_t wormhole_mesh::occupancy(std::uint32_t node, mesh_side side) const {
    std::uint32_t flits = 0;
    for (std::uint32_t v = 0; v < channels_; ++v) {
        const input_channel& in =
            inputs_[at(node * mesh_ports + static_cast<std::uint32_t>(side), v)];
        flits += static_cast<std::uint8_t>(in.written - in.read);
    }
    return flits;
}

std::uint64_t wormhole_mesh::sent(std::uint32_t node, mesh_side side) const {
    std::uint64_t flits = 0;
    for (std::uint32_t v = 0; v < channels_; ++v) flits += sent(node, side, v);
    return flits;
}

std::uint64_t wormhole_mesh::injected(std::uint32_t node) const {
    std::uint64_t flits = 0;
    for (std::uint32_t v = 0; v < channels_; ++v) {
        flits += outputs_[at(node * mesh_ports + source_port, v)].sent;
    }
    return flits;
}

mesh_activity wormhole_mesh::activity() const {
    mesh_activity a;
    for (std::uint32_t v = 0; v < channels_; ++v) {
        for (std::uint32_t code = 0; code < nodes_ * mesh_ports; ++code) {
            const std::uint64_t sent = outputs_[at(code, v)].sent;
            const std::uint32_t side = code % mesh_ports;
            (side < local ? a.links : side == local ? a.ejected : a.injected) += sent;
            a.heads += heads_[at(code, v)];
        }
    }
    a.router_cycles = router_cycles_;
    a.hops = a.links + a.ejected;
    a.buffer_reads = a.hops;
    a.credits = a.hops - copied_;
    a.buffer_writes = a.credits;
    for (const input_channel& in : inputs_) {
        a.buffer_writes += static_cast<std::uint8_t>(in.written - in.read);
    }
    return a;
}

bool wormhole_mesh::credits_are_home() const {
    const std::uint32_t sink_credits = std::max(config_.eject_flits, 1U);
    for (std::uint32_t v = 0; v < channels_; ++v) {
        for (std::uint32_t code = 0; code < nodes_ * mesh_ports; ++code) {
            const std::uint32_t node = code / mesh_ports;
            const std::uint32_t side = code % mesh_ports;
            if (side > source_port || !routing_.is_alive(node)) continue;
            if (side < local && !routing_.has_link(node, static_cast<mesh_side>(side))) continue;
            const std::uint32_t output = at(code, v);
            const std::uint32_t full = side == local ? sink_credits : config_.buffer_flits;
            if (outputs_[output].credits != full) return false;
            if ((credit_[output >> 6U] & bit_of(output)) == 0) return false;
            if (side <= local && (free_[output >> 6U] & bit_of(output)) == 0) return false;
        }
    }
    return true;
}

}  // namespace memglia
