#include "crossbar/device/window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

window::window(window_kind kind, const window_config& constants, double curvature_on,
               double curvature_off)
    : kind_(kind),
      constants_(constants),
      curvature_on_(curvature_on),
      curvature_off_(curvature_off),
      offset_on_(1 / expm1_exact_bits(1 / curvature_on)),
      offset_off_(1 / expm1_exact_bits(1 / curvature_off)) {}

double window::at(double x, bool towards_on) const {
    const auto even_power = [this](double y) {
        return pow_exact_bits(std::abs(y), 2 * constants_.p);
    };
    switch (kind_) {
        case window_kind::rectangular:
            return 1;
        case window_kind::saturating:
            return ((towards_on ? x : 1 - x) + offset(towards_on)) /
                   (towards_on ? curvature_on_ : curvature_off_);
        case window_kind::joglekar:
            return 1 - even_power(2 * x - 1);
        case window_kind::biolek:
            return 1 - even_power(towards_on ? 1 - x : x);
        case window_kind::prodromakis:
            return constants_.scale *
                   (1 - pow_exact_bits((x - 0.5) * (x - 0.5) + 0.75, constants_.p));
        case window_kind::team: {
            const double beyond = towards_on ? constants_.a_on - x : x - constants_.a_off;
            return exp_exact_bits(-exp_exact_bits(beyond / constants_.width));
        }
    }
    throw internal_error("a window outside the enumeration");
}

double window::coordinate_of(double x) const {
    return sticks() ? log_exact_bits(x / (1 - x)) : x;
}

double window::state_of(double y) const {
    return sticks() ? logistic_exact_bits(y) : std::clamp(y, 0.0, 1.0);
}

double window::short_of_ends(double x) const {
    if (!sticks()) return x;
    return std::clamp(x, std::numeric_limits<double>::denorm_min(), 1 - 0x1p-53);
}

double window::pace(double y, bool towards_on) const {
    if (!sticks()) return at(y, towards_on);
    return std::isinf(y) ? 0 : logit_slope(y);
}

// f(x) / (x (1 - x)) at x = 1/(1 + e^-z), without loss of digits however near the end.
double window::logit_slope(double z) const {
    const double near = logistic_exact_bits(-std::abs(z));  // distance to the nearer end
    const double product = near * (1 - near);
    if (product < 1e-300)
        return kind_ == window_kind::joglekar ? 4 * constants_.p : constants_.scale * constants_.p;
    if (kind_ == window_kind::joglekar) {
        return -expm1_exact_bits(2 * constants_.p * log1p_exact_bits(-2 * near)) / product;
    }
    return -constants_.scale * expm1_exact_bits(constants_.p * log1p_exact_bits(-product)) /
           product;
}

}  // namespace memglia
