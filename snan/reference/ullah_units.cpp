#include "snan/reference/ullah_units.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "snan/network/coupling.hpp"

namespace memglia {

namespace {

// Where the authors' code starts.
constexpr ullah_state start{0.072495, 0.886314, 0.820204};

}  // namespace

ullah_units::ullah_units(const network& net, const astrocyte_field& field, const zones& places)
    : config_(*field.ullah),
      places_(places),
      tick_s_(net.tick_s),
      glutamate_factor_(exp_exact_bits(-net.tick_s * config_.glutamate_decay_hz)),
      drive_ticks_(ticks_of(net, config_.drive_s)),
      open_ticks_(std::max(1U, ticks_of(net, config_.open_s))),
      edges_(coupling_edges(net, field)),
      glutamate_(places.neurons()),
      active_(places.units()),
      state_(places.units(), start),
      inflow_(places.units()),
      calcium_(places.units(), start.calcium_um),
      driven_until_(places.units()),
      open_until_(places.units()),
      spikes_(std::max(1U, ticks_of(net, config_.window_s)),
              std::vector<std::uint32_t>(places.units())),
      lately_(places.units()) {}

void ullah_units::exchange() {
    std::fill(inflow_.begin(), inflow_.end(), ullah_state{0, 0, 0});
    for (const unit_edge& e : edges_) {
        const ullah_state& a = state_[e.first];
        const ullah_state& b = state_[e.second];
        const double calcium = config_.calcium_flow_hz * (b.calcium_um - a.calcium_um);
        const double ip3 = config_.ip3_flow_hz * (b.ip3_um - a.ip3_um);
        inflow_[e.first].calcium_um += calcium;
        inflow_[e.first].ip3_um += ip3;
        inflow_[e.second].calcium_um -= calcium;
        inflow_[e.second].ip3_um -= ip3;
    }
}

void ullah_units::advance() {
    const std::uint64_t tick = ticks_++;
    std::fill(active_.begin(), active_.end(), 0);
    for (std::uint32_t j = 0; j < glutamate_.size(); ++j) {
        glutamate_[j] *= glutamate_factor_;
        if (glutamate_[j] < config_.active_um) continue;
        for (const std::uint32_t u : places_.sensing(j)) ++active_[u];
    }
    exchange();
    for (std::size_t u = 0; u < state_.size(); ++u) {
        if (active_[u] >= config_.active_neurons) driven_until_[u] = tick + drive_ticks_;
        const double drive = tick < driven_until_[u] ? config_.drive_um_per_s : 0;
        state_[u] = is_out_ ? start
                            : ullah_step(state_[u], drive + inflow_[u].ip3_um, tick_s_,
                                         inflow_[u].calcium_um);
        calcium_[u] = state_[u].calcium_um;
        if (calcium_[u] > config_.calcium_um && lately_[u] >= config_.spikes) {
            open_until_[u] = tick + open_ticks_;
        }
    }
    // The oldest tick of the window makes room for this one.
    std::vector<std::uint32_t>& oldest = spikes_[tick % spikes_.size()];
    for (std::size_t u = 0; u < oldest.size(); ++u) lately_[u] -= oldest[u];
    std::fill(oldest.begin(), oldest.end(), 0);
}

void ullah_units::sense(std::span<const std::uint32_t> spiking) {
    std::vector<std::uint32_t>& now = spikes_[(ticks_ - 1) % spikes_.size()];
    for (const std::uint32_t j : spiking) {
        glutamate_[j] += config_.glutamate_um;
        for (const std::uint32_t u : places_.sensing(j)) {
            ++now[u];
            ++lately_[u];
        }
    }
}

}  // namespace memglia
