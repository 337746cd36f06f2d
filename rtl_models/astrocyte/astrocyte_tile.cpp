#include "rtl_models/astrocyte/astrocyte_tile.hpp"

#include <algorithm>

namespace memglia {

std::vector<astrocyte_tile::update> astrocyte_tile::initial_gates() const {
    std::vector<update> all;
    for (std::uint32_t u = 0; u < units(); ++u) {
        for (const gate_address& to : gates_of_unit_[u]) all.push_back({to, open_[u]});
    }
    return all;
}

void astrocyte_tile::send_gate(std::uint32_t u, std::uint64_t tick) {
    ++work_.gate_reads;
    const std::int32_t open = control_.inhibit ? 0 : std::max(gate(u, tick), control_.least_gate);
    if (open == open_[u]) return;
    open_[u] = open;
    for (const gate_address& to : gates_of_unit_[u]) updates_.push_back({to, open});
}

void astrocyte_tile::send_permit(std::uint32_t u) {
    ++work_.gate_reads;
    const bool may = !control_.inhibit && permits(u);
    if (may == (permitted_[u] != 0)) return;
    permitted_[u] = may ? 1 : 0;
    for (const gate_address& to : permits_of_unit_[u]) updates_.push_back({to, may ? 256 : 0});
}

const std::vector<astrocyte_tile::update>& astrocyte_tile::run_tick(std::uint64_t tick) {
    updates_.clear();
    advance(tick, is_new_control_ && control_.knock_out);
    for (std::uint32_t u = 0; u < units(); ++u) {
        if (!is_new_control_ && !may_move(u)) continue;
        if (!gates_of_unit_[u].empty()) send_gate(u, tick);
        if (!permits_of_unit_.empty() && !permits_of_unit_[u].empty()) send_permit(u);
    }
    is_new_control_ = false;
    work_.updates += updates_.size();
    for (const std::uint32_t u : touched_) {
        take(u, arrived_[u], tick);
        arrived_[u] = 0;
    }
    touched_.clear();
    return updates_;
}

}  // namespace memglia
