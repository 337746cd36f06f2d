#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "snan/grid_map.hpp"

namespace memglia {

/// Plastic synapses of place neurons onto the four action neurons, as the fixed-point reference
/// sees them.
class synapses {
  public:
    virtual ~synapses() = default;

    virtual std::array<std::int32_t, 4> read_levels(cell_index place) = 0;

    /// Moves the synapses of `actions` (bit a: action a) up by `step` levels to at most the
    /// maximum, the others down by `step` to at least the initial weight. Returns the write pulses
    /// it took.
    virtual std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) = 0;
};

/// The ideal device: an integer code 0..127 per synapse, one pulse moves it by one, a read is
/// exact.
class integer_synapses : public synapses {
  public:
    static constexpr std::int32_t codes_per_level = 8;
    static constexpr std::int32_t code_max = 127;

    /// `tolerance_codes`: programming stops once the code is this near its target.
    integer_synapses(std::uint32_t places, std::uint8_t initial_level, std::uint8_t max_level,
                     double tolerance_codes);

    std::array<std::int32_t, 4> read_levels(cell_index place) override;
    std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) override;

  private:
    std::uint32_t program(std::int32_t& code, std::int32_t level) const;

    std::int32_t initial_level_;
    std::int32_t max_level_;
    double tolerance_codes_;
    std::vector<std::array<std::int32_t, 4>> code_;
};

}  // namespace memglia
