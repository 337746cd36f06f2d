#include <algorithm>

#include "rtl_models/chip/network_area.hpp"
#include "snan/mapping/network_mapping.hpp"

namespace memglia {

mapping_report report(const mapped_network& mapped, const network_chip_config& config) {
    const network_chip_image& image = mapped.image;
    mapping_report r;
    r.cores = image.cores.size();
    r.astrocyte_tiles = image.fields.size();
    r.mesh_width = image.mesh_width;
    r.mesh_height = image.mesh_height;
    std::uint64_t cells = 0;
    for (std::size_t c = 0; c < image.cores.size(); ++c) {
        const core_image& core = image.cores[c];
        r.neurons += core.columns();
        r.synapses += core.column.size();
        r.arrays += arrays_of(core, config);
        r.rows += core.rows.size();
        r.most_rows = std::max<std::uint64_t>(r.most_rows, core.rows.size());
        cells += std::uint64_t{core.rows.size()} * core.columns();
        r.packets += core.fan_out.size();
        for (const spike_address& to : core.fan_out) {
            r.links += image.distance(image.core_node[c], to.node);
        }
    }
    for (const auto& line : image.inputs) {
        r.packets += line.size();
        for (const spike_address& to : line) r.links += image.distance(0, to.node);
    }
    if (cells > 0) r.occupancy = static_cast<double>(r.synapses) / static_cast<double>(cells);
    r.area_m2 = total_m2(network_chip_area(config, image));
    return r;
}

}  // namespace memglia
