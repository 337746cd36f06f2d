#include "rtl_models/navigation/price_list.hpp"

#include <algorithm>
#include <cmath>

#include "rtl_models/cost/memory_wire.hpp"
#include "rtl_models/navigation/area.hpp"
#include "rtl_models/processor/processor_prices.hpp"

namespace memglia {

price_list list_prices(const chip_config& config, std::uint32_t places, const technology& table) {
    chip_config priced = config;
    priced.tech = table;
    const chip_floorplan plan = plan_floor(priced, places);
    const chip_memory memory = plan_memory(priced, places);
    price_list list(table, leakage_w(priced, places));
    const auto each = [&list](activity what) -> double& {
        return list.each_j[static_cast<std::size_t>(what)];
    };
    const double to_calcium_j = bank_wire_j(table, memory.astrocyte_banks);
    each(activity::astrocyte_sram_read) += to_calcium_j;
    each(activity::astrocyte_sram_write) += to_calcium_j;
    const double to_tags_j = bank_wire_j(table, memory.tag_banks);
    each(activity::learning_sram_read) += to_tags_j;
    each(activity::learning_sram_write) += to_tags_j;
    // In an H-tree, to the far corner of the farthest node.
    const double way_m = link_pitch_m * (plan.mesh_width + plan.mesh_height) / 2;
    each(activity::clock_node) = way_m * table.clock_wire_j_per_m.value;
    each(activity::rest_decision) =
        resting_w(priced, places) * config.ticks_per_decision * config.tick_s;
    price_processor(list, table, config.processor.cycles, processor_banks(config.processor));
    if (config.tech.bit_line_cell_f.value > 0) {
        list.line_charge = table.bit_line_cell_f.value / config.tech.bit_line_cell_f.value;
    }
    return list;
}

price_list list_prices(const chip_config& config, std::uint32_t places) {
    return list_prices(config, places, config.tech);
}

}  // namespace memglia
