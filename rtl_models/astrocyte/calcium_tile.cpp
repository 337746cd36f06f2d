#include "rtl_models/astrocyte/calcium_tile.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

calcium_tile::calcium_tile(calcium_image image)
    : astrocyte_tile(image, gate_of(image, 0)),
      image_(std::move(image)),
      level_(image_.gates_of_unit.size()),
      rose_at_(level_.size()),
      inflow_(image_.edges.empty() ? 0 : level_.size()) {}

std::int32_t calcium_tile::gate_of(const calcium_image& image, std::int64_t calcium) {
    const std::int64_t entry = (calcium - image.table_from) >> image.table_shift;
    const std::int64_t last = static_cast<std::int64_t>(image.gate.size()) - 1;
    return image.gate[static_cast<std::size_t>(std::clamp<std::int64_t>(entry, 0, last))];
}

std::int64_t calcium_tile::calcium(std::uint32_t unit, std::uint64_t tick) const {
    return image_.decay.after(level_[unit], tick - rose_at_[unit]);
}

void calcium_tile::advance(std::uint64_t tick, bool is_cleared) {
    cleared_ = 0;
    if (is_cleared) {
        std::fill(level_.begin(), level_.end(), 0);
        std::fill(rose_at_.begin(), rose_at_.end(), tick);
        cleared_ = level_.size();
        work_.clears += cleared_;
    }
    if (!image_.edges.empty() && !is_out()) exchange(tick);
}

void calcium_tile::exchange(std::uint64_t tick) {
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

void calcium_tile::take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) {
    if (is_out()) return;
    level_[unit] = std::min<std::int64_t>(
        calcium(unit, tick) + std::int64_t{spikes} * image_.per_spike, image_.cap);
    rose_at_[unit] = tick;
    ++work_.rises;
}

}  // namespace memglia
