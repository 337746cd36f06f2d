#include "rtl_models/area.hpp"

#include <algorithm>

#include "rtl_models/crossbar_tile.hpp"
#include "rtl_models/neuron_bank.hpp"
#include "rtl_models/wave_array.hpp"

namespace memglia {

namespace {
// Bits of a calcium word in flight, of an eligibility tag, of the controller and its random source.
constexpr std::uint64_t state_flip_flops = 32 + 26 + 64 + 32;
constexpr std::uint64_t wave_site_flip_flops = wave_array::site_bits;
// Ten decay products within the astrocyte unit's nine cycles.
constexpr std::uint64_t decay_multipliers = 2;
constexpr std::uint64_t calcium_adders = 4;  // 24-bit time difference, calcium
constexpr std::uint64_t learning_adders = 2;
constexpr std::uint64_t verify_comparators = 2;
}  // namespace

std::vector<area_item> chip_area(const chip_config& config, std::uint32_t places) {
    const chip_floorplan plan = plan_floor(config, places);
    const chip_memory memory = plan_memory(config, places);
    const technology& t = config.tech;
    const std::uint64_t cores = plan.cores.size();
    const std::uint64_t bit_lines = config.tile.bit_lines();
    const std::uint64_t columns = cores * crossbar_tile::actions;
    const std::uint64_t neurons = cores * neuron_bank::neurons;
    return {
        {"router", std::uint64_t{plan.mesh_width} * plan.mesh_height, t.router_m2.value},
        {"memristor_cell", cores * config.tile.rows * bit_lines, t.memristor_cell_m2.value},
        {"line_driver", cores * (config.tile.rows + bit_lines), t.line_driver_m2.value},
        {"column_integrator", columns, t.column_integrator_m2.value},
        {"column_adc", columns, t.column_adc_m2.value},
        {"gain_multiplier", columns, t.multiply_8b_m2.value},
        {"action_neuron", neurons, t.neuron_m2.value},
        {"neuron_adder", neurons, t.add_16b_m2.value},
        {"comparator", neurons + cores * verify_comparators, t.comparator_m2.value},
        {"astrocyte_sram_bank", memory.astrocyte_banks, t.sram_bank_m2.value},
        {"decay_multiplier", decay_multipliers, t.multiply_8b_m2.value},
        {"calcium_adder", calcium_adders, t.add_8b_m2.value},
        {"wave_site_flip_flop", wave_site_flip_flops * places, t.flip_flop_m2.value},
        {"tag_sram_bank", memory.tag_banks, t.sram_bank_m2.value},
        {"trail_sram_bank", memory.trail_banks, t.sram_bank_m2.value},
        {"learning_adder", learning_adders, t.add_16b_m2.value},
        {"state_flip_flop", state_flip_flops, t.flip_flop_m2.value},
    };
}

double total_m2(const std::vector<area_item>& items) {
    double sum = 0;
    for (const area_item& item : items) sum += item.total_m2();
    return sum;
}

neuron_count count_neurons(const chip_config& config, std::uint32_t places) {
    const auto cores = static_cast<std::uint32_t>(plan_floor(config, places).cores.size());
    return {places, cores * static_cast<std::uint32_t>(neuron_bank::neurons)};
}

std::uint32_t capacity(const chip_config& config, std::uint32_t places) {
    const chip_floorplan plan = plan_floor(config, places);
    return std::min(max_places,
                    plan.places_per_core * static_cast<std::uint32_t>(plan.cores.size()));
}

}  // namespace memglia
