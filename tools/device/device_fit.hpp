#pragma once

#include <string>
#include <vector>

#include "tools/device/fit_model.hpp"

namespace memglia {

struct fitted_parameter {
    std::string name;
    std::string unit;
    double value = 0;
    double low = 0;  ///< 95 % confidence interval
    double high = 0;
    std::string unknown;  ///< why the data do not determine it; empty: they do
};

struct fit_result {
    vteam_config device;
    double initial_state = 0;
    std::vector<fitted_parameter> parameters;
    double noise = 0;  ///< standard deviation of the current, relative to the model's
    double floor_a = 0;
    std::size_t rows = 0;
    std::vector<double> model_a;
    std::vector<double> state;
    std::vector<double> residual;  ///< in standard deviations
    double residual_trend = 0;     ///< correlation of a residual with the next
};

/// Fits VTEAM to a measurement: multi-start, then Levenberg-Marquardt (MINPACK's, in Eigen) on the
/// current with a noise that is a fixed share of it, above a floor taken from the rows near 0 V.
/// The shares are taken of the last fit's current, which keeps the estimate unbiased where
/// logarithms or the fit's own current in the denominator would not. Intervals are Student's t from
/// the Jacobian, on logarithms of resistances, exponents and rates and on the logit of thresholds.
///
/// `shape` gives law, window, its constants and the depth; `start` (may be null) one more starting
/// point. Throws input_error for data from which nothing can be learned.
fit_result fit_device(const measurement& data, const vteam_config& shape,
                      const vteam_config* start);

}  // namespace memglia
