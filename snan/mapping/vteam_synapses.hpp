#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "crossbar/device/vteam.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "snan/synapses.hpp"

namespace memglia {

/// The reference of rung 1b: synapses whose state moves by VTEAM's closed form and is read without
/// noise, with no array, no tile and no programming loop of the hardware in between.
class vteam_synapses : public synapses {
  public:
    vteam_synapses(const chip_config& chip, std::uint32_t places, std::uint8_t initial_level,
                   std::uint8_t max_level);

    std::array<std::int32_t, 4> read_levels(cell_index place) override;
    std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) override;

  private:
    double code(double x) const;
    std::uint32_t program(double& x, std::int32_t level) const;

    chip_config chip_;
    vteam device_;
    std::int32_t initial_level_;
    std::int32_t max_level_;
    std::vector<std::array<double, 4>> x_;
};

}  // namespace memglia
