#pragma once

#include <cstdint>
#include <type_traits>

#include "crossbar/device/device_model.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/cost/technology.hpp"
#include "rtl_models/navigation/chip_image.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"

// Numbers that the tests of rtl_models share.
namespace memglia::samples {

/// 45 nm, 0.9 V, 300 K: the table of the hand budget.
inline technology cmos_45nm() {
    technology t;
    t.name = "45 nm, 0.9 V, 300 K";
    t.router_hop_j.value = 1.75e-12;
    t.router_control.value = 0.1;
    t.link_j.value = 0.448e-12;  // 0.3 mm
    t.row_driver_j.value = 0.60e-12;
    t.column_integrator_j.value = 0.028e-12;
    t.column_adc_j.value = 0.177e-12;
    t.comparator_j.value = 0.017e-12;
    t.multiply_8b_j.value = 0.2e-12;
    t.add_8b_j.value = 0.03e-12;
    t.add_16b_j.value = 0.05e-12;
    t.flip_flop_j.value = 9e-15;
    t.sram_read_j.value = 1.32e-12;
    t.sram_write_j.value = 2.07e-12;
    t.neuron_spike_j.value = 10e-15;
    t.table_read_j.value = 0.2e-12;
    t.write_supply.value = 1;
    t.clock_wire_j_per_m.value = 162e-12;
    t.static_w_per_m2.value = 62;
    t.sram_bank_static_w.value = 21e-9;
    t.sram_bank_retention_w.value = 21e-9;
    t.flip_flop_retention_w.value = 44e-12;
    t.bit_line_cell_f.value = 0.192e-15;
    return t;
}

/// The table with a source for every entry, so that it can be checked.
inline technology sourced(technology t) {
    technology::fields(t, [](const field&, auto& member) {
        if constexpr (std::is_base_of_v<table_entry, std::decay_t<decltype(member)>>) {
            member.source = "a test";
        }
    });
    return t;
}

/// Integer codes 0..127 between 1 and 10 uS, one pulse moves one code, a read is exact.
inline device_config ideal_device() {
    device_config d;
    d.model = device_kind::ideal;
    d.vteam.window = window_kind::rectangular;
    d.sigma_cycle = 0;
    d.sigma_read = 0;
    return d;
}

/// The default device with its cycle-to-cycle and read noise.
inline device_config noisy_device() {
    return {};
}

/// An image of `places` places in a row, each its own astrocyte: east (1) leads to the next place,
/// west (3) to the one before, north and south lead nowhere. Tables are easy to follow by hand.
inline chip_image row_image(std::uint32_t places) {
    chip_image image;
    image.places = places;
    image.astrocytes = places;
    for (std::uint32_t i = 0; i < places; ++i) {
        image.astrocyte_of_place.push_back(i);
        auto& to = image.destination.emplace_back();
        to.fill(chip_image::no_destination);
        if (i + 1 < places) to[1] = static_cast<std::int32_t>(i + 1);
        if (i > 0) to[3] = static_cast<std::int32_t>(i - 1);
    }
    image.neighbour = image.destination;
    for (std::uint16_t n = 0; n < 64; ++n) {
        image.decay_fine[n] = static_cast<std::uint16_t>(256 - 2 * n);
        image.decay_coarse[n] = static_cast<std::uint16_t>(256 - 4 * n);
    }
    for (std::uint32_t c = 0; c < 256; ++c) {
        image.gate_of_calcium[c] = static_cast<std::uint8_t>(c / 8);
    }
    for (std::uint32_t g = 0; g < 32; ++g) {
        image.gain_of_gate[g] = static_cast<std::uint8_t>(255 - 8 * g);
    }
    image.calcium_per_visit = 100;
    image.learning_steps = {3, 2, 1};
    image.weight_initial = 4;
    image.weight_max = 15;
    image.fire_threshold = 100;
    image.contact_inhibition = 16384;
    image.leak = {{0, 256}, {1, 128}, {2, 60}, {3, 0}};
    image.rest_decisions = 1000;
    image.seed = 1;
    return image;
}

/// Three cores of ten places around a controller.
inline chip_floorplan plan() {
    return {.mesh_width = 3,
            .mesh_height = 2,
            .controller = 0,
            .learning = 3,
            .astrocytes = 4,
            .cores = {1, 2, 5},
            .places_per_core = 10};
}

}  // namespace memglia::samples

namespace memglia {

inline std::uint64_t count_of(const activity_record& record, activity what) {
    return record.counts[static_cast<std::size_t>(what)];
}

inline double joules_of(const activity_record& record, analogue what) {
    return record.analogue_j[static_cast<std::size_t>(what)];
}

}  // namespace memglia
