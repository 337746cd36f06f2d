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

/// Whether a bump drifts that moved so far in the third and the last quarter of a run: by 0.02 rad
/// at least, and by 0.93 of what it moved before, the same way.
bool goes_on(double moved_before, double moved);

/// Displaces the bump by `share` of its peak and runs it; it drifts if it goes_on(). Displacements
/// of less than a cell of the grid are pinned by it.
drift_result try_drift(const conserved_parameters& p, const field_grid& grid, double share,
                       double time);

}  // namespace memglia
