#pragma once

#include <algorithm>
#include <cstdint>

#include "base/random.hpp"
#include "snan/network/wiring.hpp"

namespace memglia::test {

/// Makes the rule of a projection with pairs of spikes tripartite now and then, scaled or not,
/// permitted by a field of the model coincidence that is over its targets or by none. From a stream
/// of its own: what else is drawn stays.
inline void draw_tripartite(network& net, std::size_t index) {
    projection& p = net.projections[index];
    random_stream draw(net.seed, "test", "tripartite", index);
    if (!p.stdp || p.stdp->reward || p.stdp->w_max == 0 || draw.below(2) == 0) return;
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    tripartite_config& rule = p.tripartite.emplace();
    rule.w_max = p.stdp->w_max;
    p.stdp.reset();
    rule.step = rule.w_max * between(0.05, 0.6);
    rule.window_s = draw.below(40) * net.tick_s;
    rule.pause_s = draw.below(3) == 0 ? 0 : draw.below(100) * net.tick_s;
    if (draw.below(4) == 0) rule.until_s = (1 + draw.below(700)) * net.tick_s;
    const population& target = net.populations[index_of(net.populations, p.target)];
    for (const astrocyte_field& a : net.astrocytes) {
        const population& sensed = net.populations[index_of(net.populations, a.senses)];
        const bool is_like =
            sensed.size == target.size &&
            (!sensed.grid || !target.grid || sensed.grid->columns == target.grid->columns);
        if (a.coincidence && is_like && draw.below(4) > 0) rule.astrocytes = a.name;
    }
    if (draw.below(3) == 0) return;
    const double together = std::max(1.0, expected_synapses(net, index) / target.size) * rule.w_max;
    rule.synaptic_scaling = synaptic_scaling_config{.total = together * between(0.2, 0.8),
                                                    .floor = together * between(0.05, 0.8)};
}

}  // namespace memglia::test
