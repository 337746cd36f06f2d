#pragma once

#include <vector>

namespace memglia {

/// The three-variable astrocyte of Gordleeva et al. 2021 (10.3389/fncel.2021.631485), after Ullah:
/// cytosolic calcium, IP3 and the inactivation of the IP3 receptor. Concentrations in uM, time in
/// s. Constants are those of the authors' code; diffusion between astrocytes is left out here.
struct ullah_state {
    double calcium_um = 0.0660;
    double h = 0.888;
    double ip3_um = 0.686;

    friend ullah_state operator+(const ullah_state& a, const ullah_state& b) {
        return {a.calcium_um + b.calcium_um, a.h + b.h, a.ip3_um + b.ip3_um};
    }
    friend ullah_state operator*(double factor, const ullah_state& s) {
        return {factor * s.calcium_um, factor * s.h, factor * s.ip3_um};
    }
    friend ullah_state operator/(const ullah_state& s, double divisor) {
        return {s.calcium_um / divisor, s.h / divisor, s.ip3_um / divisor};
    }
};

/// IP3 production that a visit causes, and for how long.
inline constexpr double ullah_glutamate_um_per_s = 5.0;
inline constexpr double ullah_glutamate_s = 0.06;

/// One Runge-Kutta step of fourth order. `glutamate_um_per_s` is the extra IP3 production,
/// `calcium_um_per_s` what flows in from neighbours.
ullah_state ullah_step(const ullah_state& from, double glutamate_um_per_s, double dt_s,
                       double calcium_um_per_s = 0);

/// The state after `duration_s`, in steps of at most 2 ms; `glutamate_left_s` of it, at the start,
/// with the production of a visit.
ullah_state ullah_advance(ullah_state from, double duration_s, double glutamate_left_s);

/// The fixed point without input.
const ullah_state& ullah_rest();

/// Calcium after one visit to an astrocyte at rest, or after another duration of the same
/// production, sampled every `period_s` from its start on, until it stays within `tolerance_um` of
/// its resting level, which is the last entry.
std::vector<double> ullah_transient(double period_s, double tolerance_um,
                                    double drive_s = ullah_glutamate_s);

}  // namespace memglia
