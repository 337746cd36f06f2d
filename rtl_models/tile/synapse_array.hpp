#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/array/cell_array.hpp"
#include "crossbar/device/device_model.hpp"
#include "rtl_models/tile/core_image.hpp"
#include "rtl_models/tile/synapse_array_config.hpp"

namespace memglia {

/// The synapses of a core in memristive cells, read row by row.
///
/// Between writes the currents of a row do not change, so what a read finds without noise is kept,
/// and a read costs no physics. The difference of two normal currents is normal (the cut of a
/// current at zero, at 1/sigma_read deviations, is left out), so the chance of every level is
/// known: a read draws 32 bits a pair and compares them with the share of outcomes below its level
/// and that up to it.
class synapse_array {
  public:
    /// `line_cell_f`: capacitance of a line per cell. `seed` and `index` choose variation, faults
    /// and noise. Programs every synapse of the image.
    synapse_array(const core_image& image, const synapse_array_config& config,
                  const device_config& device, const access_config& access, double line_cell_f,
                  std::uint64_t seed, std::uint64_t index);

    std::size_t rows() const { return rows_.size(); }
    std::size_t synapses() const { return synapses_.size(); }

    /// Drives a row: visit(column, level) for each of its synapses.
    template <class Visitor>
    void read(std::size_t row, Visitor&& visit) {
        row_record& r = rows_[row];
        ++r.reads;
        const synapse_word* const end = synapses_.data() + r.begin + r.count;
        if (!noisy_) {
            for (const synapse_word* s = end - r.count; s != end; ++s) visit(s->column, s->level);
        } else {
            read_noisy(r);
            for (const synapse_word* s = end - r.count; s != end; ++s) {
                visit(s->column, read_[static_cast<std::size_t>(s - end) + r.count]);
            }
        }
    }
    /// What will be read soon: first where a row lies, then the row.
    void prefetch_row(std::size_t row) const { __builtin_prefetch(&rows_[row]); }
    void prefetch_synapses(std::size_t row) const {
        __builtin_prefetch(&synapses_[rows_[row].begin]);
        if (noisy_) __builtin_prefetch(&nominal_[rows_[row].begin * config_.slices]);
    }

    std::uint32_t group(std::size_t row) const { return rows_[row].group; }
    std::size_t begin(std::size_t row) const { return rows_[row].begin; }
    std::size_t end(std::size_t row) const { return begin(row) + rows_[row].count; }
    std::uint32_t column(std::size_t synapse) const { return synapses_[synapse].column; }

    /// What a read finds without noise.
    std::int32_t level(std::size_t synapse) const { return synapses_[synapse].level; }

    /// Synapses times reads of their rows, since it was made.
    std::uint64_t events() const;

    /// Since it was made.
    std::uint64_t worn_out_cells() const;

    /// Reads a synapse, moves its level by `change` within 0 to the largest and writes it if it
    /// differs.
    struct moved {
        double seconds = 0;  ///< that this took
        std::int32_t level = 0;
        bool is_written = false;
    };
    moved move(std::size_t row, std::size_t synapse, std::int32_t change);

    /// What was done since the last call.
    struct work {
        std::uint64_t row_reads = 0;
        std::uint64_t pair_reads = 0;  ///< pairs integrated and converted, over all digits
        std::uint64_t sign_reads = 0;  ///< those of them whose sign is converted, too
        double read_cells_j = 0;
        double read_lines_j = 0;
        std::uint64_t plastic_reads = 0;  ///< pairs read before a change
        std::uint64_t rows_raised = 0;    ///< word lines driven for writes and those reads
        std::uint64_t inspections = 0;    ///< reads on which cells of a pair are compared
        std::uint64_t pulses = 0;
        std::uint64_t verifies = 0;
        std::uint64_t failures = 0;
        double write_cells_j = 0;
        double verify_cells_j = 0;  ///< of reads that verify, and of those before a change
        double verify_lines_j = 0;  ///< of those before a change
        double write_lines_j = 0;   ///< of pulses and of the reads that verify them
        double write_s = 0;
    };
    work take_work();

    /// Whether some pair is held by its other cell: conversions then find a sign, too.
    bool compensated() const { return compensated_; }
    const synapse_array_config& config() const { return config_; }

  private:
    struct row_record {
        std::uint32_t begin = 0;
        std::uint16_t count = 0;
        std::uint32_t group = 0;
        std::uint32_t reads = 0;  ///< since the row was last settled: at most one a tick
    };
    struct synapse_word {
        std::uint16_t column = 0;
        std::int16_t level = 0;
    };
    struct location {
        std::size_t array = 0;
        std::size_t row = 0;
        std::size_t column = 0;  ///< of the weight cell of the first digit
    };
    location location_of(std::size_t row, std::size_t synapse) const;
    void build(const core_image& image, const access_config& access, double line_cell_f,
               std::uint64_t seed, std::uint64_t index);
    void write(std::size_t row, std::size_t synapse, std::int32_t level);
    void settle(std::size_t row);
    void look(std::size_t row);
    void look_after_write(std::size_t row, std::size_t synapse);
    std::vector<double> currents_of_row(std::size_t row);
    void see(std::size_t synapse, std::span<const double> currents_a);
    void look_at_pair(std::size_t row, std::size_t synapse);
    /// The difference of a pair's currents in levels, and its deviation in a read.
    struct pair_current {
        float position = 0;
        float deviation = 0;
    };
    /// Draws for which a read finds the level that it finds without noise.
    struct nominal_draws {
        std::uint32_t from = 0;
        std::uint32_t to = 0;  ///< 2^32 - 1 for all: the last draw then takes the long way
    };
    static std::uint64_t draws_below(const pair_current& p, std::int32_t levels);
    static std::int32_t nearest(double position);
    std::int32_t converted(std::int32_t levels) const;
    std::int32_t drawn(const pair_current& p, std::uint32_t draw) const;
    std::int32_t noisy_level(std::size_t synapse);
    void read_noisy(const row_record& row);
    void read_alone(std::size_t row, std::size_t synapse);

    synapse_array_config config_;
    device_config device_;
    bool passive_;
    bool by_column_;  ///< pairs lie where their columns do; else side by side
    bool noisy_;
    std::vector<row_record> rows_;
    std::vector<synapse_word> synapses_;
    std::vector<std::int32_t> read_;  ///< of the row under way, with noise
    std::vector<unsigned char> negative_;
    std::vector<nominal_draws> nominal_;  ///< of each synapse and digit
    std::vector<pair_current> currents_;  ///< the same
    std::vector<cell_array> arrays_;
    std::uint64_t settled_events_ = 0;
    std::vector<double> row_cells_j_;
    std::vector<double> row_lines_j_;
    std::vector<unsigned char> stale_;  ///< rows whose joules a write has changed
    double level_current_a_;
    bool compensated_ = false;
    bool finds_signs_ = false;  ///< compensated_, of what rows have been looked at with
    random_stream noise_;
    std::uint64_t draw_ = 0;  ///< of which half may be left
    bool has_half_draw_ = false;
    work work_;
};

}  // namespace memglia
