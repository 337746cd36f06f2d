#pragma once

#include <cstdint>
#include <string>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/device/ageing.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/programming/array_write_verify.hpp"
#include "crossbar/programming/pulse_schedule.hpp"

namespace memglia {

/// What `memglia array write` writes to: a file of configs/writes.
struct write_config {
    device_config device;
    line_resistances lines;
    cell_iv_config cell;
    write_scheme scheme = write_scheme::half;
    double r_access_ohm = 0;
    pulse_shape pulse;
    ageing_config ageing;
    write_verify_config verify;
    std::uint32_t spare_columns = 0;
    std::uint64_t seed = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "device",
                    .doc = "cells, their pulses and their reads",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
        visit(field{.name = "lines", .doc = "wires and drivers"}, self.lines);
        visit(field{.name = "cell", .doc = "current law of the cells"}, self.cell);
        visit(field{.name = "scheme",
                    .doc = "lines that are not selected: half (V/2), third (V/3), or gated: "
                           "transistors of the selected row alone conduct"},
              self.scheme);
        visit(field{.name = "r_access_ohm",
                    .unit = "ohm",
                    .doc = "in series with each cell, an open transistor (NeuroSim: 15 kohm)",
                    .min = 0,
                    .max = 1e9},
              self.r_access_ohm);
        visit(field{.name = "pulse", .doc = "a write pulse around device.t_pulse_s"}, self.pulse);
        visit(field{.name = "ageing", .doc = "wear, drift, telegraph noise"}, self.ageing);
        visit(field{.name = "verify", .doc = "programming to --target"}, self.verify);
        visit(field{.name = "spare_columns",
                    .unit = "1",
                    .doc = "last columns of the array that replace those with most stuck cells",
                    .max = 1e6},
              self.spare_columns);
        visit(field{.name = "seed", .unit = "1", .doc = "of variation, noise and faults"},
              self.seed);
    }

    unused_keys unused() const {
        unused_keys all{{"device.codes", "targets are conductances, not codes"}};
        if (ageing.drift_nu_on == 0 && ageing.drift_nu_off == 0 && ageing.telegraph_fraction == 0) {
            add_unused(all, {"verify.t_wait_s"}, "no cell drifts or has telegraph noise",
                       "ageing.drift_nu_on",
                       "ageing.drift_nu_on, drift_nu_off or telegraph_fraction above 0");
        }
        return all;
    }

    void validate() const {
        if (device.model != device_kind::vteam) {
            throw input_error({.path = "device.model",
                               .found = "found '" + word_of(device.model) + "'",
                               .expected = "vteam; an ideal device has no law for an array"});
        }
        if (r_access_ohm > 0 && cell.law != cell_law::linear) {
            throw input_error(
                {.path = "r_access_ohm",
                 .found = "found an access resistance with cell.law '" + word_of(cell.law) + "'",
                 .expected = "cell.law linear, or r_access_ohm 0"});
        }
    }
};

}  // namespace memglia
