#pragma once

#include <array>
#include <vector>

#include "tools/device/device_fit.hpp"
#include "tools/device/fit_determined.hpp"

namespace memglia::fitting {

/// The end of a fit, as far as its intervals need it.
struct converged_fit {
    problem task;  ///< free: the determined coordinates, and both resistances in any case
    VectorXd u;
    double misfit = 0;    ///< sum of squares at `u`
    double variance = 0;  ///< of a weighted residual
    reasons unknown;
    std::array<VectorXd, 2> further;  ///< from find_unreached_ends
    bool profiles = true;             ///< wide intervals from the profile of the misfit
};

/// Every parameter with its 95 % interval, or why the data do not determine it. `p` holds the
/// values to report, and `device` those of the device.
std::vector<fitted_parameter> fitted_parameters(const converged_fit& fit, const fit_model& model,
                                                const fit_parameters& p,
                                                const vteam_config& device);

}  // namespace memglia::fitting
