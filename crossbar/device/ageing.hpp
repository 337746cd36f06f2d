#pragma once

#include <cstddef>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "base/unused_key.hpp"

namespace memglia {

/// What time and use do to cells. All off by default but the endurance.
struct ageing_config {
    double endurance_cycles = 1e6;
    double sigma_endurance = 0.3;
    double drift_nu_on = 0;
    double drift_nu_off = 0;
    double drift_t0_s = 1;
    double telegraph_fraction = 0;
    double telegraph_step = 0.05;
    double telegraph_tau_min_s = 1e-6;
    double telegraph_tau_max_s = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "endurance_cycles",
                    .unit = "1",
                    .doc = "median life in full SET and RESET cycles, after which a cell sticks at "
                           "R_on (HfOx: 1e6 with all levels); 0: for ever",
                    .min = 0},
              self.endurance_cycles);
        visit(field{.name = "sigma_endurance",
                    .unit = "1",
                    .doc = "sigma of ln life over the cells (assumed)",
                    .min = 0,
                    .max = 3},
              self.sigma_endurance);
        visit(
            field{.name = "drift_nu_on",
                  .unit = "1",
                  .doc = "nu of G = G0 (t/t0)^-nu at R_on (RRAM: 0; an assumed 0.01 as an option; "
                         "phase change: 0.05 to 0.1)",
                  .min = 0,
                  .max = 1},
            self.drift_nu_on);
        visit(field{.name = "drift_nu_off",
                    .unit = "1",
                    .doc = "nu at R_off, in between linear in the conductance (option: 0.05)",
                    .min = 0,
                    .max = 1},
              self.drift_nu_off);
        visit(field{.name = "drift_t0_s",
                    .unit = "s",
                    .doc = "time after a write from which a cell drifts",
                    .min = 1e-12,
                    .max = 1e9},
              self.drift_t0_s);
        visit(field{.name = "telegraph_fraction",
                    .unit = "1",
                    .doc = "share of cells with random telegraph noise",
                    .min = 0,
                    .max = 1},
              self.telegraph_fraction);
        visit(field{.name = "telegraph_step",
                    .unit = "1",
                    .doc = "dG/G between the two levels (0.01 to 0.1, magnitude unconfirmed)",
                    .min = 0,
                    .max = 1},
              self.telegraph_step);
        visit(field{.name = "telegraph_tau_min_s",
                    .unit = "s",
                    .doc = "mean dwell times are log-uniform from here",
                    .min = 1e-12,
                    .max = 1e9},
              self.telegraph_tau_min_s);
        visit(field{.name = "telegraph_tau_max_s",
                    .unit = "s",
                    .doc = "to here",
                    .min = 1e-12,
                    .max = 1e9},
              self.telegraph_tau_max_s);
    }

    void validate() const;
    unused_keys unused() const;
};

/// G0 (t/t0)^-nu, and G0 before t0. nu goes linearly from that at R_off to that at R_on.
double drifted_conductance_s(double conductance_s, double g_on_s, double g_off_s, double elapsed_s,
                             const ageing_config& config);

/// Counts the use of each cell in full-cycle equivalents: a way of 1 up or down is half a cycle.
class endurance {
  public:
    /// Draws the life of each cell.
    endurance(std::size_t cells, const ageing_config& config, random_stream& stream);

    /// Books a change of state; true when it wears the cell out, once.
    bool use(std::size_t cell, double state_change);

    bool worn(std::size_t cell) const { return cycles_[cell] >= life_[cell]; }

  private:
    std::vector<double> cycles_;
    std::vector<double> life_;  ///< infinite without wear
};

/// Two-state telegraph noise of the cells that have it: conductance G or G (1 - step), with own
/// mean dwell times in both. Looking at a cell advances it by the exact transition probability over
/// the time since it was last looked at:
///     P(low at t) = p + (P(low at 0) - p) exp(-t (1/tau_high + 1/tau_low)),
///     p = tau_low / (tau_high + tau_low).
class telegraph_noise {
  public:
    /// Draws which cells have it, their dwell times, and their states from the stationary law.
    telegraph_noise(std::size_t cells, const ageing_config& config, random_stream& stream);

    /// What the conductance is multiplied by at `time_s`, which never goes back for a cell. Draws
    /// once for a cell with noise and elapsed time, else never.
    double factor(std::size_t cell, double time_s, random_stream& stream);

  private:
    struct dwell {
        double tau_high_s = 0;  ///< both 0: the cell has no such noise
        double tau_low_s = 0;
    };

    double step_;
    std::vector<dwell> dwell_;
    std::vector<unsigned char> low_;
    std::vector<double> seen_s_;
};

}  // namespace memglia
