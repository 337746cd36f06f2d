#pragma once

#include "snan/tasks/resource_field/conserved_field.hpp"

namespace memglia {

/// What a stationary bump did that was displaced.
struct drift_result {
    double time = 0;          ///< of the run
    double displacement = 0;  ///< of the bump's centre after displace(), rad
    double velocity = 0;      ///< in the last quarter of the run, rad per time
    double mass_error = 0;    ///< largest |mass - 1| at the ends of the quarters
    bool is_alive = false;    ///< u is above theta somewhere
    bool drifts = false;
};

/// How long a trial lasts: 500 or, where the analysis lets a drift grow, twelve of its time
/// constants, 20 000 at most.
double trial_time(const conserved_parameters& p);

/// Displaces the bump by `share` of its peak and runs it. It drifts if it goes on: in the last
/// quarter of the run it moves by 0.02 rad at least, and by 0.93 of what it moved in the third.
/// Displacements of less than a cell of the grid are pinned by it.
drift_result try_drift(const conserved_parameters& p, const field_grid& grid, double share,
                       double time);

}  // namespace memglia
