#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tools/device/fit_model.hpp"

namespace memglia {

/// Which cells a fit tries: one of them, or all of them with and without a series resistance.
enum class fit_choice { linear, series, sinh, rectifying, automatic };
constexpr std::string_view choice_words(fit_choice) {
    return "linear|series|sinh|rectifying|auto";
}

struct fit_request {
    vteam_config vteam;                 ///< law, window, its constants, depth
    bool every_law = false;             ///< linear_resistance and exponential_resistance are tried
    std::optional<vteam_config> start;  ///< one more starting point
    fit_choice cell = fit_choice::automatic;
    double compliance_a = std::numeric_limits<double>::infinity();
    std::function<bool()> stop;                              ///< asked often; may be empty
    std::function<void(const std::string& stage)> progress;  ///< may be empty
};

struct fitted_parameter {
    std::string name;
    std::string unit;
    double value = 0;
    double low = 0;  ///< 95 % confidence interval
    double high = 0;
    std::string unknown;  ///< why the data do not determine it; empty: they do
    bool seen = true;     ///< false: nothing moved that it would describe, `value` is no estimate
};

/// One of the models that were tried, on thinned data.
struct tried_model {
    std::string name;
    double bic = 0;        ///< Bayesian information criterion: the least describes best
    double deviation = 0;  ///< of the current, relative
};

struct fit_result {
    fit_shape shape;
    vteam_config device;
    cell_iv_config cell;
    double series_ohm = 0;
    double initial_state = 0;
    std::vector<fitted_parameter> parameters;
    std::vector<tried_model> tried;
    double noise = 0;          ///< standard deviation of the current, relative to the model's, ...
    double floor_a = 0;        ///< ... and at least that share of this current
    double resolution = 0;     ///< the same from the digits of the data alone
    double rms_of_range = 0;   ///< root mean square of the difference over the range of current
    std::size_t outliers = 0;  ///< rows more than four deviations off
    std::size_t clamped = 0;   ///< rows at the compliance
    bool moves_on = true;      ///< motion towards R_on is in the data; `device` has the request's
    bool moves_off = true;     ///< constants of a direction without motion
    std::string unphysical;    ///< a parameter whose value no device has; empty: none
    bool complete = true;      ///< false: `stop` ended it
    std::size_t rows = 0;
    std::vector<double> model_a;
    std::vector<double> state;
    std::vector<double> residual;  ///< in standard deviations
    double residual_trend = 0;     ///< correlation of a residual with the next

    /// At zero bias in the first state: all that is known of a device in which nothing moves.
    double resistance_ohm() const;

    /// Neighbouring residuals hang together by more than chance: something is left to explain.
    bool trend() const;

    /// The model is one of this device.
    bool described() const;
};

/// Fits VTEAM with several cells to a measurement, and chooses the simplest that the Bayesian
/// information criterion allows: multi-start on thinned data, then Levenberg-Marquardt (MINPACK's,
/// in Eigen) on all of them. Noise is Student's t with a part fixed and a part in proportion to
/// the current, both found with the fit; weights are of the last fit's current, which keeps the
/// estimate unbiased where logarithms or the fit's own current in the denominator would not.
/// Intervals are Student's t from the Jacobian and Huber's variance, wider by what neighbouring
/// residuals have in common, on logarithms of resistances, exponents and rates and on the logit of
/// thresholds.
///
/// Throws input_error for data from which nothing can be learned, as of a current that does not
/// vary.
fit_result fit_device(const measurement& data, const fit_request& request);

/// The electrodes look turned, or the current looks clamped: one sentence each.
std::vector<std::string> measurement_hints(const measurement& data, double compliance_a);

}  // namespace memglia
