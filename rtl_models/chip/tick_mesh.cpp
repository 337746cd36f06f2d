#include "rtl_models/chip/tick_mesh.hpp"

#include <algorithm>

namespace memglia {

tick_mesh::tick_mesh(std::uint32_t width, std::uint32_t height, const chip_fabric_config& config) {
    if (config.timing == mesh_timing::cycle) {
        cycles_ = std::make_unique<wormhole_mesh>(width, height, config.mesh());
    } else {
        events_ = std::make_unique<event_mesh>(width, height, config.mesh());
    }
}

// By cycle, in the order in which they were added within one.
void tick_mesh::sort() {
    std::uint32_t last = 0;
    for (const waiting& p : packets_) last = std::max(last, p.cycle);
    first_of_cycle_.assign(last + 2, 0);
    for (const waiting& p : packets_) ++first_of_cycle_[p.cycle + 1];
    for (std::uint32_t c = 0; c <= last; ++c) first_of_cycle_[c + 1] += first_of_cycle_[c];
    sorted_.resize(packets_.size());
    for (const waiting& p : packets_) sorted_[first_of_cycle_[p.cycle]++] = p;
    packets_.clear();
}

std::uint64_t tick_mesh::run() {
    if (packets_.empty()) return 0;
    sort();
    carried_ += sorted_.size();
    std::uint64_t last = 0;
    if (events_) {
        for (const waiting& p : sorted_) {
            const auto t = events_->send(now_ + p.cycle, p.source, p.destination, 1);
            last = std::max(last, t.tail);
        }
        const std::uint64_t took = last + 1 - now_;
        now_ = last + 1;
        return took;
    }
    wormhole_mesh& mesh = *cycles_;
    const std::uint64_t begin = mesh.cycle();
    const auto run_to = [&](std::uint64_t end) {
        while (mesh.run_until_arrival(end)) last = mesh.cycle() - 1;
    };
    for (const waiting& p : sorted_) {
        if (begin + p.cycle > mesh.cycle()) run_to(begin + p.cycle);
        mesh.inject({.source = p.source, .destination = p.destination});
    }
    // To the last credit: the next stretch finds the mesh at rest.
    while (mesh.next_cycle() != wormhole_mesh::never) run_to(mesh.next_cycle() + 1);
    return last + 1 - begin;
}

const mesh_routing& tick_mesh::routing() const {
    return events_ ? events_->routing() : cycles_->routing();
}

std::uint64_t tick_mesh::links() const {
    return (events_ ? events_->hops() : cycles_->activity().hops) - carried_;
}

mesh_load tick_mesh::load(std::uint64_t cycles) const {
    return events_ ? load_of(*events_, cycles) : load_of(*cycles_, cycles);
}

}  // namespace memglia
