#pragma once

#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"

namespace memglia {

enum class cell_law { linear, sinh, selector, rectifying };
constexpr std::string_view choice_words(cell_law) {
    return "linear|sinh|selector|rectifying";
}

/// How the current of a cell depends on its voltage at a given state. The small-signal conductance
/// at zero bias of the memristor is G.
struct cell_iv_config {
    cell_law law = cell_law::linear;
    double sinh_per_v = 4;
    double selector_current_a = 1e-6;
    double selector_voltage_v = 0.05;
    double rectifying_plus_per_v = 5;
    double rectifying_minus_per_v = 20;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "law",
                    .doc = "linear: I = G V; sinh: I = G sinh(b V)/b; selector: G in series with "
                           "a bidirectional selector, I = I0 sinh(Vs/V0); rectifying: a Schottky "
                           "contact, I = G (exp(p V) - exp(-m V))/(p + m)"},
              self.law);
        visit(field{.name = "sinh_per_v",
                    .unit = "1/V",
                    .doc = "b of the sinh law",
                    .min = 1e-3,
                    .max = 100},
              self.sinh_per_v);
        visit(field{.name = "selector_current_a",
                    .unit = "A",
                    .doc = "I0 of the selector",
                    .min = 1e-18,
                    .max = 1},
              self.selector_current_a);
        visit(field{.name = "selector_voltage_v",
                    .unit = "V",
                    .doc = "V0 of the selector",
                    .min = 1e-3,
                    .max = 10},
              self.selector_voltage_v);
        visit(field{.name = "rectifying_plus_per_v",
                    .unit = "1/V",
                    .doc = "p of the rectifying law: e-folds of current per volt above 0 V",
                    .min = 1e-3,
                    .max = 100},
              self.rectifying_plus_per_v);
        visit(field{.name = "rectifying_minus_per_v",
                    .unit = "1/V",
                    .doc = "m of the rectifying law: e-folds of current per volt below 0 V",
                    .min = 1e-3,
                    .max = 100},
              self.rectifying_minus_per_v);
    }

    unused_keys unused() const;
};

/// Current and slope of a cell. Increasing in the voltage and, but for the rectifying law, odd.
/// Immutable.
///
/// The rectifying law is thermionic-field emission over a Schottky barrier, with a slope of its own
/// for each direction (Padovani and Stratton, Solid-State Electronics 9:695, 1966); p + m = q/kT
/// with p = q/nkT is the diode of ideality n whose barrier goes with the voltage.
class cell_iv {
  public:
    explicit cell_iv(const cell_iv_config& config = {});

    struct point {
        double current_a = 0;
        double slope_s = 0;      ///< dI/dV at the cell's terminals
        double memristor_v = 0;  ///< across the memristor alone, what moves its state
    };

    /// Of a cell whose memristor has the conductance `conductance_s` at zero bias.
    point at(double conductance_s, double voltage_v) const;

    /// Across the cell when this current flows; the inverse of `at`.
    double voltage_v(double conductance_s, double current_a) const;

    bool linear() const { return law_ == cell_law::linear; }

  private:
    point rectify(double conductance_s, double voltage_v) const;
    cell_law law_;
    double sinh_per_v_;
    double selector_current_a_;
    double selector_voltage_v_;
    double plus_per_v_;
    double minus_per_v_;
};

}  // namespace memglia
