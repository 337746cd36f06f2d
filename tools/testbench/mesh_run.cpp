#include "tools/testbench/mesh_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/choice.hpp"

namespace memglia {

std::string node_name(const wormhole_mesh& mesh, std::uint32_t node) {
    return fmt::format("x{}_y{}", node % mesh.width(), node / mesh.width());
}

mesh_pins::mesh_pins(const wormhole_mesh& mesh, vcd_file* file)
    : mesh_(mesh), file_(file), ports_(std::size_t{mesh.nodes()} * mesh_sides) {
    constexpr unsigned occupancy_bits = 11;  // 8 channels of 128
    for (std::uint32_t node = 0; node < mesh.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const auto side = static_cast<mesh_side>(s);
            port& p = ports_[node * mesh_sides + s];
            p.exists = side == mesh_side::local || mesh.routing().has_link(node, side);
            if (!p.exists || file == nullptr) continue;
            const std::string router = "mesh." + node_name(mesh, node) + ".";
            const std::string word = word_of(side);
            p.occupancy = file->add(router + "in_" + word + "_occupancy", occupancy_bits);
            p.flit = file->add(router + "out_" + word + "_flit", 1);
            p.packet = file->add(router + "out_" + word + "_packet", 32);
        }
    }
}

void mesh_pins::sample(std::uint64_t cycle) {
    for (std::uint32_t node = 0; node < mesh_.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            port& p = ports_[node * mesh_sides + s];
            if (!p.exists) continue;
            const auto side = static_cast<mesh_side>(s);
            std::uint32_t held = mesh_.occupancy(node, side);
            bool sends = false;
            for (std::uint32_t v = 0; v < mesh_.config().channels; ++v) {
                const std::uint8_t taken = mesh_.taken(node, side, v);
                held += static_cast<std::uint8_t>(taken - p.taken[v]);
                p.taken[v] = taken;
                const std::uint64_t sent = mesh_.sent(node, side, v);
                if (sent == p.sent[v]) continue;
                p.sent[v] = sent;
                sends = true;
                if (file_ != nullptr) {
                    file_->set(cycle, p.packet, mesh_.last_tag(node, side, v));
                }
            }
            p.most = std::max(p.most, held);
            if (file_ == nullptr) continue;
            file_->set(cycle, p.occupancy, held);
            file_->set(cycle, p.flit, sends ? 1 : 0);
        }
    }
}

namespace {

void take_arrivals(wormhole_mesh& mesh, std::vector<bench_packet>& packets, std::uint64_t cycle) {
    for (const mesh_arrival& a : mesh.arrivals()) {
        bench_packet& p = packets[a.tag];
        if (a.node != p.packet.destination || a.head != (p.flits == 0)) p.astray = true;
        ++p.flits;
        if (a.tail != (p.flits == p.packet.flits)) p.astray = true;
        if (a.head) p.head = cycle;
        if (a.tail) p.tail = cycle;
        if (mesh.config().eject_flits > 0) mesh.release(a.node, a.channel, 1);
    }
}

}  // namespace

mesh_run run_packets(wormhole_mesh& mesh, std::vector<bench_packet>& packets, mesh_pins& pins) {
    constexpr std::uint64_t longest_standstill = 100'000;
    mesh_run run;
    std::size_t next_packet = 0;
    std::uint64_t standstill = 0;
    std::uint64_t hops = 0;
    bool rests = true;
    while (standstill < longest_standstill) {
        for (; next_packet < packets.size() && packets[next_packet].cycle == mesh.cycle();
             ++next_packet) {
            mesh.inject(packets[next_packet].packet);
        }
        std::uint64_t next = mesh.next_cycle();
        if (next_packet < packets.size()) next = std::min(next, packets[next_packet].cycle);
        if (next == wormhole_mesh::never) break;
        const std::uint64_t cycle = mesh.cycle();
        if (next > cycle) {
            if (!rests) pins.rest(cycle);
            rests = true;
            mesh.skip_to(next);
            continue;
        }
        mesh.step();
        rests = false;
        ++run.cycles_at_work;
        take_arrivals(mesh, packets, cycle);
        pins.sample(cycle);
        const mesh_activity done = mesh.activity();
        if (done.injected != done.ejected + mesh.flits_inside()) ++run.cycles_not_kept;
        standstill = done.hops == hops ? standstill + 1 : 0;
        hops = done.hops;
    }
    run.cycles = mesh.cycle();
    if (!rests) pins.rest(run.cycles);
    return run;
}

}  // namespace memglia
