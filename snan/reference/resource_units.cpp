#include "snan/reference/resource_units.hpp"

#include <algorithm>

#include "snan/network/coupling.hpp"

namespace memglia {

resource_units::resource_units(const network& net, const astrocyte_field& field,
                               const zones& places)
    : places_(places),
      depletion_(field.resource->depletion),
      replenishment_(field.resource->replenishment_hz * net.tick_s),
      exchanges_(field.resource->exchanges),
      edges_(coupling_edges(net, field)),
      gain_(places.units()),
      spikes_(places.units()) {
    const resource_config& r = *field.resource;
    if (field.coupling) conductance_ = field.coupling->conductance;
    resource_ = r.synaptic_of_unit;
    resource_.resize(places.units(), r.synaptic);
    std::vector<double> astrocytic = r.astrocytic_of_unit;
    astrocytic.resize(places.units(), r.astrocytic);
    resource_.insert(resource_.end(), astrocytic.begin(), astrocytic.end());
}

void resource_units::advance() {
    if (is_out_ || edges_.empty()) return;
    double* const a = resource_.data() + places_.units();
    for (std::uint32_t k = 0; k < exchanges_; ++k) {
        std::fill(gain_.begin(), gain_.end(), 0.0);
        for (const unit_edge& e : edges_) {
            const double flux = conductance_ * (a[e.second] - a[e.first]);
            gain_[e.first] += flux;
            gain_[e.second] -= flux;
        }
        for (std::size_t u = 0; u < gain_.size(); ++u) a[u] += gain_[u];
    }
}

void resource_units::sense(std::span<const std::uint32_t> spiking) {
    if (is_out_) return;
    std::fill(spikes_.begin(), spikes_.end(), 0);
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) ++spikes_[u];
    }
    for (std::uint32_t u = 0; u < places_.units(); ++u) {
        double& q = resource_[u];
        double& a = resource_[places_.units() + u];
        const double used = std::min(depletion_ * spikes_[u] * q, q);
        const double given = std::min({replenishment_ * a * (1 - q), a, 1 - q});
        q += given - used;
        a += used - given;
    }
}

}  // namespace memglia
