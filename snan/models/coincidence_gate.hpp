#pragma once

#include "base/field.hpp"

namespace memglia {

/// A unit that marks what drove its zone lately, and answers to a poor cue of it. Spikes raise a
/// leaky trace. A trace of `strong` raises calcium after a latency, once in refractory_s. Where
/// calcium is `raised`, a trace of `weak` opens the gate for open_s, then not again for pause_s.
/// All act by the trace and calcium of a tick after their decay and before its spikes.
struct coincidence_config {
    double trace_tau_s = 24e-3;
    double per_spike = 1;
    double strong = 16;
    double weak = 5;
    double latency_s = 0.25;
    double refractory_s = 0.3;
    double rise = 1;
    double cap = 4;
    double tau_s = 4;
    double raised = 0.4;
    double open_s = 0.1;
    double pause_s = 0.3;

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
                    .doc = "trace that sets off a rise of calcium",
                    .min = 1e-6,
                    .max = 1e6},
              self.strong);
        visit(field{.name = "weak",
                    .unit = "1",
                    .doc = "trace that opens the gate where calcium is raised",
                    .min = 1e-6,
                    .max = 1e6},
              self.weak);
        visit(field{.name = "latency_s",
                    .unit = "s",
                    .doc = "from a strong trace to the rise, a tick at least",
                    .min = 0,
                    .max = 1e3},
              self.latency_s);
        visit(field{.name = "refractory_s",
                    .unit = "s",
                    .doc = "from a strong trace to the next that counts; the latency at least",
                    .min = 0,
                    .max = 1e3},
              self.refractory_s);
        visit(field{.name = "rise", .unit = "1", .doc = "of calcium", .min = 0, .max = 1e6},
              self.rise);
        visit(field{.name = "cap",
                    .unit = "1",
                    .doc = "calcium that rises do not go beyond",
                    .min = 1e-6,
                    .max = 1e6},
              self.cap);
        visit(
            field{.name = "tau_s", .unit = "s", .doc = "decay of calcium", .min = 1e-6, .max = 1e6},
            self.tau_s);
        visit(field{.name = "raised",
                    .unit = "1",
                    .doc = "calcium at which a weak trace opens the gate",
                    .min = 1e-6,
                    .max = 1e6},
              self.raised);
        visit(field{.name = "open_s",
                    .unit = "s",
                    .doc = "how long the gate stays open, a tick at least",
                    .min = 0,
                    .max = 1e3},
              self.open_s);
        visit(field{.name = "pause_s",
                    .unit = "s",
                    .doc = "how long it then stays shut",
                    .min = 0,
                    .max = 1e3},
              self.pause_s);
    }
};

}  // namespace memglia
