#pragma once

#include <cstdint>

#include "base/random.hpp"
#include "snan/network/simulation.hpp"

namespace memglia::test {

/// Runs a network and interferes at random: currents, spikes of inputs, manipulations of fields.
/// The same for every simulation of the same network.
inline void run_with_actions(network_simulation& of, std::uint64_t seed, std::uint64_t ticks) {
    random_stream draw(seed, "test", "actions");
    const network& net = of.description();
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    while (of.ticks() < ticks) {
        for (std::uint32_t n = draw.below(4); n > 0; --n) {
            const std::uint32_t p = draw.below(static_cast<std::uint32_t>(net.populations.size()));
            const std::uint32_t size = net.populations[p].size;
            if (!has_neurons(net.populations[p])) {
                of.inject(p, draw.below(size));
                continue;
            }
            current_pulse pulse{.population = p, .first = draw.below(size)};
            pulse.count = 1 + draw.below(size - pulse.first);
            pulse.current = between(-0.5, 1);
            pulse.ticks = 1 + draw.below(80);
            of.stimulate(pulse);
        }
        if (!net.astrocytes.empty() && draw.below(3) == 0) {
            astrocyte_control c;
            c.knock_out = draw.below(4) == 0;
            c.inhibit = draw.below(4) == 0;
            if (draw.below(3) == 0) c.least_gate = between(0, 2);
            of.manipulate(draw.below(static_cast<std::uint32_t>(net.astrocytes.size())), c);
        }
        const std::uint64_t stretch = 1 + draw.below(60);
        of.run(stretch < ticks - of.ticks() ? stretch : ticks - of.ticks());
    }
}

}  // namespace memglia::test
