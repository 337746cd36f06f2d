#pragma once

#include <string>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia::test {

inline astrocyte_effect gain_of(std::vector<std::string> projections, gated_side by,
                                double strength) {
    astrocyte_effect e;
    e.projections = std::move(projections);
    e.by = by;
    e.strength = strength;
    return e;
}

/// Five inputs onto ten neurons, plastic and gated, and chance connections among the ten.
inline network sample_network() {
    network net;
    net.populations.resize(2);
    net.populations[0].name = "inputs";
    net.populations[0].size = 5;
    net.populations[0].spikes.emplace();
    net.populations[1].name = "cells";
    net.populations[1].size = 10;
    net.populations[1].lif.emplace();
    net.projections.resize(2);
    projection& in = net.projections[0];
    in.name = "in";
    in.source = "inputs";
    in.target = "cells";
    in.weight = 0.3;
    in.weight_spread = 0.2;
    in.stdp = pair_stdp_config{.w_max = 0.5};
    projection& within = net.projections[1];
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::probability;
    within.probability = 0.1;
    within.weight = 0.02;
    within.delay_ticks = 15;
    within.delay_spread_ticks = 4;
    astrocyte_field& glia = net.astrocytes.emplace_back();
    glia.name = "glia";
    glia.senses = "cells";
    glia.neurons_per_unit = 3;
    glia.calcium.emplace();
    glia.effects = {gain_of({"in"}, gated_side::target, -0.7)};
    net.probes.push_back({.name = "raster", .record = probe_kind::spikes, .of = "cells"});
    return net;
}

}  // namespace memglia::test
