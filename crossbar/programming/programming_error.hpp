#pragma once

#include <cstddef>
#include <span>

namespace memglia {

/// How far an array ended from what was to be programmed into it.
struct programming_error {
    std::size_t cells = 0;  ///< that have a target
    double rms = 0;         ///< of their conductances, of the conductance range
};

/// Cells with a negative target have none, as in real_array::program. Both spans row by row and of
/// the same size; `range_s` is that of the device, S.
programming_error measure_programming(std::span<const double> target_s,
                                      std::span<const double> read_s, double range_s);

}  // namespace memglia
