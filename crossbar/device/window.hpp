#pragma once

#include <string>
#include <string_view>

#include "base/field.hpp"

namespace memglia {

enum class window_kind { rectangular, saturating, joglekar, biolek, prodromakis, team };
constexpr std::string_view choice_words(window_kind) {
    return "rectangular|saturating|joglekar|biolek|prodromakis|team";
}

/// Constants of the windows that have any; each window reads only its own. In units of x = w/D.
struct window_config {
    double p = 2;
    double scale = 1;
    double a_on = 0;
    double a_off = 1;
    double width = 0.03566666666666667;
};

/// The factor f(x) on the rate of a state x in [0, 1], which is 0 at R_on and 1 at R_off. Where a
/// window has two branches the sign of the voltage decides, that is the direction in which the
/// state is driven, never the sign of the current.
///
///     rectangular   1
///     saturating    (way left + c) / A,  c = 1/(exp(1/A) - 1); a sweep takes as long as without
///     joglekar      1 - (2x - 1)^(2p)                      0 at both ends: a state there stays
///     biolek        off: 1 - x^(2p);  on: 1 - (1 - x)^(2p)
///     prodromakis   j (1 - ((x - 1/2)^2 + 3/4)^p)          0 at both ends: a state there stays
///     team          off: exp(-exp((x - a_off)/w_c));  on: exp(-exp((a_on - x)/w_c))
///
/// Joglekar and Wolf, Eur. J. Phys. 30 (2009) 661; Biolek et al., Radioengineering 18 (2009) 210;
/// Prodromakis et al., IEEE TED 58 (2011) 3099; Kvatinsky et al., TCAS-I 60 (2013) 211.
class window {
  public:
    window(window_kind kind, const window_config& constants, double curvature_on,
           double curvature_off);

    /// Smooth beyond the ends too, for an integrator that looks for the time of arrival.
    double at(double x, bool towards_on) const;

    /// True if the window is 0 at both ends for both directions: a state there never leaves.
    bool sticks() const {
        return kind_ == window_kind::joglekar || kind_ == window_kind::prodromakis;
    }

    /// What integrators follow in place of x: x itself or, under a window that sticks, the logit
    /// y = ln(x/(1 - x)). Such a window leads exponentially near to an end and back from as near:
    /// y still tells the distance where x has long been rounded to 0 or 1.
    double coordinate_of(double x) const;
    double state_of(double y) const;

    /// x where a state that moved inside the range may stand: short of ends that would hold it.
    double short_of_ends(double x) const;

    /// Size of dy/dt in units of the rate; 0 for a state at an end that holds it. Smooth beyond the
    /// ends, as at().
    double pace(double y, bool towards_on) const;

    window_kind type() const { return kind_; }

    /// c of the saturating window: the way left is measured to that far beyond the end.
    double offset(bool towards_on) const { return towards_on ? offset_on_ : offset_off_; }

  private:
    double logit_slope(double z) const;

    window_kind kind_;
    window_config constants_;
    double curvature_on_;
    double curvature_off_;
    double offset_on_;
    double offset_off_;
};

}  // namespace memglia
