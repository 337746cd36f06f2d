#pragma once

#include <span>
#include <string>
#include <vector>

#include "crossbar/device/vteam.hpp"

namespace memglia {

/// What a source and an ammeter have seen; the voltage is a straight line between two rows.
struct measurement {
    std::vector<double> time_s;
    std::vector<double> voltage_v;
    std::vector<double> current_a;
};

/// From columns time_s, voltage_v, current_a. Throws input_error.
measurement parse_measurement(std::string_view text, const std::string& file);

/// VTEAM as a fit sees it: rates at the largest measured voltages in place of k, which alone would
/// swing by decades with the exponent and the threshold.
struct fit_parameters {
    double r_on_ohm = 0;
    double r_off_ohm = 0;
    double v_on_v = 0;
    double v_off_v = 0;
    double alpha_on = 0;
    double alpha_off = 0;
    double rate_on_per_s = 0;   ///< sweeps per second at the most negative voltage
    double rate_off_per_s = 0;  ///< at the most positive one
    double initial_state = 0;
};

/// The current of a device at every row of a measurement, in one pass: how far the drive has come
/// between two rows is closed for a straight line of voltage, and under a rectangular or saturating
/// window so is the state.
class fit_model {
  public:
    /// Law, window and the window's constants are those of `shape`.
    fit_model(const measurement& data, const vteam_config& shape);

    double v_min_v() const { return v_min_v_; }
    double v_max_v() const { return v_max_v_; }
    std::size_t rows() const { return data_.time_s.size(); }

    /// Each of `out` and `states` has a place for every row; `states` may be empty.
    void currents(const fit_parameters& p, std::span<double> out,
                  std::span<double> states = {}) const;

    /// The device with these parameters.
    vteam_config device(const fit_parameters& p) const;
    fit_parameters parameters(const vteam_config& device, double initial_state) const;

  private:
    double moved(double x, double sweeps, bool towards_on) const;

    const measurement& data_;
    vteam_config shape_;
    window window_;
    enum class law { linear_resistance, exponential_resistance, linear_conductance } law_;
    double v_min_v_ = 0;
    double v_max_v_ = 0;
};

}  // namespace memglia
