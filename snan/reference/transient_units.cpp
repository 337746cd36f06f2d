#include "snan/reference/transient_units.hpp"

#include "base/elementary.hpp"

namespace memglia {

transient_units::transient_units(const network& net, const astrocyte_field& field,
                                 const zones& places)
    : config_(*field.ullah_transient),
      places_(places),
      shape_(net, config_),
      trace_factor_(exp_exact_bits(-net.tick_s / config_.trace_tau_s)),
      trace_(places.units()),
      began_(places.units()),
      calcium_(places.units(), shape_.calcium_um.back()) {}

void transient_units::advance() {
    const std::uint64_t tick = ticks_++;
    const std::uint64_t over = (shape_.calcium_um.size() - 1) * shape_.sample_ticks;
    for (std::size_t u = 0; u < trace_.size(); ++u) {
        trace_[u] *= trace_factor_;
        if (is_out_ || (began_[u] && tick - *began_[u] >= over)) began_[u].reset();
        if (!is_out_ && !began_[u] && trace_[u] >= config_.strong) began_[u] = tick;
        calcium_[u] = began_[u] ? shape_.calcium_um[(tick - *began_[u]) / shape_.sample_ticks]
                                : shape_.calcium_um.back();
    }
}

void transient_units::sense(std::span<const std::uint32_t> spiking) {
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) trace_[u] += config_.per_spike;
    }
}

}  // namespace memglia
