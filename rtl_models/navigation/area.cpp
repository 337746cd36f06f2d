#include "rtl_models/navigation/area.hpp"

#include <algorithm>

#include "rtl_models/navigation/crossbar_tile.hpp"
#include "rtl_models/navigation/neuron_bank.hpp"
#include "rtl_models/navigation/wave_array.hpp"
#include "rtl_models/processor/processor_prices.hpp"

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
// What outlives a rest: state and trace of every site; the decision index and the random source.
constexpr std::uint64_t kept_site_bits = 3 + 2;
constexpr std::uint64_t kept_state_bits = 24 + 32;
}  // namespace

std::vector<area_item> chip_area(const chip_config& config, std::uint32_t places) {
    const chip_floorplan plan = plan_floor(config, places);
    const chip_memory memory = plan_memory(config, places);
    const technology& t = config.tech;
    const std::uint64_t cores = plan.cores.size();
    const std::uint64_t bit_lines = config.tile.bit_lines();
    const std::uint64_t columns = cores * crossbar_tile::actions;
    const std::uint64_t neurons = cores * neuron_bank::neurons;
    const std::uint64_t nodes = std::uint64_t{plan.mesh_width} * plan.mesh_height;
    const auto circuit = [&t](std::string_view name, std::uint64_t count, const table_entry& each) {
        return area_item{name, count, each.value, each.value * t.static_w_per_m2.value};
    };
    const auto bank = [&t](std::string_view name, std::uint64_t count) {
        return area_item{name, count, t.sram_bank_m2.value, t.sram_bank_static_w.value};
    };
    std::vector<area_item> items{
        circuit("router", nodes, t.router_m2),
        circuit("endpoint_flip_flop",
                nodes * config.router.buffer_flits * format_packets(plan, places).flit_bits(),
                t.flip_flop_m2),
        {"memristor_cell", cores * config.tile.rows * bit_lines, t.memristor_cell_m2.value},
        circuit("line_driver", cores * (config.tile.rows + bit_lines), t.line_driver_m2),
        circuit("column_integrator", columns, t.column_integrator_m2),
        circuit("column_adc", columns, t.column_adc_m2),
        circuit("gain_multiplier", columns, t.multiply_8b_m2),
        circuit("action_neuron", neurons, t.neuron_m2),
        circuit("neuron_adder", neurons, t.add_16b_m2),
        circuit("comparator", neurons + cores * verify_comparators, t.comparator_m2),
        bank("astrocyte_sram_bank", memory.astrocyte_banks),
        bank("fixed_table_bank", 1),
        circuit("decay_multiplier", decay_multipliers, t.multiply_8b_m2),
        circuit("calcium_adder", calcium_adders, t.add_8b_m2),
        circuit("wave_site_adder", places, t.add_8b_m2),
        circuit("wave_site_flip_flop", wave_site_flip_flops * places, t.flip_flop_m2),
        bank("tag_sram_bank", memory.tag_banks),
        bank("trail_sram_bank", memory.trail_banks),
        circuit("learning_adder", learning_adders, t.add_16b_m2),
        circuit("state_flip_flop", state_flip_flops, t.flip_flop_m2),
    };
    if (config.has_processor()) {
        const auto more = processor_area(t, processor_banks(config.processor));
        items.insert(items.end(), more.begin(), more.end());
    }
    return items;
}

double leakage_w(const chip_config& config, std::uint32_t places) {
    double sum = 0;
    for (const area_item& item : chip_area(config, places)) sum += item.leaks_w();
    return sum;
}

double resting_w(const chip_config& config, std::uint32_t places) {
    if (config.rest == rest_power::awake) return leakage_w(config, places);
    const technology& t = config.tech;
    const std::uint64_t bits = kept_site_bits * places + kept_state_bits;
    const double processor_w =
        config.has_processor() ? processor_resting_w(t, processor_banks(config.processor)) : 0;
    return processor_w + static_cast<double>(bits) * t.flip_flop_retention_w.value +
           static_cast<double>(plan_memory(config, places).astrocyte_banks) *
               t.sram_bank_retention_w.value;
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
