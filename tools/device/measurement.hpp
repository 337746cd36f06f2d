#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memglia {

/// What a source and an ammeter have seen; the voltage is a straight line between two rows.
struct measurement {
    std::vector<double> time_s;
    std::vector<double> voltage_v;
    std::vector<double> current_a;
};

/// How the columns of a file become a measurement.
struct measurement_options {
    std::optional<double> rate_v_per_s;  ///< of a sweep without times
    bool flip = false;                   ///< turn the electrodes: both signs change
};

/// From columns time, voltage and current in s, V and A or their thousandths, millionths ... as in
/// `time_us`, `voltage_mv`, `current_ua`. With a rate there has to be no time: it is the way of the
/// voltage over the rate. Throws input_error.
measurement parse_measurement(std::string_view text, const std::string& file,
                              const measurement_options& options = {});

/// What looks wrong in the units of a measurement, one sentence each.
std::vector<std::string> unit_warnings(const measurement& data);

/// Every `n`th row and the turning points of the voltage, `most` rows or a few more.
measurement thinned(const measurement& data, std::size_t most);

/// Half of the last digit of the currents, over the current: what a perfect fit leaves.
double relative_resolution(const measurement& data);

}  // namespace memglia
