#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/port_solver.hpp"

namespace memglia {

/// What all drivers of a passive array do to all drivers, kept up to date while cells change.
///
/// With every line driven, driver currents are linear in driver voltages; this holds the parts of
/// that admittance Y that reads and writes ask for, so that a read is a look-up or one small
/// matrix-vector product. A cell that changes by d adds to Y the dyad
///     d/(1 + d s) q q',    q' v_drivers = the cell's voltage,   s = what the network resists at
/// the cell (Sherman and Morrison), so one solve per cell that changes keeps Y exact; repeated
/// changes of one cell need no further one. Rebuilding takes a solve per line.
class transfer_operator {
  public:
    /// `ideal`: the lines have no resistance, and nothing is ever solved. Throws as array_solver.
    transfer_operator(std::size_t rows, std::size_t columns, const line_resistances& lines,
                      bool ideal);

    /// All cells anew. Solves once per line, or per cell if few differ from the last load.
    void load(std::span<const double> conductance_s);

    /// One cell anew. Solves once if the last set() or at() was of another cell.
    void set(std::size_t row, std::size_t column, double conductance_s);

    /// One cell of many that change at once: nothing is solved, and the operator gives up keeping
    /// the admittance until the next load(). Until then transfers are solved row by row when asked
    /// for, and bit_self_s() and the common terms are internal errors.
    void set_unsolved(std::size_t row, std::size_t column, double conductance_s);
    bool stale() const { return stale_; }

    /// Current into virtual ground of bit line `column` per volt on word line `row`, S.
    double transfer_s(std::size_t row, std::size_t column);

    /// Currents of all bit lines for voltages of all word lines; bit lines at 0 V.
    void read(std::span<const double> word_v, std::span<double> bit_current_a);

    /// Current into a line's driver per volt on it, all other lines at 0 V, S.
    double word_self_s(std::size_t row);
    double bit_self_s(std::size_t column);

    /// Current into a line while all word lines are at 1 V and all bit lines at 0 V, S; and into
    /// all word lines together.
    double word_common_s(std::size_t row) const;
    double bit_common_s(std::size_t column);
    double all_common_s();

    /// A cell as the drivers see it.
    struct port {
        double word_gain = 0;         ///< cell voltage per volt on its word line
        double bit_gain = 0;          ///< per volt on its bit line, negative
        double word_common_gain = 0;  ///< per volt on all word lines
        double resistance_ohm = 0;    ///< the network with the cell in it, seen from the cell
        double conductance_s = 0;     ///< of the cell

        /// By how much voltages at the cell change if it had this conductance.
        double scale(double other_s) const {
            return 1 / (1 + (other_s - conductance_s) * resistance_ohm);
        }
    };
    port at(std::size_t row, std::size_t column);

    /// By which share of V/2 a line that idles at V/2 can leave it while one cell is written: it
    /// has one cell to a selected line, and beyond that only cells to lines that idle as well.
    double half_select_sag() const;

    /// By which share of the voltage across its cells a line can sag.
    double full_sag() const;

    double conductance_s(std::size_t row, std::size_t column) const;

    /// The operating point for any drives, by a solve that starts from `at`.
    void solve(const line_drives& drives, array_solution& at);

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::size_t solves() const { return solves_ + ports_.solves(); }

  private:
    struct state {
        std::vector<double> conductance_s;
        std::vector<double> transfer_s;
        std::vector<double> word_self_s;
        std::vector<double> bit_self_s;
        std::vector<double> word_common_s;
        std::vector<double> bit_common_s;
        std::vector<double> word_sum_s;  ///< of the conductances along a line
        std::vector<double> bit_sum_s;
        double largest_s = 0;  ///< no cell conducts more, nor has since the last load
    };

    void rebuild();
    void load_ideal();
    void load_exact();
    void activate(std::size_t column);
    void require_kept() const;
    void open_port(std::size_t row, std::size_t column);
    double pending_dyad() const;
    const array_solution& stale_row(std::size_t row);
    struct sags {
        double word_ohm, bit_ohm;  ///< of whole lines
        double word_s, bit_s;      ///< largest sums of conductances along a line
    };
    sags worst_lines() const;
    void flush();

    std::size_t rows_;
    std::size_t columns_;
    line_resistances lines_;
    bool ideal_;
    array_solver solver_;
    port_solver ports_;
    state state_;
    std::optional<state> loaded_;  ///< as the last full load left it

    // The cell that changes at present. Its changes wait in pending_ until another one's turn.
    std::size_t port_row_ = 0;
    std::size_t port_column_ = 0;
    bool port_open_ = false;
    port base_;           ///< without what is pending
    double pending_ = 0;  ///< S
    std::vector<double> word_gains_;
    std::vector<double> bit_gains_;
    std::size_t solves_ = 0;

    bool stale_ = false;
    std::optional<std::size_t> stale_row_;  ///< that stale_at_ is the unit read of
    array_solution stale_at_;
};

}  // namespace memglia
