#pragma once

#include "crossbar/device/vteam.hpp"

namespace memglia::test {

/// Everything asymmetric, exponents not whole.
inline vteam_config asymmetric_device(resistance_law law, window_kind window) {
    vteam_config c;
    c.law = law;
    c.window = window;
    c.k_on_m_per_s = -3e-3;
    c.k_off_m_per_s = 1.5e-3;
    c.alpha_on = 2.5;
    c.alpha_off = 1.3;
    c.v_on_v = -0.8;
    c.v_off_v = 0.6;
    c.r_on_ohm = 50e3;
    c.r_off_ohm = 600e3;
    c.depth_m = 5e-9;
    return c;
}

}  // namespace memglia::test
