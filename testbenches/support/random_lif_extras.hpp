#pragma once

#include <algorithm>
#include <cstdint>

#include "base/random.hpp"
#include "snan/network/population.hpp"

namespace memglia::test {

/// Now and then noise, a floor, homeostasis and no reset, from a stream of their own.
inline void draw_extras(lif_config& lif, std::uint64_t seed, std::uint64_t index, double tick_s) {
    random_stream draw(seed, "test", "lif extras", index);
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    if (draw.below(4) == 0) {
        lif.reset = lif_reset::none;
        lif.v_reset = 0;
        if (draw.below(2) == 0) lif.refractory_s = 0;
    }
    if (draw.below(3) == 0) lif.noise = between(0.1, 1) * lif.tau_m_s / tick_s;
    if (draw.below(3) == 0) {
        lif.v_floor = std::min(lif.v_reset, lif.threshold) - between(0, 0.3);
    }
    if (draw.below(3) == 0) {
        homeostasis_config& h = lif.homeostasis.emplace();
        h.from_s = draw.below(2) * draw.below(300) * tick_s;
        if (draw.below(2) == 0) h.until_s = h.from_s + (1 + draw.below(600)) * tick_s;
        h.rise = between(0.02, 0.3);
        h.rate_hz = between(0.002, 0.3) / tick_s;
    }
}

/// Now and then constants of its own for every neuron, around those of the population.
inline void draw_own_models(population& p, std::uint64_t seed, std::uint64_t index) {
    random_stream draw(seed, "test", "own models", index);
    const auto own = [&](neuron_parameter which, double low, double high) {
        if (draw.below(3) != 0) return;
        neuron_values& values = p.per_neuron.emplace_back();
        values.parameter = which;
        for (std::uint32_t j = 0; j < p.size; ++j) {
            values.values.push_back(low + (high - low) * draw.uniform());
        }
    };
    const lif_config& lif = *p.lif;
    if (draw.below(2) == 0) return;
    own(neuron_parameter::threshold, lif.threshold, lif.threshold + 0.3);
    own(neuron_parameter::tau_m_s, lif.tau_m_s, 2 * lif.tau_m_s);
    if (lif.reset != lif_reset::hold) {
        const double longest = std::max(2 * lif.refractory_s, 3e-3);
        own(neuron_parameter::refractory_s, longest / 2, longest);
    }
    if (lif.noise > 0) own(neuron_parameter::noise, 0.8 * lif.noise, 1.2 * lif.noise);
    if (lif.has_floor()) own(neuron_parameter::v_floor, lif.v_floor - 0.2, lif.v_floor);
    if (lif.exponential) {
        own(neuron_parameter::synapse_tau_s, lif.exponential->tau_s, 2 * lif.exponential->tau_s);
    }
}

}  // namespace memglia::test
