#include "snan/reference/coincidence_units.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

coincidence_units::coincidence_units(const network& net, const astrocyte_field& field,
                                     const zones& places)
    : config_(*field.coincidence),
      places_(places),
      trace_factor_(exp_exact_bits(-net.tick_s / config_.trace_tau_s)),
      factor_(exp_exact_bits(-net.tick_s / config_.tau_s)),
      latency_ticks_(std::max(1U, ticks_of(net, config_.latency_s))),
      refractory_ticks_(std::max(1U, ticks_of(net, config_.refractory_s))),
      open_ticks_(std::max(1U, ticks_of(net, config_.open_s))),
      pause_ticks_(ticks_of(net, config_.pause_s)),
      units_(places.units()),
      calcium_(places.units()) {}

void coincidence_units::advance() {
    const std::uint64_t tick = ticks_++;
    for (std::size_t u = 0; u < units_.size(); ++u) {
        unit_state& s = units_[u];
        double& calcium = calcium_[u];
        s.trace *= trace_factor_;
        calcium *= factor_;
        if (s.rises_at == tick) {
            calcium = std::min(calcium + config_.rise, config_.cap);
            s.rises_at.reset();
        }
        if (s.trace >= config_.strong && tick >= s.strong_from) {
            s.rises_at = tick + latency_ticks_;
            s.strong_from = tick + refractory_ticks_;
        }
        if (is_out_) {
            calcium = 0;
            s.rises_at.reset();
        }
        if (tick >= s.open_from && s.trace >= config_.weak && calcium >= config_.raised) {
            s.open_until = tick + open_ticks_;
            s.open_from = s.open_until + pause_ticks_;
        }
    }
}

void coincidence_units::sense(std::span<const std::uint32_t> spiking) {
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) units_[u].trace += config_.per_spike;
    }
}

}  // namespace memglia
