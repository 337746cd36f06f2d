#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/chip/network_chip_image.hpp"
#include "snan/mapping/field_images.hpp"
#include "snan/network/quantise.hpp"

namespace memglia {

/// Where a neuron is.
struct neuron_place {
    std::uint32_t core = 0;
    std::uint32_t column = 0;
};

/// Where a synapse is: a core, and its place in the core's image.
struct synapse_place {
    std::uint32_t core = 0;
    std::uint32_t synapse = 0;
};

/// A network on a chip: an image per block, and where everything went.
struct mapped_network {
    network_chip_image image;
    /// By population; empty for an input.
    std::vector<std::vector<neuron_place>> neurons;
    /// By population: the first input line; lines are counted on neuron by neuron.
    std::vector<std::uint32_t> first_line;
    /// By projection, in the order of for_each_fixed_synapse().
    std::vector<std::vector<synapse_place>> synapses;
    std::vector<field_place> fields;  ///< by astrocyte field
};

/// What a mapping takes.
struct mapping_report {
    std::uint64_t neurons = 0;
    std::uint64_t synapses = 0;
    std::uint64_t cores = 0;
    std::uint64_t astrocyte_tiles = 0;
    std::uint32_t mesh_width = 0;
    std::uint32_t mesh_height = 0;
    std::uint64_t arrays = 0;
    std::uint64_t rows = 0;
    std::uint64_t most_rows = 0;  ///< of a core
    /// Cells with a synapse, of all that the rows in use have for the core's neurons.
    double occupancy = 0;
    /// If every neuron and input spiked once: packets, and links that they cross.
    std::uint64_t packets = 0;
    std::uint64_t links = 0;
    double area_m2 = 0;
};

/// The numbers of a chip's neurons and synapses.
number_format format_of(const network_chip_config& config);

/// Partitions and places a network. Neurons are dealt evenly to as few cores as hold them, in the
/// order of their populations; more cores are taken where rows do not suffice. Blocks are then
/// placed on a square mesh so that packets cross few links if every neuron spikes once: pairs are
/// swapped as long as that helps.
///
/// Throws input_error, with the numbers, for a network that the chip has no room for.
mapped_network map_network(const network& net, const fixed_network& fixed,
                           const network_chip_config& config);

mapping_report report(const mapped_network& mapped, const network_chip_config& config);

}  // namespace memglia
