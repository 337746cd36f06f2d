#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "snan/models/neuron_models.hpp"

namespace memglia {

enum class neuron_kind { lif, izhikevich, adex };
constexpr std::string_view choice_words(neuron_kind) {
    return "lif|izhikevich|adex";
}

/// Currents that a bench makes. A model's drive is one that makes its neurons spike: 2 for LIF, 15
/// mV per ms for Izhikevich, 1 nA for AdEx neurons.
struct random_currents {
    std::uint32_t ticks = 2000;
    double step_rate = 0.005;
    double current = 1;
    double arrival_rate = 0.02;
    double arrival = 0.15;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "ticks", .unit = "ticks", .doc = "with input", .min = 1, .max = 1e6},
              self.ticks);
        visit(field{.name = "step_rate",
                    .unit = "1",
                    .doc = "chance of a new current, per neuron and tick",
                    .min = 0,
                    .max = 1},
              self.step_rate);
        visit(field{.name = "current",
                    .unit = "1",
                    .doc = "the largest, in drives of the model; uniform from 0",
                    .min = 0,
                    .max = 100},
              self.current);
        visit(field{.name = "arrival_rate",
                    .unit = "1",
                    .doc = "chance that something arrives over synapses, per neuron and tick",
                    .min = 0,
                    .max = 1},
              self.arrival_rate);
        visit(field{.name = "arrival",
                    .unit = "1",
                    .doc = "the largest, in drives of the model; uniform, of both signs",
                    .min = 0,
                    .max = 100},
              self.arrival);
    }
};

/// Neurons of a core on their bench.
struct neurons_bench_config {
    neuron_kind model = neuron_kind::lif;
    lif_config lif;
    izhikevich_config izhikevich;
    adex_config adex;
    std::uint32_t neurons = 8;
    double tick_s = 1e-4;
    std::uint32_t tail_ticks = 200;
    std::uint32_t state_bits = 24;
    std::string technology = "cmos_28nm";
    random_currents random;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "model", .doc = "of the neurons"}, self.model);
        visit(field{.name = "lif", .doc = "leaky integrate-and-fire neurons"}, self.lif);
        visit(field{.name = "izhikevich", .doc = "neurons of Izhikevich 2003, in mV and ms"},
              self.izhikevich);
        visit(
            field{.name = "adex", .doc = "adaptive exponential neurons, Brette and Gerstner 2005"},
            self.adex);
        visit(field{.name = "neurons",
                    .unit = "1",
                    .doc = "one beside the other",
                    .min = 1,
                    .max = 4096},
              self.neurons);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "one tick, in biological time",
                    .min = 1e-7,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "tail_ticks",
                    .unit = "ticks",
                    .doc = "after the last input",
                    .min = 0,
                    .max = 1e6},
              self.tail_ticks);
        visit(field{.name = "state_bits",
                    .unit = "bits",
                    .doc = "of potentials, currents and thresholds",
                    .min = 12,
                    .max = 30},
              self.state_bits);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the currents of a random stimulus"}, self.random);
    }

    unused_keys unused() const {
        unused_keys all;
        for (const neuron_kind other :
             {neuron_kind::lif, neuron_kind::izhikevich, neuron_kind::adex}) {
            if (other == model) continue;
            add_unused(all, {word_of(other)}, "model is '" + word_of(model) + "'", "model",
                       "model " + word_of(other));
        }
        return all;
    }

    /// Of the neurons.
    bool has_noise() const { return model == neuron_kind::lif && lif.noise > 0; }
};

}  // namespace memglia
