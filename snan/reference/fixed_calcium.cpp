#include "snan/reference/fixed_calcium.hpp"

#include <algorithm>

namespace memglia {

fixed_calcium::fixed_calcium(const network& net, const astrocyte_field& config,
                             const fixed_astrocytes& fixed, const number_format& format)
    : fixed_(fixed),
      neurons_per_unit_(config.neurons_per_unit),
      most_(format.most_state()),
      calcium_(unit_count(net, config)),
      share_(net.populations[index_of(net.populations, config.senses)].size, share_of(0)) {}

std::int32_t fixed_calcium::share_of(std::int64_t calcium) const {
    const std::int64_t entry = (calcium - fixed_.table_from) >> fixed_.table_shift;
    const auto last = static_cast<std::int64_t>(fixed_astrocytes::shares) - 1;
    return fixed_.share[static_cast<std::size_t>(std::clamp<std::int64_t>(entry, 0, last))];
}

void fixed_calcium::advance(std::uint32_t tick) {
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

const std::int32_t* fixed_calcium::share(std::uint32_t tick) {
    if (shares_of_ == tick) return share_.data();
    for (std::size_t u = 0; u < calcium_.size(); ++u) {
        const std::size_t begin = u * neurons_per_unit_;
        const std::int32_t share = share_of(calcium(u, tick));
        if (share == share_[begin]) continue;
        const std::size_t end = std::min(begin + neurons_per_unit_, share_.size());
        for (std::size_t j = begin; j < end; ++j) share_[j] = share;
    }
    shares_of_ = tick;
    return share_.data();
}

void fixed_calcium::sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) {
    for (const std::uint32_t j : spiking) {
        calcium_[j / neurons_per_unit_].rise(tick, fixed_.decay, fixed_.per_spike, most_);
    }
}

}  // namespace memglia
