#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/series_cell.hpp"
#include "crossbar/device/vteam.hpp"
#include "crossbar/device/waveform.hpp"

namespace memglia {

/// The integration could not reach its tolerance in the steps it may take.
struct transient_error : error {
    using error::error;
};

/// A voltage source, a series resistance and one cell.
struct transient_setup {
    vteam_config device;
    cell_iv_config iv;
    double series_ohm = 0;
    double initial_state = 0;
    double tolerance = 1e-10;  ///< per step, of the state and relative of the energies
    long most_steps = 5'000'000;

    /// Throws input_error.
    void validate() const;
};

struct transient_sample {
    double time_s = 0;
    double source_v = 0;
    double device_v = 0;  ///< across the cell
    double current_a = 0;
    double state = 0;
    double source_energy_j = 0;
    double device_energy_j = 0;
};

/// One cell under a waveform. A constant voltage on a linear cell without a series resistance is
/// solved by vteam::pulse; all else by an adaptive Runge-Kutta method that stops at every corner of
/// the waveform, where a threshold is passed, where the state arrives at an end and at every time
/// asked for. What is integrated is window::coordinate_of(x), so that a state comes back from
/// wherever it went.
class device_transient {
  public:
    explicit device_transient(const transient_setup& setup);

    /// Runs on through the part of `piece` that lies between now and `until_s`.
    void follow(const waveform::piece& piece, double until_s);

    double state() const;
    transient_sample sample(double source_v) const;

  private:
    using vector = std::array<double, 3>;  // window::coordinate_of(state), energies of both

    operating_point operate(double source_v, double conductance_s) const;
    double state_of(const vector& y) const;
    double memristor_v(const waveform::piece& piece, double time_s, const vector& y) const;
    double way_left(const vector& y) const;
    vector slope(const waveform::piece& piece, double time_s, const vector& y) const;
    double error_of(const vector& error, const vector& y) const;
    double event(const waveform::piece& piece, const vector& end, double h, int& next) const;
    void integrate(const waveform::piece& piece, double until_s);

    transient_setup setup_;
    vteam vteam_;
    cell_iv iv_;
    bool sticks_;  // window
    double time_s_ = 0;
    vector y_{};
    int direction_ = 0;  // of the motion: -1 SET, 0 rest, 1 RESET
    bool held_ = false;  // arrived at the end that the motion leads to
    double step_s_ = 0;  // proposal for the next
    long steps_ = 0;
};

/// Samples at `times_s`, which do not fall.
std::vector<transient_sample> run_transient(const transient_setup& setup, const waveform& wave,
                                            std::span<const double> times_s);

}  // namespace memglia
