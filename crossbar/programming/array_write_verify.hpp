#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "crossbar/device/ageing.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/device/variation.hpp"
#include "crossbar/programming/array_transient.hpp"
#include "crossbar/programming/pulse_schedule.hpp"

namespace memglia {

/// How an array is programmed to targets.
struct write_verify_config {
    double tolerance = 0.02;
    std::uint32_t max_pulses = 500;
    std::uint32_t max_passes = 5;
    double t_wait_s = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tolerance",
                    .unit = "1",
                    .doc = "a verify read this near its target passes; of the conductance range",
                    .min = 0,
                    .max = 1},
              self.tolerance);
        visit(field{.name = "max_pulses",
                    .unit = "1",
                    .doc = "on one cell, over all passes; then it has failed",
                    .min = 1,
                    .max = 1e6},
              self.max_pulses);
        visit(field{.name = "max_passes",
                    .unit = "1",
                    .doc = "over the whole array: later writes disturb earlier cells",
                    .min = 1,
                    .max = 1000},
              self.max_passes);
        visit(field{.name = "t_wait_s",
                    .unit = "s",
                    .doc = "between programming and the last read: drift and telegraph noise",
                    .min = 0,
                    .max = 1e12},
              self.t_wait_s);
    }
};

struct write_verify_result {
    std::size_t pulses = 0;
    std::size_t reads = 0;  ///< of a whole row
    double time_s = 0;
    double write_j = 0;
    double read_j = 0;
    std::size_t passes = 0;
    std::vector<std::uint32_t> cell_pulses;
    std::vector<double> conductance_s;  ///< as read at the end, through the wires
    std::vector<std::size_t> failed;    ///< cells whose last read is out of tolerance
    std::size_t worn_out = 0;           ///< cells that stuck on the way
    double largest_disturb = 0;         ///< state change of a cell by one write of another
};

/// An array with real cells: drawn variation, faults, noise, wear, drift.
///
/// Cycle-to-cycle noise of a pulse is drawn for each cell that it moves: sigma of the conductance
/// range times the root of the cell's way over that of a nominal pulse from the same state, at most
/// 1. Drift of a cell counts from when it last moved.
class real_array {
  public:
    real_array(std::size_t rows, std::size_t columns, const device_config& device,
               const array_surroundings& around, write_scheme scheme, const pulse_shape& pulse,
               const ageing_config& ageing, std::uint64_t seed,
               const transient_settings& settings = {});

    /// Of all cells that are not stuck.
    void set_states(std::span<const double> states);

    /// One write; the clock moves on by its pulse.
    write_outcome pulse(const write_operation& operation);

    /// What the sense amplifiers of all columns report for one row, as conductance: current over
    /// read voltage, with read noise, drift and telegraph noise. The row is driven to the read
    /// voltage, all other lines to 0 V.
    std::vector<double> read_row_s(std::size_t row);

    void wait(double duration_s) { time_s_ += duration_s; }

    /// Pulses each cell towards its target, row by row, until every read of a pass is within
    /// tolerance. Negative targets are left alone.
    write_verify_result program(std::span<const double> target_s, const write_verify_config& how);

    array_transient& transient() { return transient_; }
    double time_s() const { return time_s_; }
    double read_j() const { return read_j_; }

    /// Not 0: stuck from the start or worn out.
    std::vector<unsigned char> faulty_cells() const;

  private:
    void add_cycle_noise(std::span<const double> before);
    double noisy_state(std::size_t cell, double conductance_s) const;

    device_config device_;
    write_scheme scheme_;
    pulse_shape pulse_;
    ageing_config ageing_;
    random_stream drawn_;
    random_stream cycle_noise_;
    random_stream read_noise_;
    random_stream telegraph_draws_;
    cell_population population_;
    array_transient transient_;
    endurance wear_;
    telegraph_noise telegraph_;
    std::vector<double> moved_s_;  ///< when each cell last moved
    double time_s_ = 0;
    double read_j_ = 0;
    std::size_t worn_out_ = 0;
};

}  // namespace memglia
