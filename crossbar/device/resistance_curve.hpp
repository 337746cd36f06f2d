#pragma once

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "crossbar/device/vteam.hpp"

namespace memglia {

/// Resistance over the state x, which is 0 at R_on and 1 at R_off.
struct resistance_curve {
    resistance_law law = resistance_law::linear_resistance;
    double r_on_ohm = 0;
    double r_off_ohm = 0;
    double log_ratio = 0;  ///< ln(R_off / R_on), read by the exponential law alone

    double conductance_s(double x) const {
        switch (law) {
            case resistance_law::linear_resistance:
                return 1 / (r_on_ohm + (r_off_ohm - r_on_ohm) * x);
            case resistance_law::exponential_resistance:
                return exp_exact_bits(-log_ratio * x) / r_on_ohm;
            case resistance_law::linear_conductance:
                return 1 / r_on_ohm - (1 / r_on_ohm - 1 / r_off_ohm) * x;
        }
        throw internal_error("a resistance law outside the enumeration");
    }
};

inline resistance_curve curve_of(resistance_law law, double r_on_ohm, double r_off_ohm) {
    return {law, r_on_ohm, r_off_ohm, log_exact_bits(r_off_ohm / r_on_ohm)};
}

}  // namespace memglia
