#pragma once

#include <optional>
#include <string>

#include "base/field.hpp"

namespace memglia {

/// Three factors (Izhikevich 2007, 10.1093/cercor/bhl152): what pairs of spikes would do to the
/// weight they do to an eligibility c of the synapse, which decays with tau_s and has no bounds;
/// every spike of the population `by` is a reward and adds gain c to the weight, clipped as ever.
/// In a tick rewards come last.
struct reward_config {
    std::string by = "";
    double tau_s = 1;
    double gain = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "by", .doc = "population whose spikes are rewards"}, self.by);
        visit(field{.name = "tau_s",
                    .unit = "s",
                    .doc = "decay of the eligibility",
                    .min = 1e-6,
                    .max = 1e4},
              self.tau_s);
        visit(field{.name = "gain",
                    .unit = "1",
                    .doc = "of eligibility that a reward adds to the weight; below 0: a punishment",
                    .min = -1e3,
                    .max = 1e3},
              self.gain);
    }
};

/// Pair-based plasticity of spike times, additive, all pairs, clipped to [0, w_max] after every
/// change (Song, Miller and Abbott 2000, 10.1038/78829). A spike that arrives raises the trace
/// x_pre by a_plus, and after its delivery takes x_post off the weight; a spike of the target
/// raises x_post by a_minus and adds x_pre to the weight. Within a tick arrivals come first. The
/// presynaptic trace lies behind the delay, at the synapse.
struct pair_stdp_config {
    double a_plus = 0.004;
    double a_minus = 0.0044;
    double tau_plus_s = 20e-3;
    double tau_minus_s = 20e-3;
    double w_max = 1;
    std::optional<reward_config> reward = {};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "a_plus",
                    .unit = "1",
                    .doc = "gain of weight of a pair that coincides, source first",
                    .min = 0,
                    .max = 1e6},
              self.a_plus);
        visit(field{.name = "a_minus",
                    .unit = "1",
                    .doc = "loss of weight of a pair that coincides, target first",
                    .min = 0,
                    .max = 1e6},
              self.a_minus);
        visit(field{.name = "tau_plus_s",
                    .unit = "s",
                    .doc = "decay of the trace of arrivals",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_plus_s);
        visit(field{.name = "tau_minus_s",
                    .unit = "s",
                    .doc = "decay of the trace of the target's spikes",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_minus_s);
        visit(field{.name = "w_max",
                    .unit = "1",
                    .doc = "largest weight; the smallest is 0",
                    .min = 0,
                    .max = 1e6},
              self.w_max);
        visit(field{.name = "reward", .doc = "pairs make a synapse eligible; rewards change it"},
              self.reward);
    }
};

}  // namespace memglia
