#include "snan/reference/fixed_coincidence.hpp"

namespace memglia {

void fixed_coincidence::advance(std::uint32_t tick) {
    for (unit_state& s : units_) {
        if (s.rises_at == tick) {
            s.calcium.rise(tick, fixed_.decay, fixed_.rise, fixed_.cap);
            s.rises_at.reset();
        }
        const std::int64_t trace = s.trace.at(tick, fixed_.trace_decay);
        if (trace >= fixed_.strong && tick >= s.strong_from) {
            s.rises_at = std::uint64_t{tick} + fixed_.latency_ticks;
            s.strong_from = std::uint64_t{tick} + fixed_.refractory_ticks;
        }
        if (is_out_) {
            s.calcium = {0, tick};
            s.rises_at.reset();
        }
        if (tick >= s.open_from && trace >= fixed_.weak &&
            s.calcium.at(tick, fixed_.decay) >= fixed_.raised) {
            s.open_until = std::uint64_t{tick} + fixed_.open_ticks;
            s.open_from = s.open_until + fixed_.pause_ticks;
        }
    }
}

void fixed_coincidence::sense(std::span<const std::uint32_t> spiking, std::uint32_t tick) {
    for (const std::uint32_t j : spiking) {
        for (const std::uint32_t u : places_.sensing(j)) {
            units_[u].trace.rise(tick, fixed_.trace_decay, fixed_.per_spike, fixed_.most_trace);
        }
    }
}

}  // namespace memglia
