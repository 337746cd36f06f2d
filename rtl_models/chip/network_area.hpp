#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/chip/network_chip_image.hpp"
#include "rtl_models/cost/area.hpp"

namespace memglia {

/// Arrays of a core: as many as its rows need, each with a column of pairs for every neuron that
/// the core has room for.
std::uint64_t arrays_of(const core_image& core, const network_chip_config& config);

/// 32-bit words that the memories of a core hold.
struct core_memory {
    std::uint64_t axon_words = 0;    ///< a word for every row of an axon, one a row, its tag
    std::uint64_t mask_words = 0;    ///< columns in use and signs of every row
    std::uint64_t delay_words = 0;   ///< a bit per row and tick of delay, and their summary
    std::uint64_t neuron_words = 0;  ///< potential and bias; what else a neuron has
    std::uint64_t fan_out_words = 0;
    std::uint64_t trace_words =
        0;  ///< traces and eligibilities with their ticks, column tags, where columns meet rows

    std::uint64_t words() const {
        return axon_words + mask_words + delay_words + neuron_words + fan_out_words + trace_words;
    }
    /// Of 1 KiB.
    std::uint64_t banks() const;
};
core_memory memory_of(const core_image& core);

/// Words of an astrocyte tile.
std::uint64_t words_of(const astrocyte_image& field);
std::uint64_t words_of(const resource_image& tile);

/// Banks of 1 KiB for so many words.
constexpr std::uint64_t banks_for(std::uint64_t words) {
    return (words + 255) / 256;
}

/// The chip as a sum of components. Not in it: state machines, clock trees, pads.
std::vector<area_item> network_chip_area(const network_chip_config& config,
                                         const network_chip_image& image);

}  // namespace memglia
