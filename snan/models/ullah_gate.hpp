#pragma once

#include <cstdint>

#include "base/field.hpp"

namespace memglia {

/// The three-variable astrocyte of Gordleeva et al. 2021 (10.3389/fncel.2021.631485), after Ullah,
/// in uM and s; see snan/ullah_astrocyte.hpp. Every spike releases glutamate at its neuron, which
/// decays; where enough neurons of a zone have enough of it, IP3 is made for a while. Calcium above
/// its threshold and enough spikes of the zone within a window open the gate for a while. Calcium
/// and IP3 flow over gap junctions along the edges of `coupling`.
struct ullah_config {
    double glutamate_um = 0.06;
    double glutamate_decay_hz = 10;
    double active_um = 0.7;
    std::uint32_t active_neurons = 8;
    double drive_um_per_s = 5;
    double drive_s = 60e-3;
    double calcium_um = 0.15;
    std::uint32_t spikes = 6;
    double window_s = 10e-3;
    double open_s = 250e-3;
    double calcium_flow_hz = 0.05;
    double ip3_flow_hz = 0.1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "glutamate_um",
                    .unit = "uM",
                    .doc = "that a spike releases at its neuron",
                    .min = 0,
                    .max = 1e3},
              self.glutamate_um);
        visit(field{.name = "glutamate_decay_hz",
                    .unit = "Hz",
                    .doc = "rate at which it decays",
                    .min = 0,
                    .max = 1e4},
              self.glutamate_decay_hz);
        visit(field{.name = "active_um",
                    .unit = "uM",
                    .doc = "glutamate of a neuron that counts as active",
                    .min = 0,
                    .max = 1e3},
              self.active_um);
        visit(field{.name = "active_neurons",
                    .unit = "neurons",
                    .doc = "active neurons of a zone that make IP3",
                    .min = 1},
              self.active_neurons);
        visit(field{.name = "drive_um_per_s",
                    .unit = "uM/s",
                    .doc = "IP3 that they make",
                    .min = 0,
                    .max = 1e3},
              self.drive_um_per_s);
        visit(field{.name = "drive_s",
                    .unit = "s",
                    .doc = "for so long, from the last tick in which they were active",
                    .min = 0,
                    .max = 1e3},
              self.drive_s);
        visit(field{.name = "calcium_um",
                    .unit = "uM",
                    .doc = "calcium above which spikes open the gate",
                    .min = 0,
                    .max = 1e3},
              self.calcium_um);
        visit(field{.name = "spikes",
                    .unit = "spikes",
                    .doc = "of the zone, within the window, that open it",
                    .min = 1},
              self.spikes);
        visit(field{.name = "window_s",
                    .unit = "s",
                    .doc = "the window, a tick at least",
                    .min = 0,
                    .max = 10},
              self.window_s);
        visit(field{.name = "open_s",
                    .unit = "s",
                    .doc = "how long the gate stays open after that, a tick at least",
                    .min = 0,
                    .max = 1e3},
              self.open_s);
        visit(field{.name = "calcium_flow_hz",
                    .unit = "Hz",
                    .doc = "of calcium between coupled units",
                    .min = 0,
                    .max = 100},
              self.calcium_flow_hz);
        visit(field{.name = "ip3_flow_hz",
                    .unit = "Hz",
                    .doc = "of IP3 between coupled units",
                    .min = 0,
                    .max = 100},
              self.ip3_flow_hz);
    }
};

}  // namespace memglia
