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

const std::vector<astrocyte_tile::update>& astrocyte_tile::run_tick(std::uint64_t tick) {
    updates_.clear();
    advance(tick, is_new_control_ && control_.knock_out);
    for (std::uint32_t u = 0; u < units(); ++u) {
        if (gates_of_unit_[u].empty() || (!is_new_control_ && !may_move(u))) continue;
        ++work_.gate_reads;
        const std::int32_t open =
            control_.inhibit ? 0 : std::max(gate(u, tick), control_.least_gate);
        if (open == open_[u]) continue;
        open_[u] = open;
        for (const gate_address& to : gates_of_unit_[u]) updates_.push_back({to, open});
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
