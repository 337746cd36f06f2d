#pragma once

#include <string>

#include "crossbar/device/device_model.hpp"
#include "tools/device/device_bench.hpp"
#include "tools/device/device_fit.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// The models tried, parameters, intervals, noise, whether the model describes the device and what
/// the data do not determine, for a terminal.
std::string fit_table(const fit_result& fit);

/// The fitted device as a preset: pulses at the measured extremes as long as a sweep over the codes
/// takes there, and a read below both thresholds. What is assumed says so in `source`.
device_config fitted_preset(const fit_result& fit, const measurement& data,
                            const std::string& file);

/// The preset as YAML, with the intervals and what it has no place for as comments.
std::string preset_text(const fit_result& fit, const device_config& preset);

/// The bench as YAML, with the intervals as comments.
std::string bench_text(const fit_result& fit, const device_bench& bench);

/// The bench of a fit: the fitted device with its cell and its series resistance, which a preset
/// has no place for.
device_bench fitted_bench(const fit_result& fit, const device_config& preset);

/// The fit drawn over the data, on a linear and on a logarithmic scale: an SVG file.
std::string fit_picture(const fit_result& fit, const measurement& data, const std::string& name);

/// time_s, voltage_v, current_a, model_a, state, residual.
named_columns residual_columns(const fit_result& fit, const measurement& data);

}  // namespace memglia
