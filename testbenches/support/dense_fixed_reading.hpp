#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "snan/network/population.hpp"
#include "snan/network/readout.hpp"
#include "testbenches/support/dense_fixed_steps.hpp"

namespace memglia::test::dense_fixed {

/// What a readout says of the ticks in which each neuron fired.
inline readout_result reading(const readout& is,
                              const std::vector<std::vector<std::uint64_t>>& fired, double tick_s,
                              std::uint64_t ticks) {
    readout_result r;
    r.groups.resize(fired.size() / is.neurons_per_group);
    const double begin = std::floor(is.from_s / tick_s + 0.5);
    const double end = std::floor(is.to_s / tick_s + 0.5);
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        const auto now = static_cast<double>(tick);
        if (now < begin || now >= end) continue;
        ++r.ticks;
        for (std::size_t j = 0; j < fired.size(); ++j) {
            if (!dense_fixed::has(fired[j], tick)) continue;
            group_reading& g = r.groups[j / is.neurons_per_group];
            ++g.spikes;
            if (!g.first_tick) g.first_tick = tick;
        }
    }
    r.is_over = static_cast<double>(ticks) >= end;
    std::uint64_t most = 0;
    for (const group_reading& g : r.groups) most = std::max(most, g.spikes);
    for (std::uint32_t g = 0; g < r.groups.size(); ++g) {
        if (most > 0 && r.groups[g].spikes == most) r.winners.push_back(g);
        if (r.ticks == 0) continue;
        r.groups[g].rate_hz = static_cast<double>(r.groups[g].spikes) /
                              (tick_s * is.neurons_per_group * static_cast<double>(r.ticks));
    }
    return r;
}

inline bool is_clamped(const population& what, double tick_s, std::uint64_t now) {
    if (!what.clamp) return false;
    for (const clamp_window& w : what.clamp->windows) {
        const auto tick = static_cast<double>(now);
        if (std::floor(w.from_s / tick_s + 0.5) <= tick &&
            tick < std::floor(w.until_s / tick_s + 0.5)) {
            return true;
        }
    }
    return false;
}

}  // namespace memglia::test::dense_fixed
