#pragma once

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/device/transient.hpp"

namespace memglia {

/// One cell on a bench: what `memglia device` measures and how. A file of configs/benches.
struct device_bench {
    device_config device;
    cell_iv_config cell;
    double series_ohm = 0;
    double initial_state = 0.5;
    double amplitude_v = 0;
    double frequency_hz = 0;
    double periods = 2;
    std::uint32_t pulses = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "device",
                    .doc = "device under test",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
        visit(field{.name = "cell", .doc = "current against voltage of the cell"}, self.cell);
        visit(field{.name = "series_ohm",
                    .unit = "ohm",
                    .doc = "resistance between source and cell",
                    .min = 0,
                    .max = 1e15},
              self.series_ohm);
        visit(field{.name = "initial_state",
                    .unit = "1",
                    .doc = "0 is R_on, 1 is R_off",
                    .min = 0,
                    .max = 1},
              self.initial_state);
        visit(field{.name = "amplitude_v",
                    .unit = "V",
                    .doc = "of sine and triangle; 0: the larger pulse voltage",
                    .min = 0,
                    .max = 100},
              self.amplitude_v);
        visit(field{.name = "frequency_hz",
                    .unit = "Hz",
                    .doc = "of sine and triangle; 0: so slow that either direction could cross "
                           "the range",
                    .min = 0,
                    .max = 1e15},
              self.frequency_hz);
        visit(field{.name = "periods",
                    .unit = "1",
                    .doc = "of sine and triangle",
                    .min = 1,
                    .max = 1000},
              self.periods);
        visit(field{.name = "pulses",
                    .unit = "1",
                    .doc = "of each train; 0: as many as the device has codes",
                    .max = 1e6},
              self.pulses);
    }

    unused_keys unused() const {
        unused_keys all;
        add_unused(all,
                   {"device.sigma_cycle", "device.sigma_read", "device.variation",
                    "device.stuck_on_fraction", "device.stuck_off_fraction"},
                   "the bench measures one nominal cell, without noise");
        if (pulses > 0) {
            add_unused(all, {"device.codes"}, "pulses gives the length of the trains", "pulses",
                       "pulses 0");
        }
        return all;
    }

    transient_setup setup() const {
        return {.device = device.vteam,
                .iv = cell,
                .series_ohm = series_ohm,
                .initial_state = initial_state};
    }
};

}  // namespace memglia
