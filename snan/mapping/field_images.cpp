#include "snan/mapping/field_images.hpp"

#include <algorithm>

namespace memglia {

namespace {

calcium_image image_of(const fixed_calcium_model& is) {
    calcium_image field;
    field.per_spike = is.per_spike;
    field.cap = is.cap;
    field.decay = rom_of(is.decay);
    field.table_from = is.table_from;
    field.table_shift = is.table_shift;
    field.gate = is.gate;
    if (is.coupling) {
        field.conductance = is.coupling->conductance;
        for (const unit_edge& e : is.coupling->edges) field.edges.push_back({e.first, e.second});
    }
    return field;
}

coincidence_image image_of(const fixed_coincidence_model& is) {
    coincidence_image field;
    field.per_spike = is.per_spike;
    field.strong = is.strong;
    field.weak = is.weak;
    field.most_trace = is.most_trace;
    field.trace_decay = rom_of(is.trace_decay);
    field.rise = is.rise;
    field.cap = is.cap;
    field.raised = is.raised;
    field.decay = rom_of(is.decay);
    field.latency_ticks = is.latency_ticks;
    field.refractory_ticks = is.refractory_ticks;
    field.open_ticks = is.open_ticks;
    field.pause_ticks = is.pause_ticks;
    return field;
}

transient_image image_of(const fixed_transient_model& is) {
    transient_image field;
    field.per_spike = is.per_spike;
    field.strong = is.strong;
    field.most_trace = is.most_trace;
    field.trace_decay = rom_of(is.trace_decay);
    field.sample_ticks = is.sample_ticks;
    field.gate = is.gate;
    field.calcium = is.calcium;
    return field;
}

// A tile's units and ways; the nodes of ways are tiles of the field.
resource_image tile_of(const fixed_resource_model& is, const field_place& place,
                       std::uint32_t tile) {
    const std::uint32_t first = place.first_unit(tile);
    const std::uint32_t end = place.first_unit(tile + 1);
    resource_image image;
    image.bits = is.bits;
    image.depletion = is.depletion;
    image.replenishment = is.replenishment;
    image.conductance = is.conductance;
    image.exchanges = is.exchanges;
    image.ways_of_field = static_cast<std::uint32_t>(2 * is.edges.size());
    image.tag = is.tag;
    image.first_unit = first;
    image.synaptic.assign(is.synaptic.begin() + first, is.synaptic.begin() + end);
    image.astrocytic.assign(is.astrocytic.begin() + first, is.astrocytic.begin() + end);
    image.gates_of_unit.resize(end - first);
    const auto add_way = [&](std::uint32_t from, std::uint32_t to, std::uint32_t index) {
        if (from < first || from >= end) return;
        const std::uint32_t there = place.tile_of(to);
        image.ways.push_back({from - first, {there, to - place.first_unit(there)}, index});
    };
    for (std::uint32_t e = 0; e < is.edges.size(); ++e) {
        add_way(is.edges[e].first, is.edges[e].second, 2 * e);
        add_way(is.edges[e].second, is.edges[e].first, 2 * e + 1);
    }
    return image;
}

}  // namespace

std::vector<field_place> add_field_images(const network& net, const fixed_network& fixed,
                                          const std::vector<std::uint32_t>& cores_of_field,
                                          std::uint32_t cores, network_chip_image& image) {
    std::vector<field_place> places;
    for (std::size_t a = 0; a < net.astrocytes.size(); ++a) {
        field_place& place = places.emplace_back();
        place.units = unit_count(net, net.astrocytes[a]);
        const fixed_astrocytes& is = fixed.astrocytes[a];
        if (!is.resource) {
            place.first = static_cast<std::uint32_t>(image.fields.size());
            astrocyte_image& field = image.fields.emplace_back();
            if (is.calcium) field = image_of(*is.calcium);
            if (is.coincidence) field = image_of(*is.coincidence);
            if (is.transient) field = image_of(*is.transient);
            tile_image& all = part_of_all(field);
            all.state_bits = fixed.format.state_bits;
            all.gates_of_unit.resize(place.units);
            continue;
        }
        place.has_resource = true;
        place.first = static_cast<std::uint32_t>(image.resources.size());
        place.tiles = std::clamp(cores_of_field[a], 1U, place.units);
        for (std::uint32_t t = 0; t < place.tiles; ++t) {
            image.resources.push_back(tile_of(*is.resource, place, t));
        }
    }
    // Now that it is known how many fields there are: tiles to blocks.
    const auto first_resource = static_cast<std::uint32_t>(cores + image.fields.size());
    for (const field_place& place : places) {
        if (!place.has_resource) continue;
        for (std::uint32_t t = 0; t < place.tiles; ++t) {
            for (resource_way& way : image.resources[place.first + t].ways) {
                way.to.node += first_resource + place.first;
            }
        }
    }
    return places;
}

spike_address unit_address(const field_place& place, const network_chip_image& image,
                           std::uint32_t unit) {
    const auto cores = static_cast<std::uint32_t>(image.cores.size());
    if (!place.has_resource) return {cores + place.first, unit};
    const std::uint32_t tile = place.tile_of(unit);
    const auto fields = static_cast<std::uint32_t>(image.fields.size());
    return {cores + fields + place.first + tile, unit - place.first_unit(tile)};
}

}  // namespace memglia
