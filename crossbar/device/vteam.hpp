#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/device/window.hpp"

namespace memglia {

enum class resistance_law { linear_resistance, exponential_resistance, linear_conductance };
constexpr std::string_view choice_words(resistance_law) {
    return "linear_resistance|exponential_resistance|linear_conductance";
}

/// Parameters of one VTEAM device and the pulses meant for it. SI units.
///
/// Kvatinsky et al., IEEE TCAS-II 62(8):786 (2015):
///     dw/dt = k_off (v/v_off - 1)^alpha_off f_off(w)   for v > v_off > 0   (towards R_off)
///           = k_on  (v/v_on  - 1)^alpha_on  f_on(w)    for v < v_on  < 0   (towards R_on)
///           = 0                                        in between,  w in [0, D]
struct vteam_config {
    resistance_law law = resistance_law::linear_conductance;
    window_kind window = window_kind::saturating;
    double k_on_m_per_s = -2.1701388889e-3;
    double k_off_m_per_s = 2.1701388889e-3;
    double alpha_on = 3;
    double alpha_off = 3;
    double v_on_v = -1.0;
    double v_off_v = 1.0;
    double r_on_ohm = 100e3;
    double r_off_ohm = 1e6;
    double depth_m = 3e-9;
    double curvature_on = 31.566827;
    double curvature_off = 1.997332;
    double window_p = 2;
    double window_scale = 1;
    double window_a_on = 0;
    double window_a_off = 1;
    double window_width = 0.03566666666666667;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "law", .doc = "how resistance depends on the state"}, self.law);
        visit(field{.name = "window",
                    .doc = "f(w), the factor on the rate; saturating is linear in the way left"},
              self.window);
        visit(field{.name = "k_on_m_per_s", .unit = "m/s", .doc = "SET rate, negative"},
              self.k_on_m_per_s);
        visit(field{.name = "k_off_m_per_s", .unit = "m/s", .doc = "RESET rate, positive"},
              self.k_off_m_per_s);
        visit(field{.name = "alpha_on", .unit = "1", .doc = "SET exponent", .min = 0, .max = 20},
              self.alpha_on);
        visit(field{.name = "alpha_off", .unit = "1", .doc = "RESET exponent", .min = 0, .max = 20},
              self.alpha_off);
        visit(field{.name = "v_on_v", .unit = "V", .doc = "SET threshold, negative"}, self.v_on_v);
        visit(field{.name = "v_off_v", .unit = "V", .doc = "RESET threshold, positive"},
              self.v_off_v);
        visit(field{.name = "r_on_ohm", .unit = "ohm", .doc = "resistance at w = 0", .min = 1e-3},
              self.r_on_ohm);
        visit(field{.name = "r_off_ohm", .unit = "ohm", .doc = "resistance at w = D", .min = 1e-3},
              self.r_off_ohm);
        visit(field{.name = "depth_m", .unit = "m", .doc = "D", .min = 1e-12, .max = 1e-3},
              self.depth_m);
        visit(field{.name = "curvature_on",
                    .unit = "1",
                    .doc = "saturating window: SET pulse constant A over a full sweep",
                    .min = 0.05,
                    .max = 1e6},
              self.curvature_on);
        visit(field{.name = "curvature_off",
                    .unit = "1",
                    .doc = "saturating window: RESET pulse constant A over a full sweep",
                    .min = 0.05,
                    .max = 1e6},
              self.curvature_off);
        visit(field{.name = "window_p",
                    .unit = "1",
                    .doc = "exponent p of the windows joglekar, biolek and prodromakis",
                    .min = 0.1,
                    .max = 100},
              self.window_p);
        visit(field{.name = "window_scale",
                    .unit = "1",
                    .doc = "prodromakis window: factor j",
                    .min = 1e-3,
                    .max = 1e3},
              self.window_scale);
        visit(field{.name = "window_a_on",
                    .unit = "1",
                    .doc = "team window: a_on over D",
                    .min = -10,
                    .max = 10},
              self.window_a_on);
        visit(field{.name = "window_a_off",
                    .unit = "1",
                    .doc = "team window: a_off over D",
                    .min = -10,
                    .max = 10},
              self.window_a_off);
        visit(field{.name = "window_width",
                    .unit = "1",
                    .doc = "team window: w_c over D",
                    .min = 1e-3,
                    .max = 10},
              self.window_width);
    }

    /// Throws input_error, also for signs that the equations cannot have.
    void validate() const;
    unused_keys unused() const;
};

/// One VTEAM device under constant-voltage pulses. The state is x = w/D: 0 at R_on, 1 at R_off.
/// Immutable and shared by all cells of an array.
///
/// The sign of the voltage decides the branch of everything that has two: rate, threshold, window.
/// x never leaves [0, 1].
///
/// Rectangular window: x moves at the constant rate s = |k| |v/v_th - 1|^alpha / D and stops at the
/// end. Saturating window: the rate falls linearly with the way left, normalised so that a full
/// sweep still takes 1/s; with y = way left + c, c = 1/(exp(1/A) - 1), the solution is y(t) = y(0)
/// exp(-s t / A). That is the pulse law of NeuroSim (G = B(1 - exp(-P/A)) + G_min) as a window, and
/// A its constant over P_max. Joglekar window with p = 1: ln(x/(1 - x)) moves at the rate 4 s.
/// These are closed forms, but for the energy of the last under an exponential resistance; that and
/// the other windows are integrated adaptively to about 1e-11 in state and relative energy.
class vteam {
  public:
    explicit vteam(const vteam_config& config);

    struct pulse_result {
        double x = 0;         ///< state afterwards
        double energy_j = 0;  ///< integral of v i dt in the device
    };

    /// A pulse of constant voltage with everything that does not depend on the state worked out.
    struct prepared_pulse {
        double voltage_v = 0;
        double duration_s = 0;
        double rate_per_s = 0;  ///< without the window; 0 at or between the thresholds
        double tau_s = 0;       ///< saturating window: time constant
    };
    prepared_pulse prepare(double voltage_v, double duration_s) const;

    /// Applies a pulse. At or between the thresholds the state is exactly unchanged.
    pulse_result pulse(double x, const prepared_pulse& p) const;
    pulse_result pulse(double x, double voltage_v, double duration_s) const {
        return pulse(x, prepare(voltage_v, duration_s));
    }

    /// Where the same pulse takes the state, without its energy: to 1e-11 the state of pulse(), and
    /// bit for bit where that is a closed form.
    double state_after(double x, const prepared_pulse& p) const;

    double conductance_s(double x) const;

    /// The state that has this conductance; the nearest end outside the range.
    double state_at(double conductance_s) const;

    double g_on_s() const { return 1 / config_.r_on_ohm; }
    double g_off_s() const { return 1 / config_.r_off_ohm; }

    /// Sweep rate at this voltage in 1/s (full range per second) without the window; 0 at or
    /// between the thresholds.
    double rate_per_s(double voltage_v) const;

    /// dx/dt: rate times window, positive towards R_off; 0 at or between the thresholds, and at an
    /// end towards what lies beyond.
    double velocity_per_s(double x, double voltage_v) const;

    const window& shape() const { return window_; }

    const vteam_config& config() const { return config_; }

  private:
    struct motion {
        double x;              ///< where the state ends
        double way;            ///< how far it got
        double moving_s;       ///< time until the end of the range was reached, at most the pulse
        double mean_way_left;  ///< mean distance to the end of the range over that time
    };
    motion move(double x, const prepared_pulse& p) const;
    // An integration over u = s t: the state and, if asked for, the integral of the conductance up
    // to where it stopped.
    struct course {
        double x = 0;
        double u = 0;
        double sum_s = 0;
    };
    template <bool with_conductance>
    course integrate(double x, const prepared_pulse& p) const;
    double logistic_end(double x, const prepared_pulse& p) const;
    pulse_result logistic_pulse(double x, const prepared_pulse& p) const;
    pulse_result integrated_pulse(double x, const prepared_pulse& p) const;

    vteam_config config_;
    resistance_law law_;
    window window_;
    double log_ratio_;  ///< ln(R_off / R_on)
};

}  // namespace memglia
