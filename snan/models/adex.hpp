#pragma once

#include <optional>
#include <string>

#include "base/field.hpp"
#include "snan/models/exponential_synapses.hpp"

namespace memglia {

/// Adaptive exponential integrate-and-fire neurons of Brette and Gerstner 2005
/// (10.1152/jn.00686.2005): C v' = -g_leak (v - e_leak) + g_leak delta_t e^((v - v_t) / delta_t)
/// - w + I, tau_w w' = a (v - e_leak) - w; at v >= v_cut a spike, v = v_reset and w += b.
///
/// A tick is a step of Euler's method, v and w from those of the tick before: first order in the
/// tick. The exponent is held to 50, so that nothing overflows.
///
/// I = bias + g, constant over a tick. Synapses add their weight, in A, to g: for the one tick
/// after the delivery, or with `exponential` to a g that decays. There is no refractory time.
struct adex_config {
    double c_m_f = 281e-12;
    double g_leak_siemens = 30e-9;
    double e_leak_v = -70.6e-3;
    double v_t_v = -50.4e-3;
    double delta_t_v = 2e-3;
    double tau_w_s = 144e-3;
    double a_siemens = 4e-9;
    double b_a = 80.5e-12;
    double v_reset_v = -70.6e-3;
    double v_cut_v = -40.4e-3;
    double v_initial = -70.6e-3;
    double bias = 0;
    std::optional<exponential_synapses_config> exponential;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "c_m_f",
                    .unit = "F",
                    .doc = "capacitance of the membrane",
                    .min = 1e-15,
                    .max = 1e-3},
              self.c_m_f);
        visit(field{.name = "g_leak_siemens",
                    .unit = "S",
                    .doc = "leak conductance",
                    .min = 1e-15,
                    .max = 1},
              self.g_leak_siemens);
        visit(field{.name = "e_leak_v",
                    .unit = "V",
                    .doc = "reversal potential of the leak",
                    .min = -1,
                    .max = 1},
              self.e_leak_v);
        visit(field{.name = "v_t_v",
                    .unit = "V",
                    .doc = "threshold, around which the exponential sets in",
                    .min = -1,
                    .max = 1},
              self.v_t_v);
        visit(field{.name = "delta_t_v",
                    .unit = "V",
                    .doc = "slope factor: how sharply it sets in",
                    .min = 1e-5,
                    .max = 1},
              self.delta_t_v);
        visit(field{.name = "tau_w_s",
                    .unit = "s",
                    .doc = "time constant of the adaptation w",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_w_s);
        visit(field{.name = "a_siemens",
                    .unit = "S",
                    .doc = "how much w follows the potential",
                    .min = -1,
                    .max = 1},
              self.a_siemens);
        visit(
            field{.name = "b_a", .unit = "A", .doc = "what a spike adds to w", .min = -1, .max = 1},
            self.b_a);
        visit(field{.name = "v_reset_v",
                    .unit = "V",
                    .doc = "potential after a spike",
                    .min = -1,
                    .max = 1},
              self.v_reset_v);
        visit(field{.name = "v_cut_v",
                    .unit = "V",
                    .doc = "where the upstroke is cut: spikes at this potential and above; five "
                           "delta_t over v_t is usual",
                    .min = -1,
                    .max = 1},
              self.v_cut_v);
        visit(field{.name = "v_initial",
                    .unit = "V",
                    .doc = "potential before the first tick; w begins at 0",
                    .min = -1,
                    .max = 1},
              self.v_initial);
        visit(field{.name = "bias", .unit = "A", .doc = "constant input", .min = -1, .max = 1},
              self.bias);
        visit(field{.name = "exponential",
                    .doc = "synapses as decaying currents; else as currents of one tick"},
              self.exponential);
    }
};

/// Throws input_error for values that do not go together; `path` leads to the model.
void check_model(const adex_config& cell, double tick_s, const std::string& path);

/// In a few words, for a list of populations.
std::string model_text(const adex_config& cell, double tick_s);

}  // namespace memglia
