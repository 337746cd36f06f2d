#include "rtl_models/astrocyte/calcium_tile.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

calcium_tile::calcium_tile(calcium_image image)
    : image_(std::move(image)),
      level_(image_.gates_of_unit.size()),
      rose_at_(level_.size()),
      inflow_(image_.edges.empty() ? 0 : level_.size()),
      open_(level_.size(), gate_of(0)),
      arrived_(level_.size()) {}

std::int32_t calcium_tile::gate_of(std::int64_t calcium) const {
    const std::int64_t entry = (calcium - image_.table_from) >> image_.table_shift;
    const std::int64_t last = static_cast<std::int64_t>(image_.gate.size()) - 1;
    return image_.gate[static_cast<std::size_t>(std::clamp<std::int64_t>(entry, 0, last))];
}

void calcium_tile::control(const tile_control& control) {
    control_ = control;
    is_new_control_ = true;
}

void calcium_tile::clear(std::uint64_t tick) {
    std::fill(level_.begin(), level_.end(), 0);
    std::fill(rose_at_.begin(), rose_at_.end(), tick);
    work_.clears += level_.size();
}

std::int64_t calcium_tile::calcium(std::uint32_t unit, std::uint64_t tick) const {
    return image_.decay.after(level_[unit], tick - rose_at_[unit]);
}

std::vector<calcium_tile::update> calcium_tile::initial_gates() const {
    std::vector<update> all;
    for (const auto& gates : image_.gates_of_unit) {
        for (const gate_address& to : gates) all.push_back({to, gate_of(0)});
    }
    return all;
}

void calcium_tile::exchange(std::uint64_t tick) {
    if (image_.edges.empty() || control_.knock_out) return;
    constexpr unsigned conductance_bits = 20;
    for (std::uint32_t u = 0; u < level_.size(); ++u) {
        level_[u] = calcium(u, tick);
        rose_at_[u] = tick;
    }
    for (const calcium_edge& e : image_.edges) {
        // The larger end gives; shifting a difference of at least 0 rounds it towards zero.
        const bool rises = level_[e.first] < level_[e.second];
        const std::uint32_t from = rises ? e.second : e.first;
        const std::uint32_t to = rises ? e.first : e.second;
        const std::int64_t flux =
            ((level_[from] - level_[to]) * image_.conductance) >> conductance_bits;
        inflow_[from] -= flux;
        inflow_[to] += flux;
    }
    for (std::uint32_t u = 0; u < level_.size(); ++u) {
        level_[u] += inflow_[u];
        inflow_[u] = 0;
    }
    work_.exchanges += image_.edges.size();
    work_.decays += level_.size();
}

const std::vector<calcium_tile::update>& calcium_tile::run_tick(std::uint64_t tick) {
    updates_.clear();
    if (is_new_control_ && control_.knock_out) clear(tick);
    exchange(tick);
    for (std::uint32_t u = 0; u < level_.size(); ++u) {
        // Without edges calcium that was 0 has opened no gate yet.
        const bool is_untouched = level_[u] == 0 && image_.edges.empty() && !is_new_control_;
        if (is_untouched || image_.gates_of_unit[u].empty()) continue;
        ++work_.gate_reads;
        const std::int32_t open =
            control_.inhibit ? 0 : std::max(gate_of(calcium(u, tick)), control_.least_gate);
        if (open == open_[u]) continue;
        open_[u] = open;
        for (const gate_address& to : image_.gates_of_unit[u]) updates_.push_back({to, open});
    }
    is_new_control_ = false;
    work_.updates += updates_.size();
    for (const std::uint32_t u : touched_) {
        if (!control_.knock_out) {
            level_[u] = std::min<std::int64_t>(
                calcium(u, tick) + std::int64_t{arrived_[u]} * image_.per_spike, image_.cap);
            rose_at_[u] = tick;
            ++work_.rises;
        }
        arrived_[u] = 0;
    }
    touched_.clear();
    return updates_;
}

}  // namespace memglia
