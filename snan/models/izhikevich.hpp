#pragma once

#include <optional>
#include <string>

#include "base/field.hpp"
#include "snan/models/exponential_synapses.hpp"

namespace memglia {

/// Neurons of Izhikevich 2003 (10.1109/TNN.2003.820440), time in ms, potentials in mV:
/// v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); at v >= 30 a spike, v = c and u += d.
///
/// A tick is what the paper's program does in a millisecond: Euler's method, two half steps of v
/// and one whole step of u with the v that they reach, and here with no more than the peak of
/// 30 mV, so that states stay bounded. First order in the tick. Ticks beyond 1 ms are refused; a
/// potential that inhibition drives below some -125 mV at 1 ms, or -600 mV at 0.1 ms, overshoots
/// into a spike that the equations do not have.
///
/// I = bias + g, constant over a tick. Synapses add their weight to g: for the one tick after the
/// delivery, or with `exponential` to a g that decays. There is no refractory time.
struct izhikevich_config {
    double a = 0.02;
    double b = 0.2;
    double c = -65;
    double d = 8;
    double v_initial = -65;
    double bias = 0;
    std::optional<exponential_synapses_config> exponential;

    static constexpr double peak_mv = 30;
    static constexpr double coarsest_tick_s = 1e-3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "a",
                    .unit = "1",
                    .doc = "rate of the recovery u, per ms",
                    .min = 0,
                    .max = 1},
              self.a);
        visit(field{.name = "b",
                    .unit = "1",
                    .doc = "how much u follows v, per ms",
                    .min = -10,
                    .max = 10},
              self.b);
        visit(field{.name = "c",
                    .unit = "1",
                    .doc = "potential after a spike, mV",
                    .min = -200,
                    .max = 29},
              self.c);
        visit(field{.name = "d",
                    .unit = "1",
                    .doc = "what a spike adds to u, mV per ms",
                    .min = -1e3,
                    .max = 1e3},
              self.d);
        visit(field{.name = "v_initial",
                    .unit = "1",
                    .doc = "potential before the first tick, mV; u begins at b times it",
                    .min = -1e6,
                    .max = 1e6},
              self.v_initial);
        visit(field{.name = "bias",
                    .unit = "1",
                    .doc = "constant input, mV per ms",
                    .min = -1e6,
                    .max = 1e6},
              self.bias);
        visit(field{.name = "exponential",
                    .doc = "synapses as decaying currents; else as currents of one tick"},
              self.exponential);
    }
};

/// Throws input_error for values that do not go together; `path` leads to the model.
void check_model(const izhikevich_config& cell, double tick_s, const std::string& path);

/// In a few words, for a list of populations.
std::string model_text(const izhikevich_config& cell, double tick_s);

}  // namespace memglia
