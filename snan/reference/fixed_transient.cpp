#include "snan/reference/fixed_transient.hpp"

namespace memglia {

void fixed_transient::advance(std::uint32_t tick) {
    for (std::uint32_t u = 0; u < units_.size(); ++u) {
        unit_state& s = units_[u];
        if (is_out_ || sample(u, tick) == last_sample()) s.began.reset();
        if (!is_out_ && !s.began && s.trace.at(tick, fixed_.trace_decay) >= fixed_.strong) {
            s.began = tick;
        }
    }
}

void fixed_transient::sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) {
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) {
            units_[u].trace.rise(tick, fixed_.trace_decay, fixed_.per_spike, fixed_.most_trace);
        }
    }
}

}  // namespace memglia
