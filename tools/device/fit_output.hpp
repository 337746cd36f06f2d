#pragma once

#include <string>

#include "crossbar/device/device_model.hpp"
#include "tools/device/device_fit.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// Parameters, intervals, noise and what the data do not determine, for a terminal.
std::string fit_table(const fit_result& fit);

/// The fitted device as a preset: pulses at the measured extremes as long as a sweep over the codes
/// takes there, and a read below both thresholds. What is assumed says so in `source`.
device_config fitted_preset(const fit_result& fit, const measurement& data,
                            const std::string& file);

/// The preset as YAML, with the intervals as comments.
std::string preset_text(const fit_result& fit, const device_config& preset);

/// time_s, voltage_v, current_a, model_a, state, residual.
named_columns residual_columns(const fit_result& fit, const measurement& data);

}  // namespace memglia
