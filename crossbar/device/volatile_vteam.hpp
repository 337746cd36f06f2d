#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"
#include "crossbar/device/waveform.hpp"

namespace memglia {

/// A volatile device (VVTEAM): x from 0 (R_off) to 1 (R_on).
///
///     dx/dt = k (|v|/V_th - 1)^alpha             |v| > V_th
///           = 0                                  V_hold <= |v| <= V_th
///           = -x beta/tau (t/tau)^(beta - 1)     |v| < V_hold, t since it fell below
///
/// Resistance R_off (R_on/R_off)^x; the current never exceeds the compliance.
struct volatile_config {
    std::string source = "";
    double growth_per_s = 650;
    double alpha = 0.1;
    double v_th_v = 1.744;
    double v_hold_v = 1.5726;
    double tau_s = 1.044;
    double beta = 2.143;
    double r_on_ohm = 30e3;
    double r_off_ohm = 15e9;
    double compliance_a = 3.5e-6;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "source", .doc = "where the numbers come from"}, self.source);
        visit(field{.name = "growth_per_s", .unit = "1/s", .doc = "k", .min = 1e-12, .max = 1e18},
              self.growth_per_s);
        visit(field{.name = "alpha", .unit = "1", .doc = "growth exponent", .min = 0, .max = 20},
              self.alpha);
        visit(field{.name = "v_th_v", .unit = "V", .doc = "grows above", .min = 1e-6, .max = 100},
              self.v_th_v);
        visit(field{.name = "v_hold_v", .unit = "V", .doc = "decays below", .min = 0, .max = 100},
              self.v_hold_v);
        visit(
            field{
                .name = "tau_s", .unit = "s", .doc = "time of the decay", .min = 1e-15, .max = 1e9},
            self.tau_s);
        visit(field{.name = "beta", .unit = "1", .doc = "Weibull exponent", .min = 0.05, .max = 20},
              self.beta);
        visit(field{.name = "r_on_ohm", .unit = "ohm", .doc = "at x = 1", .min = 1e-3, .max = 1e18},
              self.r_on_ohm);
        visit(
            field{.name = "r_off_ohm", .unit = "ohm", .doc = "at x = 0", .min = 1e-3, .max = 1e18},
            self.r_off_ohm);
        visit(field{.name = "compliance_a",
                    .unit = "A",
                    .doc = "largest current of the source",
                    .min = 1e-18,
                    .max = 1e3},
              self.compliance_a);
    }

    /// Throws input_error.
    void validate() const;
};

/// One volatile device under straight lines of voltage, in closed form throughout.
class volatile_vteam {
  public:
    explicit volatile_vteam(const volatile_config& config);

    struct state {
        double x = 0;
        double below_s = 0;  ///< how long |v| has been below V_hold
    };

    /// Behind `duration_s` in which the voltage goes straight from `from_v` to `to_v`.
    state after(state s, double from_v, double to_v, double duration_s) const;

    double conductance_s(double x) const;
    double current_a(double x, double voltage_v) const;

  private:
    state after_part(state s, double from_v, double to_v, double duration_s) const;
    double growth(double from_v, double to_v, double duration_s) const;

    volatile_config config_;
    double log_ratio_;
};

struct volatile_sample {
    double time_s = 0;
    double source_v = 0;
    double current_a = 0;
    double state = 0;
};

/// Samples at `times_s`, which do not fall. Throws input_error for a sine.
std::vector<volatile_sample> run_volatile(const volatile_vteam& device, double initial_state,
                                          const waveform& wave, std::span<const double> times_s);

}  // namespace memglia
