#include "snan/reference/fixed_calcium.hpp"

#include <algorithm>

namespace memglia {

std::int32_t fixed_calcium::gate(std::uint32_t unit, std::uint32_t tick) const {
    const std::int64_t entry = (calcium(unit, tick) - fixed_.table_from) >> fixed_.table_shift;
    const auto last = static_cast<std::int64_t>(fixed_calcium_model::entries) - 1;
    return fixed_.gate[static_cast<std::size_t>(std::clamp<std::int64_t>(entry, 0, last))];
}

void fixed_calcium::advance(std::uint32_t tick) {
    if (is_out_) {
        std::fill(calcium_.begin(), calcium_.end(), fixed_trace{0, tick});
        return;
    }
    if (!fixed_.coupling) return;
    for (fixed_trace& c : calcium_) {
        c = {static_cast<std::int32_t>(c.at(tick, fixed_.decay)), tick};
    }
    gain_.assign(calcium_.size(), 0);
    for (const unit_edge& e : fixed_.coupling->edges) {
        const std::int64_t apart = std::int64_t{calcium_[e.second].value} - calcium_[e.first].value;
        const std::int64_t flux = apart * fixed_.coupling->conductance / factor_one;
        gain_[e.first] += flux;
        gain_[e.second] -= flux;
    }
    for (std::size_t u = 0; u < calcium_.size(); ++u) {
        calcium_[u].value += static_cast<std::int32_t>(gain_[u]);
    }
}

void fixed_calcium::sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) {
    if (is_out_) return;
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) {
            calcium_[u].rise(tick, fixed_.decay, fixed_.per_spike, fixed_.cap);
        }
    }
}

}  // namespace memglia
