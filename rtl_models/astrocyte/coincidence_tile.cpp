#include "rtl_models/astrocyte/coincidence_tile.hpp"

#include <algorithm>

namespace memglia {

coincidence_tile::coincidence_tile(const coincidence_image& image)
    : astrocyte_tile(image, 0), image_(image), units_(image.gates_of_unit.size()) {}

std::int64_t coincidence_tile::calcium(std::uint32_t unit, std::uint64_t tick) const {
    return units_[unit].calcium.at(tick, image_.decay);
}

void coincidence_tile::step(unit_words& w, std::uint64_t tick) {
    const std::int64_t trace = w.trace.at(tick, image_.trace_decay);
    if (w.rises_at == tick && !is_out()) {
        w.calcium.rise(tick, image_.decay, image_.rise, image_.cap);
        ++work_.changes;
    }
    if (w.rises_at == tick || is_out()) w.rises_at = never;
    if (trace >= image_.strong && tick >= w.strong_from) {
        if (!is_out()) w.rises_at = tick + image_.latency_ticks;
        w.strong_from = tick + image_.refractory_ticks;
        ++work_.changes;
    }
    const bool is_raised = w.calcium.at(tick, image_.decay) >= image_.raised;
    if (tick >= w.open_from && trace >= image_.weak && is_raised) {
        w.open_until = tick + image_.open_ticks;
        w.open_from = w.open_until + image_.pause_ticks;
        ++work_.changes;
    }
    w.permits = trace >= image_.strong && is_raised;
    w.is_awake =
        w.rises_at != never || tick < w.open_until || trace >= std::min(image_.strong, image_.weak);
}

void coincidence_tile::advance(std::uint64_t tick, bool is_cleared) {
    constexpr std::uint64_t bits = 32;
    cycles_ = (units_.size() + bits - 1) / bits;
    for (unit_words& w : units_) {
        if (is_cleared) {
            w.calcium = {0, tick};
            ++work_.clears;
            ++cycles_;
        }
        w.was_awake = w.is_awake;
        if (!w.is_awake) continue;
        step(w, tick);
        ++work_.states;
        ++cycles_;
    }
}

void coincidence_tile::take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) {
    unit_words& w = units_[unit];
    w.trace.rise(tick, image_.trace_decay, std::int64_t{spikes} * image_.per_spike,
                 image_.most_trace);
    w.is_awake = true;
    ++work_.rises;
}

}  // namespace memglia
