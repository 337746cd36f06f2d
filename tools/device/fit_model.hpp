#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/vteam.hpp"
#include "tools/device/measurement.hpp"

namespace memglia {

/// Current against voltage of a cell, as a fit can find it.
enum class fit_cell { linear, sinh, rectifying };

/// What a fit takes as given: law, window, its constants and the depth of `vteam`, the cell's law,
/// whether a resistance is in series, and where the instrument clamps the current.
struct fit_shape {
    vteam_config vteam;
    fit_cell cell = fit_cell::linear;
    bool series = false;
    double compliance_a = std::numeric_limits<double>::infinity();

    /// As in "sinh cell, series resistance, exponential_resistance".
    std::string name() const;
};

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
    double plus_per_v = 0;   ///< of a sinh cell, or of a rectifying one above 0 V
    double minus_per_v = 0;  ///< of a rectifying cell below 0 V
    double series_ohm = 0;
};

/// The current of a device at every row of a measurement, in one pass. How far the drive has come
/// between two rows is closed for a straight line of voltage, and under a rectangular or saturating
/// window so is the state. With a series resistance or a compliance the cell's voltage follows the
/// state: then a row is one step of the implicit trapezoidal rule for that voltage.
class fit_model {
  public:
    fit_model(const measurement& data, const fit_shape& shape);

    double v_min_v() const { return v_min_v_; }
    double v_max_v() const { return v_max_v_; }
    std::size_t rows() const { return data_.time_s.size(); }
    const measurement& data() const { return data_; }
    const fit_shape& shape() const { return shape_; }

    /// Each of `out` and `states` has a place for every row; `states` may be empty.
    void currents(const fit_parameters& p, std::span<double> out,
                  std::span<double> states = {}) const;

    /// Where the cell's voltage does not depend on the state, the states at every row ...
    bool coupled() const;
    void find_states(const fit_parameters& p, std::span<double> states) const;
    /// ... and the currents in them.
    void currents_in(const fit_parameters& p, std::span<const double> states,
                     std::span<double> out) const;

    /// Whether the instrument clamped the current of this row.
    bool clamped(std::size_t row) const;

    /// The device with these parameters, and its cell.
    vteam_config device(const fit_parameters& p) const;
    cell_iv_config cell(const fit_parameters& p) const;
    fit_parameters parameters(const vteam_config& device, double initial_state) const;

  private:
    struct drive;
    double moved(double x, double sweeps, bool towards_on) const;
    void run_coupled(const fit_parameters& p, std::span<double> out,
                     std::span<double> states) const;

    const measurement& data_;
    fit_shape shape_;
    window window_;
    resistance_law law_;
    double v_min_v_ = 0;
    double v_max_v_ = 0;
};

}  // namespace memglia
