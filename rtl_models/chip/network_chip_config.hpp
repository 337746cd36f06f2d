#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/number_text.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/programming/programmed_device.hpp"
#include "rtl_models/chip/tick_mesh.hpp"
#include "rtl_models/cost/technology.hpp"
#include "rtl_models/tile/synapse_array_config.hpp"

namespace memglia {

/// What a core has room for.
struct neurocore_config {
    std::uint32_t neurons = 256;
    std::uint32_t state_bits = 24;
    std::uint32_t longest_delay_ticks = 256;
    synapse_array_config synapses;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "neurons",
                    .unit = "neurons",
                    .doc = "of a core, one per column of its arrays",
                    .min = 1,
                    .max = 4096},
              self.neurons);
        visit(field{.name = "state_bits",
                    .unit = "bits",
                    .doc = "of potentials, currents, thresholds and calcium",
                    .min = 12,
                    .max = 30},
              self.state_bits);
        visit(field{.name = "longest_delay_ticks",
                    .unit = "ticks",
                    .doc = "that the delay line has room for",
                    .min = 1,
                    .max = 65535},
              self.longest_delay_ticks);
        visit(field{.name = "synapses", .doc = "memristive arrays"}, self.synapses);
    }
};

enum class tick_timing {
    barrier,  ///< a tick lasts until all blocks are done, at least tick_s
    fixed     ///< a tick lasts tick_s; a block that needs longer is an error
};
constexpr std::string_view choice_words(tick_timing) {
    return "barrier|fixed";
}

/// A chip of neurocores and astrocyte tiles on a mesh, as large as its network needs.
struct network_chip_config {
    double clock_hz = 500e6;
    double tick_s = 1e-6;
    tick_timing timing = tick_timing::barrier;
    std::uint32_t most_cores = 1024;
    std::uint32_t hop_cycles = 2;
    chip_fabric_config fabric;
    neurocore_config core;
    access_config crossbar;
    device_config device;
    technology tech;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{
                .name = "clock_hz", .unit = "Hz", .doc = "digital clock", .min = 1e6, .max = 1e10},
            self.clock_hz);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "hardware time of a tick: the least, or the whole of it",
                    .min = 1e-8,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "timing",
                    .doc = "barrier: a tick ends when all blocks are done, not before tick_s; "
                           "fixed: a tick that some block cannot finish in tick_s is an error"},
              self.timing);
        visit(field{.name = "most_cores",
                    .unit = "cores",
                    .doc = "a network that needs more is refused",
                    .min = 1,
                    .max = 65000},
              self.most_cores);
        visit(field{.name = "hop_cycles",
                    .unit = "cycles",
                    .doc = "of a packet through a router and over a link",
                    .min = 1,
                    .max = 100},
              self.hop_cycles);
        visit(field{.name = "fabric", .doc = "how packets are carried"}, self.fabric);
        visit(field{.name = "core", .doc = "neurocores"}, self.core);
        visit(field{.name = "crossbar", .doc = "how cells are reached"}, self.crossbar);
        visit(field{.name = "device",
                    .doc = "memristive device",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
        visit(field{.name = "technology",
                    .doc = "energy, leakage and capacitance table",
                    .presets = "technologies",
                    .preset = "cmos_45nm"},
              self.tech);
    }

    unused_keys unused() const {
        unused_keys all;
        if (fabric.timing != mesh_timing::ideal) {
            add_unused(all, {"hop_cycles"}, "fabric.pipeline and fabric.link_cycles say it",
                       "fabric.timing", "fabric.timing ideal");
        }
        add_unused(all,
                   {"technology.neuron_m2", "technology.add_8b_m2", "technology.processor_core_m2",
                    "technology.riscv_cycle_j", "technology.riscv_multiply_j",
                    "technology.riscv_sleep_j", "technology.riscv_core_m2"},
                   "a chip of neurocores has none of them", "", "", true);
        add_unused(all, {"technology.sram_bank_retention_w", "technology.flip_flop_retention_w"},
                   "a chip of neurocores is never switched off", "", "", true);
        add_unused_writes(all, device, core.synapses.programming, crossbar,
                          "core.synapses.programming");
        if (device.model == device_kind::ideal && core.synapses.ageing) {
            add_unused(all, {"core.synapses.ageing"}, "device.model is 'ideal': cells do not age",
                       "device.model", "device.model vteam");
        }
        return all;
    }

    void validate() const {
        require_leaving(device);
        if (core.synapses.levels_per_cell >= device.codes) {
            throw input_error(
                {.path = "core.synapses.levels_per_cell",
                 .found = "found " + std::to_string(core.synapses.levels_per_cell) + " levels",
                 .expected =
                     "fewer than the codes of the device, " + std::to_string(device.codes)});
        }
        const std::uint32_t codes = (device.codes - 1) / core.synapses.levels_per_cell;
        const programming_config& programming = core.synapses.programming;
        if (programming.scheme == programming_scheme::verify &&
            2 * programming.tolerance_codes >= codes) {
            throw input_error(
                {.path = "core.synapses.programming.tolerance_codes",
                 .found = "found a tolerance of " + number_text(programming.tolerance_codes) +
                          " codes where a level has " + std::to_string(codes) +
                          ": a verified weight may be read as another",
                 .expected = "less than half a level, or fewer core.synapses.levels_per_cell"});
        }
        if (core.synapses.weight_levels() > 4095) {
            throw input_error({.path = "core.synapses.slices",
                               .found = "found " + std::to_string(core.synapses.weight_levels()) +
                                        " levels of a weight",
                               .expected = "at most 4095"});
        }
    }
};

}  // namespace memglia
