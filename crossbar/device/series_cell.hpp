#pragma once

#include "crossbar/device/cell_iv.hpp"

namespace memglia {

/// A cell behind a resistance at a voltage source.
struct operating_point {
    double cell_v = 0;
    double memristor_v = 0;  ///< across the memristor alone, what moves its state
    double current_a = 0;
};

/// Of a cell whose memristor has this conductance at zero bias; its voltage to `tolerance` of the
/// source's.
operating_point operate(const cell_iv& iv, double conductance_s, double series_ohm, double source_v,
                        double tolerance = 1e-15);

}  // namespace memglia
