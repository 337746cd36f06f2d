#include "crossbar/programming/programmed_device.hpp"

#include "base/choice.hpp"
#include "base/error.hpp"

namespace memglia {

void require_leaving(const device_config& device) {
    if (device.model != device_kind::vteam || !vteam(device.vteam).shape().sticks()) return;
    throw input_error({.path = "device.vteam.window",
                       .found = "found '" + word_of(device.vteam.window) +
                                "', under which a new cell, at R_off, never leaves that end",
                       .expected = "rectangular, saturating, biolek or team"});
}

void add_unused_writes(unused_keys& all, const device_config& device,
                       const programming_config& programming, const access_config& crossbar,
                       const std::string& programming_path) {
    const bool verified = programming.scheme == programming_scheme::verify;
    if (verified && device.model == device_kind::vteam && !crossbar.passive() &&
        crossbar.wires == wire_model::ideal) {
        add_unused(all, {programming_path + ".patience"},
                   "crossbar.scheme is 'gated' on ideal wires: writes move their cell and no other",
                   "crossbar.scheme", "crossbar.scheme half or third, or crossbar.wires exact");
    }
    if (device.model != device_kind::ideal) return;
    const char* reason =
        "device.model is 'ideal': a pulse moves a cell by one code, and nothing is random";
    const char* instead = "device.model vteam";
    if (verified)
        add_unused(all, {programming_path + ".patience"}, reason, "device.model", instead);
    add_unused(all,
               {"device.vteam.law", "device.vteam.window", "device.vteam.k_on_m_per_s",
                "device.vteam.k_off_m_per_s", "device.vteam.alpha_on", "device.vteam.alpha_off",
                "device.vteam.v_on_v", "device.vteam.v_off_v", "device.vteam.depth_m",
                "device.vteam.curvature_on", "device.vteam.curvature_off", "device.vteam.window_p",
                "device.vteam.window_scale", "device.vteam.window_a_on",
                "device.vteam.window_a_off", "device.vteam.window_width", "device.sigma_cycle",
                "device.sigma_read", "device.variation"},
               reason, "device.model", instead);
}

}  // namespace memglia
