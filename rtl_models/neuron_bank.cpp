#include "rtl_models/neuron_bank.hpp"

#include <algorithm>

namespace memglia {

void neuron_bank::load(const chip_image& image) {
    membrane_.fill(0);
    compared_.fill(0);
    tick_ = 0;
    fire_threshold_ = image.fire_threshold;
    contact_inhibition_ = image.contact_inhibition;
    leak_of_ticks_ = image.leak_of_ticks;
}

void neuron_bank::leak_to(std::uint64_t tick) {
    const std::uint64_t elapsed = tick - tick_;
    if (elapsed == 0) return;
    tick_ = tick;
    for (std::int64_t& v : membrane_) {
        if (v == 0) continue;
        v = elapsed < leak_of_ticks_.size() ? (v * leak_of_ticks_[elapsed] + 128) >> 8U : 0;
    }
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
