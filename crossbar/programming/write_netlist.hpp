#pragma once

#include <span>
#include <string>

#include "crossbar/programming/array_transient.hpp"
#include "crossbar/programming/pulse_schedule.hpp"

namespace memglia {

/// A series of writes on an array, as a netlist describes it.
struct write_plan {
    std::size_t rows = 0;
    std::size_t columns = 0;
    vteam_config device;
    array_surroundings around;
    write_scheme scheme = write_scheme::half;
    pulse_shape pulse;
    double t_start_s = 0;  ///< rest before the first pulse
    std::vector<write_operation> operations;
};

/// The ngspice netlist of the writes: states are node voltages, integrated by capacitors; energy is
/// one, too. In batch mode ngspice writes `data_file`: a line of names, then at the end of every
/// operation's gap a line "time energy_j x0 x1 ...". With the gated scheme each row has
/// transistors, switches of r_access_ohm and 1e15 ohm.
///
/// Throws input_error for what the netlist has no words for: cells that are not linear, lines of
/// no resistance, edges of no length.
std::string write_netlist(const write_plan& plan, std::span<const double> states,
                          const std::string& data_file);

}  // namespace memglia
