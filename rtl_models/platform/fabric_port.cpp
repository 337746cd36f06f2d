#include "rtl_models/platform/fabric_port.hpp"

namespace memglia {

fabric_port::fabric_port(std::uint32_t width, std::uint32_t height, const mesh_config& mesh,
                         std::uint32_t tiles)
    : mesh_(width, height, mesh), tiles_(tiles) {}

bus_reply fabric_port::read(std::uint32_t offset, std::uint32_t& value) {
    switch (offset) {
        case offset_of(fabric_block, "ID"):
            value = constant_of(fabric_block, "ID_VALUE");
            break;
        case offset_of(fabric_block, "SHAPE"):
            value = mesh_.width() | mesh_.height() << 16;
            break;
        case offset_of(fabric_block, "TILES"):
            value = tiles_;
            break;
        case offset_of(fabric_block, "SOURCE"):
            value = source_;
            break;
        case offset_of(fabric_block, "DESTINATION"):
            value = destination_;
            break;
        case offset_of(fabric_block, "STATUS"):
            value = (arrived_.empty() ? 0 : constant_of(fabric_block, "STATUS_ARRIVED")) |
                    (no_way_ ? constant_of(fabric_block, "STATUS_NO_WAY") : 0);
            break;
        case offset_of(fabric_block, "ARRIVED_NODE"):
            value = arrived_.empty() ? 0 : arrived_.front().node;
            break;
        case offset_of(fabric_block, "ARRIVED_WORD"):
            value = arrived_.empty() ? 0 : arrived_.front().tag;
            if (!arrived_.empty()) arrived_.pop_front();
            break;
        case offset_of(fabric_block, "NODE"):
            value = node_;
            break;
        case offset_of(fabric_block, "SIDE"):
            value = side_;
            break;
        default:
            value = static_cast<std::uint32_t>(mesh_.sent(node_, static_cast<mesh_side>(side_)));
            break;
    }
    return bus_reply::done;
}

bus_reply fabric_port::write(std::uint32_t offset, std::uint32_t value) {
    if (offset == offset_of(fabric_block, "SEND")) return send(value);
    if (offset == offset_of(fabric_block, "SIDE")) {
        if (value >= mesh_sides) return bus_reply::fault;
        side_ = value;
        return bus_reply::done;
    }
    if (value >= mesh_.nodes()) return bus_reply::fault;
    switch (offset) {
        case offset_of(fabric_block, "SOURCE"):
            source_ = value;
            break;
        case offset_of(fabric_block, "DESTINATION"):
            destination_ = value;
            break;
        default:
            node_ = value;
            break;
    }
    return bus_reply::done;
}

bus_reply fabric_port::send(std::uint32_t word) {
    if (under_way_ + arrived_.size() >= constant_of(fabric_block, "IN_FLIGHT")) {
        return bus_reply::fault;
    }
    no_way_ = !mesh_.routing().reaches(source_, destination_);
    if (no_way_) return bus_reply::done;
    mesh_.inject({.source = source_, .destination = destination_, .tag = word});
    ++under_way_;
    return bus_reply::done;
}

void fabric_port::advance(std::uint64_t cycle) {
    while (mesh_.cycle() < started_ + cycle) {
        if (!mesh_.run_until_arrival(started_ + cycle)) break;
        for (const mesh_arrival& a : mesh_.arrivals()) {
            arrived_.push_back(a);
            --under_way_;
            if (mesh_.config().eject_flits > 0) mesh_.release(a.node, a.channel, 1);
        }
    }
}

// What is under way leaves first; what the links have carried stays counted.
void fabric_port::reset() {
    while (!mesh_.empty()) advance(mesh_.cycle() - started_ + 1);
    started_ = mesh_.cycle();
    source_ = destination_ = node_ = side_ = 0;
    no_way_ = false;
    arrived_.clear();
}

}  // namespace memglia
