#pragma once

#include <cstddef>
#include <span>

namespace memglia {

/// What the wires do to a 1T1R array with one selected row: every other row's access transistors
/// are off.
class wire_model {
  public:
    virtual ~wire_model() = default;

    /// Currents into virtual ground at the bit lines first_column ... of the selected row.
    /// conductances_s and currents_a have the same length.
    virtual void read(std::size_t row, std::size_t first_column, double v_read_v,
                      std::span<const double> conductances_s,
                      std::span<double> currents_a) const = 0;

    /// The voltage that reaches the cell when `applied_v` is driven onto its bit line.
    virtual double cell_voltage_v(std::size_t row, std::size_t column, double applied_v,
                                  double conductance_s) const = 0;
};

/// Wires without resistance.
class ideal_wires : public wire_model {
  public:
    void read(std::size_t, std::size_t, double v_read_v, std::span<const double> conductances_s,
              std::span<double> currents_a) const override {
        for (std::size_t j = 0; j < currents_a.size(); ++j) {
            currents_a[j] = v_read_v * conductances_s[j];
        }
    }

    double cell_voltage_v(std::size_t, std::size_t, double applied_v, double) const override {
        return applied_v;
    }
};

}  // namespace memglia
