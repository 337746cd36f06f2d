#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/field.hpp"
#include "snan/models/pair_stdp.hpp"

namespace memglia {

/// Spikes that a bench makes, on both sides of its synapses.
struct random_pairs {
    std::uint32_t ticks = 2000;
    double rate = 0.02;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "ticks", .unit = "ticks", .doc = "with spikes", .min = 1, .max = 1e6},
              self.ticks);
        visit(field{.name = "rate",
                    .unit = "1",
                    .doc = "spikes per neuron and tick",
                    .min = 0,
                    .max = 1},
              self.rate);
    }
};

/// Plastic synapses of a core on their bench, all to all.
struct learning_bench_config {
    std::uint32_t pre = 8;
    std::uint32_t post = 4;
    double tick_s = 1e-3;
    double weight = 0.5;
    double weight_spread = 0.2;
    std::uint32_t delay_ticks = 1;
    pair_stdp_config stdp;
    std::string chip = "ideal";
    std::uint32_t slices = 2;
    random_pairs random;

    learning_bench_config() {}  // of an aggregate gcc 12 warns without need

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "pre",
                    .unit = "1",
                    .doc = "neurons before the synapses",
                    .min = 1,
                    .max = 1000},
              self.pre);
        visit(field{.name = "post",
                    .unit = "1",
                    .doc = "neurons behind them, which spike as they are told",
                    .min = 1,
                    .max = 1000},
              self.post);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "one tick, in biological time",
                    .min = 1e-7,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "weight",
                    .unit = "1",
                    .doc = "at first, within 0 and stdp.w_max",
                    .min = 0,
                    .max = 1e6},
              self.weight);
        visit(field{.name = "weight_spread",
                    .unit = "1",
                    .doc = "uniform in weight - spread to weight + spread",
                    .min = 0,
                    .max = 1e6},
              self.weight_spread);
        visit(field{.name = "delay_ticks",
                    .unit = "ticks",
                    .doc = "from a spike before a synapse to its arrival",
                    .min = 1,
                    .max = 256},
              self.delay_ticks);
        visit(field{.name = "stdp", .doc = "plasticity by pairs of spikes"}, self.stdp);
        visit(field{.name = "chip", .doc = "of configs/network_chips or a file: the core"},
              self.chip);
        visit(field{.name = "slices",
                    .unit = "1",
                    .doc = "digits of a weight, in place of the chip's",
                    .min = 1,
                    .max = 2},
              self.slices);
        visit(field{.name = "random", .doc = "the spikes of a random stimulus"}, self.random);
    }

    void validate() const {
        if (!stdp.reward) return;
        throw input_error({.path = "stdp.reward",
                           .found = "found a reward",
                           .expected = "none: the bench has no population that rewards"});
    }

    /// First weights, and what the device does.
    bool has_noise() const { return true; }
};

}  // namespace memglia
