#pragma once

#include <string>
#include <vector>

#include "tools/device/device_bench.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

/// How long a constant voltage across the memristor takes to move it over its range and what that
/// costs. Windows that let no state arrive at an end are measured from 1 % to 99 % of the way.
struct switching_row {
    double voltage_v = 0;
    double time_s = 0;
    double energy_j = 0;
};
switching_row switching(const vteam& device, double voltage_v);

struct pulse_row {
    double voltage_v = 0;
    double state = 0;  ///< behind the pulse
    double conductance_s = 0;
    double energy_j = 0;  ///< from the source
};

/// What `memglia device` measures on one cell.
struct characterisation {
    double amplitude_v = 0;
    double frequency_hz = 0;
    std::vector<transient_sample> sine;
    std::vector<transient_sample> triangle;
    std::vector<pulse_row> pulses;  ///< SET pulses from R_off, then as many RESET pulses
    std::vector<switching_row> set;
    std::vector<switching_row> reset;
};

characterisation characterise(const device_bench& bench);

/// Thresholds, switching at the pulse voltages, one pulse's change, whether a read disturbs.
std::string summary(const std::string& name, const device_bench& bench);

named_columns pulse_columns(const std::vector<pulse_row>& rows);
named_columns switching_columns(const characterisation& c);

/// The four curves as one SVG file, light and dark.
std::string device_picture(const std::string& name, const characterisation& c);

/// The same with its summary and its configuration as one page that needs no other file. `version`
/// is the program's.
std::string device_page(const std::string& name, const std::string& summary,
                        const std::string& configuration, const std::string& version,
                        const characterisation& c);

}  // namespace memglia
