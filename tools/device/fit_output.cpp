#include "tools/device/fit_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "tools/config/dump.hpp"

namespace memglia {

namespace {

std::string line_of(const fitted_parameter& p) {
    const std::string unit = p.unit == "1" ? "" : " " + p.unit;
    if (!p.unknown.empty()) {
        return fmt::format("{:<14} {:>12.5g}{:<5} NOT DETERMINED: {}", p.name, p.value, unit,
                           p.unknown);
    }
    return fmt::format("{:<14} {:>12.5g}{:<5} 95 % [{:.5g}, {:.5g}]", p.name, p.value, unit, p.low,
                       p.high);
}

}  // namespace

std::string fit_table(const fit_result& fit) {
    std::string text;
    for (const fitted_parameter& p : fit.parameters) text += line_of(p) + "\n";
    text += fmt::format("\n{} rows, noise {:.2f} % of the current", fit.rows, 100 * fit.noise);
    text += fmt::format(", correlation of one residual with the next {:.3f}\n", fit.residual_trend);
    // Under independent noise its standard deviation is 1/sqrt(rows).
    if (fit.residual_trend > 4 / std::sqrt(static_cast<double>(fit.rows))) {
        text +=
            "The residuals hang together: the model does not describe this device (try another "
            "--law or --window), and the intervals are too narrow.\n";
    }
    return text;
}

device_config fitted_preset(const fit_result& fit, const measurement& data,
                            const std::string& file) {
    const auto moves = [&](const char* threshold) {
        return std::none_of(fit.parameters.begin(), fit.parameters.end(), [&](const auto& p) {
            return p.name == threshold && p.unknown.starts_with("no motion");
        });
    };
    if (!moves("v_on_v") && !moves("v_off_v")) {
        throw input_error({.file = file,
                           .found = "found no motion of the state, hence nothing for a preset",
                           .expected = "a measurement that switches the device"});
    }
    device_config d;
    d.source = fmt::format(
        "memglia device fit of {}: {} rows, noise {:.2f} %. Pulses, read, codes and noise are "
        "ASSUMED",
        file, fit.rows, 100 * fit.noise);
    d.vteam = fit.device;
    const auto [least, most] = std::minmax_element(data.voltage_v.begin(), data.voltage_v.end());
    // A direction of which nothing was seen is the other one's mirror image, beyond what was tried.
    vteam_config& v = d.vteam;
    if (!moves("v_off_v")) {
        v.v_off_v = std::max(-v.v_on_v, *most);
        v.k_off_m_per_s = -v.k_on_m_per_s;
        v.alpha_off = v.alpha_on;
        d.source += "; so is all of RESET, mirrored from SET";
    }
    if (!moves("v_on_v")) {
        v.v_on_v = std::min(-v.v_off_v, *least);
        v.k_on_m_per_s = -v.k_off_m_per_s;
        v.alpha_on = v.alpha_off;
        d.source += "; so is all of SET, mirrored from RESET";
    }
    const vteam model(d.vteam);
    d.v_set_v = std::min(*least, 1.2 * d.vteam.v_on_v);
    d.v_reset_v = std::max(*most, 1.2 * d.vteam.v_off_v);
    d.v_set_v = std::max(d.v_set_v, -20.0);
    d.v_reset_v = std::min(d.v_reset_v, 20.0);
    const double slower = std::min(model.rate_per_s(d.v_set_v), model.rate_per_s(d.v_reset_v));
    d.t_pulse_s = std::clamp(1 / (slower * d.codes), 1e-12, 1.0);
    // A threshold that the data do not determine may be next to nothing.
    d.v_read_v = std::max(std::min(-d.vteam.v_on_v, d.vteam.v_off_v) / 2, 1e-6);
    return d;
}

std::string preset_text(const fit_result& fit, const device_config& preset) {
    std::string text = "# Fitted by memglia device fit.\n";
    for (const fitted_parameter& p : fit.parameters) text += "# " + line_of(p) + "\n";
    return text + to_yaml(dump(preset));
}

named_columns residual_columns(const fit_result& fit, const measurement& data) {
    return {{"time_s", "voltage_v", "current_a", "model_a", "state", "residual"},
            {data.time_s, data.voltage_v, data.current_a, fit.model_a, fit.state, fit.residual}};
}

}  // namespace memglia
