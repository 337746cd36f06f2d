#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/array/write_scheme.hpp"

namespace memglia {

enum class wire_model { ideal, exact };
constexpr std::string_view choice_words(wire_model) {
    return "ideal|exact";
}

/// How the cells of an array are reached, and through what.
struct access_config {
    wire_model wires = wire_model::ideal;
    write_scheme scheme = write_scheme::gated;
    line_resistances lines{2.09, 2.09, 0, 0};
    double r_access_ohm = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "wires",
                  .doc = "ideal: lines without resistance; exact: the nodal solution with `lines`"},
            self.wires);
        visit(field{.name = "scheme",
                    .doc = "gated: 1T1R, one row conducts and idle bit lines float; half, third: "
                           "passive, idle lines held at V/2, or at V/3 and 2V/3"},
              self.scheme);
        visit(field{.name = "lines", .doc = "resistances of the lines, if wires are exact"},
              self.lines);
        visit(field{.name = "r_access_ohm",
                    .unit = "ohm",
                    .doc = "transistor in series with a cell; for gated access with exact wires",
                    .min = 0,
                    .max = 1e9},
              self.r_access_ohm);
    }

    bool passive() const { return scheme != write_scheme::gated; }

    void validate() const {
        if (r_access_ohm == 0 || (wires == wire_model::exact && !passive())) return;
        throw input_error({.path = "r_access_ohm",
                           .found = "found an access resistance with wires '" + word_of(wires) +
                                    "' and scheme '" + word_of(scheme) + "'",
                           .expected = "0, or wires exact and scheme gated"});
    }

    unused_keys unused() const {
        unused_keys all;
        if (wires == wire_model::ideal) {
            add_unused(all, {"lines", "r_access_ohm"},
                       "wires is 'ideal': nothing between the drivers and the cells resists",
                       "wires", "wires exact");
        } else if (passive()) {
            add_unused(all, {"r_access_ohm"},
                       "scheme is '" + word_of(scheme) + "': cells without transistors", "scheme",
                       "scheme gated");
        }
        return all;
    }
};

/// What the drivers and the lines make of a read or a write: the electrical side of an array whose
/// cells belong to somebody else, who tells it their conductances.
class array_access {
  public:
    virtual ~array_access() = default;

    /// Cells that changed together, anew.
    struct change {
        std::size_t row = 0;
        std::size_t column = 0;
        double conductance_s = 0;
    };
    virtual void set(std::span<const change> changes) = 0;

    /// All cells anew, row by row.
    virtual void load(std::span<const double> conductance_s) = 0;

    /// One cell has another conductance now.
    virtual void set(std::size_t row, std::size_t column, double conductance_s) = 0;

    /// Currents that the bit lines first_column ... deliver into virtual grounds while `row` is
    /// driven. Returns the power of all drivers.
    virtual double read(std::size_t row, std::size_t first_column, double v_read_v,
                        std::span<double> currents_a) = 0;

    /// What a write finds at its cell.
    struct write_point {
        double cell_v = 0;          ///< at the cell
        double driver_power_w = 0;  ///< of all drivers
    };

    /// For `applied_v` between the cell's lines, if the cell had this conductance.
    virtual write_point write(std::size_t row, std::size_t column, double applied_v,
                              double conductance_s) = 0;

    /// Cells along the lines that are charged, each counted by the square of its line's voltage
    /// over the voltage read or written with.
    virtual double cells_charged_by_read(std::size_t columns_read) const = 0;
    virtual double cells_charged_by_write() const = 0;

    /// Whether no cell but the written one can see more than `along_v` in the direction of a write
    /// of `applied_v`, nor more than `against_v` in the other: a bound that solves nothing.
    virtual bool idle_cells_bounded(double applied_v, double along_v, double against_v) = 0;

    /// Whether no other cell sees more than `limit_v` while this one is written.
    virtual bool idle_cells_below(std::size_t row, std::size_t column, double applied_v,
                                  double limit_v) = 0;

    /// The voltages of all cells during such a write, row by row.
    virtual void cell_voltages(std::size_t row, std::size_t column, double applied_v,
                               std::vector<double>& cell_v) = 0;
};

std::unique_ptr<array_access> make_access(const access_config& config, std::size_t rows,
                                          std::size_t columns);

}  // namespace memglia
