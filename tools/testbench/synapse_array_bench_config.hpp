#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/programming/programmed_device.hpp"
#include "rtl_models/chip/network_chip_config.hpp"

namespace memglia {

/// What a random stimulus does to an array.
struct random_accesses {
    std::uint32_t operations = 500;
    double write_share = 0.1;
    std::uint32_t largest_change = 3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "operations",
                    .unit = "1",
                    .doc = "reads of a row and writes of a synapse",
                    .min = 1,
                    .max = 1e6},
              self.operations);
        visit(field{.name = "write_share",
                    .unit = "1",
                    .doc = "of them that are writes",
                    .min = 0,
                    .max = 1},
              self.write_share);
        visit(field{.name = "largest_change",
                    .unit = "levels",
                    .doc = "of a write; all changes to it are as likely, of both signs",
                    .min = 1,
                    .max = 4095},
              self.largest_change);
    }
};

/// The synapses of a core on their bench, with weights by chance.
struct synapse_array_bench_config {
    std::uint32_t rows = 32;
    std::uint32_t columns = 16;
    double density = 1;
    double negative_share = 0.25;
    synapse_array_config cells;
    access_config crossbar;
    device_config device;
    std::string technology = "cmos_28nm";
    random_accesses random;

    synapse_array_bench_config() {}  // of an aggregate gcc 12 warns without need

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rows", .unit = "1", .doc = "with synapses", .min = 1, .max = 4096},
              self.rows);
        visit(field{.name = "columns",
                    .unit = "1",
                    .doc = "neurons that they lead to",
                    .min = 1,
                    .max = 4096},
              self.columns);
        visit(field{.name = "density",
                    .unit = "1",
                    .doc = "share of the columns that a row has a synapse to",
                    .min = 0.001,
                    .max = 1},
              self.density);
        visit(field{.name = "negative_share",
                    .unit = "1",
                    .doc = "of the synapses; their levels stay as they were programmed",
                    .min = 0,
                    .max = 1},
              self.negative_share);
        visit(field{.name = "cells", .doc = "levels and how they are written"}, self.cells);
        visit(field{.name = "crossbar", .doc = "how cells are reached"}, self.crossbar);
        visit(field{.name = "device",
                    .doc = "memristive device",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the accesses of a random stimulus"}, self.random);
    }

    bool is_ideal() const { return device.model == device_kind::ideal; }
    bool has_read_noise() const { return !is_ideal() && device.sigma_read > 0; }

    unused_keys unused() const {
        unused_keys all;
        add_unused(all, {"cells.arrays"}, "the bench has as many as its rows need");
        add_unused_writes(all, device, cells.programming, crossbar, "cells.programming");
        if (is_ideal() && cells.ageing) {
            add_unused(all, {"cells.ageing"}, "device.model is 'ideal': cells do not age",
                       "device.model", "device.model vteam");
        }
        return all;
    }

    /// As a chip of such cores.
    void validate() const {
        network_chip_config chip;
        chip.core.synapses = cells;
        chip.device = device;
        try {
            chip.validate();
        } catch (const input_error& e) {
            constexpr std::string_view there = "core.synapses";
            input_error::details why = e.data;
            if (why.path.starts_with(there)) why.path.replace(0, there.size(), "cells");
            throw input_error(why);
        }
    }

    /// Weights, and what the device does.
    bool has_noise() const { return true; }
};

}  // namespace memglia
