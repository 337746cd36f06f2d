#include "snan/reference/calcium_units.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "snan/network/coupling.hpp"

namespace memglia {

calcium_units::calcium_units(const network& net, const astrocyte_field& field, const zones& places)
    : config_(*field.calcium),
      places_(places),
      factor_(config_.decay == calcium_decay::exact ? exp_exact_bits(-net.tick_s / config_.tau_s)
                                                    : 1 - net.tick_s / config_.tau_s),
      calcium_(places.units()),
      conductance_(field.coupling ? field.coupling->conductance : 0),
      edges_(coupling_edges(net, field)) {}

void calcium_units::advance() {
    if (is_out_) {
        std::fill(calcium_.begin(), calcium_.end(), 0.0);
        return;
    }
    for (double& c : calcium_) c *= factor_;
    if (edges_.empty()) return;
    gain_.assign(calcium_.size(), 0.0);
    for (const unit_edge& e : edges_) {
        const double flux = conductance_ * (calcium_[e.second] - calcium_[e.first]);
        gain_[e.first] += flux;
        gain_[e.second] -= flux;
    }
    for (std::size_t u = 0; u < calcium_.size(); ++u) calcium_[u] += gain_[u];
}

void calcium_units::sense(std::span<const std::uint32_t> spiking) {
    if (is_out_) return;
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) {
            calcium_[u] = std::min(calcium_[u] + config_.per_spike, config_.cap);
        }
    }
}

}  // namespace memglia
