#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/network/simulation.hpp"
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

inline std::vector<spike_event> spikes_in(const std::vector<std::vector<std::uint64_t>>& fired,
                                          std::uint64_t ticks) {
    std::vector<spike_event> all;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        for (std::uint32_t j = 0; j < fired.size(); ++j) {
            if (has(fired[j], tick)) all.push_back({j, tick});
        }
    }
    return all;
}

/// What stimuli, and pulses with the ticks in which they began, drive a neuron with; none where
/// nothing ever does.
inline std::optional<double> stimuli_into(
    const network& net, const std::vector<std::pair<current_pulse, std::uint64_t>>& pulses,
    std::size_t p, std::uint32_t j, std::uint64_t now) {
    std::optional<double> sum;
    const auto add = [&](double first, double end, double current) {
        const auto tick = static_cast<double>(now);
        sum = sum.value_or(0) + (first <= tick && tick < end ? current : 0);
    };
    for (const stimulus& s : net.stimuli) {
        if (s.population != net.populations[p].name) continue;
        add(std::floor(s.from_s / net.tick_s + 0.5), std::floor(s.to_s / net.tick_s + 0.5),
            s.current);
    }
    for (const auto& [pulse, since] : pulses) {
        if (pulse.population != p || j < pulse.first || j >= pulse.first + pulse.count) continue;
        add(static_cast<double>(since), static_cast<double>(since + pulse.ticks), pulse.current);
    }
    return sum;
}

/// What probes may see after a tick.
struct snapshot {
    std::vector<std::vector<double>> membranes;
    std::vector<std::vector<double>> weights;
    std::vector<std::vector<double>> calcium;

    const std::vector<double>& of(const network& net, const probe& p) const {
        if (p.record == probe_kind::membrane) return membranes[index_of(net.populations, p.of)];
        if (p.record == probe_kind::calcium) return calcium[index_of(net.astrocytes, p.of)];
        return weights[index_of(net.projections, p.of)];
    }
};

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
