#include "snan/reference/calcium_units.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "snan/network/coupling.hpp"

namespace memglia {

calcium_units::calcium_units(const network& net, const astrocyte_field& config)
    : config_(config),
      factor_(config.calcium.decay == calcium_decay::exact
                  ? exp_exact_bits(-net.tick_s / config.calcium.tau_s)
                  : 1 - net.tick_s / config.calcium.tau_s),
      calcium_(unit_count(net, config)),
      share_(net.populations[index_of(net.populations, config.senses)].size + 1, 1.0),
      edges_(coupling_edges(net, config)) {}

void calcium_units::advance() {
    for (double& c : calcium_) c *= factor_;
    has_share_ = false;
    if (edges_.empty()) return;
    gain_.assign(calcium_.size(), 0.0);
    for (const unit_edge& e : edges_) {
        const double flux =
            config_.coupling->conductance * (calcium_[e.second] - calcium_[e.first]);
        gain_[e.first] += flux;
        gain_[e.second] -= flux;
    }
    for (std::size_t u = 0; u < calcium_.size(); ++u) calcium_[u] += gain_[u];
}

void calcium_units::sense(const std::vector<std::uint32_t>& spiking) {
    for (const std::uint32_t j : spiking) {
        calcium_[j / config_.neurons_per_unit] += config_.calcium.per_spike;
    }
}

const double* calcium_units::share() {
    if (has_share_) return share_.data();
    const std::size_t neurons = share_.size() - 1;
    for (std::size_t u = 0; u < calcium_.size(); ++u) {
        const std::size_t begin = u * config_.neurons_per_unit;
        const std::size_t end = std::min(begin + config_.neurons_per_unit, neurons);
        const double share = gated_share(config_.calcium, calcium_[u]);
        for (std::size_t j = begin; j < end; ++j) share_[j] = share;
    }
    has_share_ = true;
    return share_.data();
}

}  // namespace memglia
