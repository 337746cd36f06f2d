#pragma once

#include "base/field.hpp"
#include "snan/models/astrocyte_gate.hpp"

namespace memglia {

/// The answer of the three-variable astrocyte (snan/ullah_astrocyte.hpp) to one drive from rest, as
/// a stored shape, all or none: a strong trace of spikes starts it where none is under way. The
/// gate is that of its calcium, in uM.
struct ullah_transient_config {
    double trace_tau_s = 24e-3;
    double per_spike = 1;
    double strong = 0.5;
    double drive_s = 60e-3;
    double sample_s = 50e-3;
    double tolerance_um = 0.01;
    double theta_um = 0.15;
    double slope_um = 0.02;
    gate_shape shape = gate_shape::sigmoid;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "trace_tau_s",
                    .unit = "s",
                    .doc = "decay of the trace of spikes",
                    .min = 1e-6,
                    .max = 1e3},
              self.trace_tau_s);
        visit(field{.name = "per_spike",
                    .unit = "1",
                    .doc = "by which a spike that the unit senses raises the trace",
                    .min = 0,
                    .max = 1e6},
              self.per_spike);
        visit(field{.name = "strong",
                    .unit = "1",
                    .doc = "trace, a tick after its spikes, that starts a transient",
                    .min = 1e-6,
                    .max = 1e6},
              self.strong);
        visit(field{.name = "drive_s",
                    .unit = "s",
                    .doc = "for which 5 uM of IP3 a second are made",
                    .min = 1e-3,
                    .max = 10},
              self.drive_s);
        visit(field{.name = "sample_s",
                    .unit = "s",
                    .doc = "for which a sample of the shape stands, a tick at least",
                    .min = 1e-4,
                    .max = 10},
              self.sample_s);
        visit(field{.name = "tolerance_um",
                    .unit = "uM",
                    .doc = "from rest, below which it is over",
                    .min = 1e-6,
                    .max = 1},
              self.tolerance_um);
        visit(field{.name = "theta_um",
                    .unit = "uM",
                    .doc = "calcium at which a sigmoid gate is half open and a linear one begins "
                           "to open",
                    .min = -1e3,
                    .max = 1e3},
              self.theta_um);
        visit(field{.name = "slope_um",
                    .unit = "uM",
                    .doc = "calcium width of the gate: x = (Ca - theta) / slope",
                    .min = 1e-6,
                    .max = 1e3},
              self.slope_um);
        visit(field{.name = "shape",
                    .doc = "of the gate: sigmoid, 1 / (1 + exp(-x)); linear, x from 0 to 1"},
              self.shape);
    }
};

inline double gate_opening(const ullah_transient_config& c, double calcium_um) {
    return gate_opening(c.shape, c.theta_um, c.slope_um, calcium_um);
}

}  // namespace memglia
