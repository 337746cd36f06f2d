#include "rtl_models/astrocyte/transient_tile.hpp"

namespace memglia {

transient_tile::transient_tile(const transient_image& image)
    : astrocyte_tile(image, image.gate.back()), image_(image), units_(image.gates_of_unit.size()) {}

void transient_tile::step(unit_words& w, std::uint64_t tick) {
    const bool is_strong = w.trace.at(tick, image_.trace_decay) >= image_.strong;
    const std::uint64_t before = w.began;
    if (is_out() || sample(w, tick) == rest()) w.began = never;
    if (!is_out() && w.began == never && is_strong) w.began = tick;
    if (w.began != before) ++work_.changes;
    w.is_awake = w.began != never || is_strong;
}

void transient_tile::advance(std::uint64_t tick, bool) {
    constexpr std::uint64_t bits = 32;
    cycles_ = (units_.size() + bits - 1) / bits;
    for (unit_words& w : units_) {
        w.was_awake = w.is_awake;
        if (!w.is_awake) continue;
        step(w, tick);
        ++work_.states;
        ++cycles_;
    }
}

void transient_tile::take(std::uint32_t unit, std::uint32_t spikes, std::uint64_t tick) {
    unit_words& w = units_[unit];
    w.trace.rise(tick, image_.trace_decay, std::int64_t{spikes} * image_.per_spike,
                 image_.most_trace);
    w.is_awake = true;
    ++work_.rises;
}

}  // namespace memglia
