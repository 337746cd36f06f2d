#include "rtl_models/navigation/neuron_bank.hpp"

#include <algorithm>
#include <iterator>

namespace memglia {

void neuron_bank::load(const chip_image& image) {
    membrane_.fill(0);  // nothing that leaks: the first charge sets the tick
    compared_.fill(0);
    fire_threshold_ = image.fire_threshold;
    contact_inhibition_ = image.contact_inhibition;
    leak_ = image.leak;
}

void neuron_bank::leak_to(std::uint64_t tick) {
    const std::uint64_t elapsed = tick - tick_;
    if (elapsed == 0) return;
    tick_ = tick;
    const auto after = std::upper_bound(
        leak_.begin(), leak_.end(), elapsed,
        [](std::uint64_t ticks, const leak_step& step) { return ticks < step.from_tick; });
    const std::int64_t factor = std::prev(after)->factor;
    for (std::int64_t& v : membrane_) v = (v * factor + 128) >> 8U;
}

void neuron_bank::hold_to(std::uint64_t tick) {
    tick_ = tick;
}

void neuron_bank::integrate(std::size_t neuron, std::int64_t charge, std::uint64_t tick) {
    leak_to(tick);
    membrane_[neuron] += charge;
    book_.count(activity::neuron_add);
}

std::uint8_t neuron_bank::end_tick() {
    std::int64_t strongest = fire_threshold_;
    std::uint8_t fired = 0;
    book_.count(activity::neuron_compare, neurons);
    for (std::size_t n = 0; n < neurons; ++n) {
        membrane_[n] = std::clamp(membrane_[n], -membrane_max - 1, membrane_max);
        compared_[n] = static_cast<std::int32_t>(membrane_[n]);
        if (membrane_[n] > strongest) fired = 0;
        if (membrane_[n] >= strongest) {
            strongest = membrane_[n];
            fired = static_cast<std::uint8_t>(unsigned{fired} | 1U << n);
        }
    }
    if (fired != 0) {
        membrane_.fill(0);
        for (std::size_t n = 0; n < neurons; ++n) {
            if ((unsigned{fired} >> n & 1U) != 0) book_.count(activity::neuron_spike);
        }
    }
    return fired;
}

}  // namespace memglia
