#pragma once

#include <cstddef>
#include <vector>

#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/array_config.hpp"
#include "crossbar/device/vteam.hpp"

namespace memglia {

/// An operating point beside that of the same array on wires without resistance.
struct array_reading {
    driven_array inputs;
    array_config config;
    array_solution actual;
    array_solution ideal;
    std::vector<double> cell_v;  ///< word line against bit line
    std::vector<double> lost_v;  ///< of the ideal cell voltage's magnitude; below 0 where it gained

    double largest_cell_v = 0;  ///< of the ideal ones
    double worst_drop_v = 0;
    std::size_t worst_cell = 0;
    double mean_drop_v = 0;

    double largest_output_a = 0;    ///< ideal, at the driven bit lines
    double worst_output_error = 0;  ///< of an output's own ideal current
    std::size_t worst_output = 0;
    double rms_output_error = 0;  ///< of the largest ideal output
    double power_w = 0;           ///< from all drivers
};

array_reading read_array(const driven_array& inputs, const array_config& config);

/// How a reading suits cells of one device.
struct device_suitability {
    std::size_t moved = 0;         ///< cells whose memristor sees more than a threshold
    std::size_t out_of_range = 0;  ///< conductances beyond R_on and R_off; open cells are not
};

/// A voltage from word line to bit line is a RESET, the other way round a SET, as writes have it.
device_suitability suits_device(const array_reading& reading, const vteam_config& device);

}  // namespace memglia
