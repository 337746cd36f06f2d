#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crossbar/device/transient.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// A transient as one JSON document describes it: the device as read_case_device reads it, `wave`,
/// `series_R`, `s0`, `T_s`, `t_out`. `wave` is ["sin", V, Hz] or
/// ["pwl", [V, ...], start, width, gap, edge]. SI units.
struct transient_case {
    transient_setup setup;
    waveform wave;
    std::vector<double> times_s;
};

/// Throws input_error.
transient_case parse_transient_case(std::string_view text, const std::string& file);

/// From columns time_s and voltage_v. Throws input_error.
waveform parse_waveform(std::string_view text, const std::string& file);

/// 0, step, 2 step ... and `end_s`. Throws input_error above ten million.
std::vector<double> even_times(double step_s, double end_s);

named_columns transient_columns(const std::vector<transient_sample>& samples);

}  // namespace memglia
