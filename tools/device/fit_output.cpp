#include "tools/device/fit_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "tools/config/effect.hpp"

namespace memglia {

namespace {

std::string line_of(const fitted_parameter& p) {
    const std::string unit = p.unit == "1" ? "" : " " + p.unit;
    if (!p.seen) return fmt::format("{:<14} {:>12}{:<5} {}", p.name, "-", "", p.unknown);
    if (!p.unknown.empty()) {
        return fmt::format("{:<14} {:>12.5g}{:<5} NOT DETERMINED: {}", p.name, p.value, unit,
                           p.unknown);
    }
    return fmt::format("{:<14} {:>12.5g}{:<5} 95 % [{:.5g}, {:.5g}]", p.name, p.value, unit, p.low,
                       p.high);
}

std::string comments_of(const fit_result& fit) {
    std::string text = "# Fitted by memglia device fit: " + fit.shape.name() + ".\n";
    if (!fit.described()) text += "# NO MODEL HERE DESCRIBES THE DATA; written by --force.\n";
    if (!fit.complete) text += "# The time limit ended the fit: the best so far.\n";
    for (const fitted_parameter& p : fit.parameters) text += "# " + line_of(p) + "\n";
    return text;
}

// A preset has a place for the device alone.
std::string elsewhere(const fit_result& fit) {
    std::string text;
    const auto key = [&text](const char* name, const std::string& value) {
        text += fmt::format("#   {}={}\n", name, value);
    };
    if (fit.cell.law != cell_law::linear) key("cell.law", word_of(fit.cell.law));
    if (fit.cell.law == cell_law::sinh) key("cell.sinh_per_v", number_text(fit.cell.sinh_per_v));
    if (fit.cell.law == cell_law::rectifying) {
        key("cell.rectifying_plus_per_v", number_text(fit.cell.rectifying_plus_per_v));
        key("cell.rectifying_minus_per_v", number_text(fit.cell.rectifying_minus_per_v));
    }
    if (fit.series_ohm > 0) key("series_ohm", number_text(fit.series_ohm));
    if (text.empty()) return text;
    return "# The device alone; the rest of the model is on a bench (--bench), or by --set:\n" +
           text;
}

}  // namespace

std::string fit_table(const fit_result& fit) {
    std::string text;
    if (fit.tried.size() > 1) {
        double least = fit.tried.front().bic;
        for (const tried_model& t : fit.tried) least = std::min(least, t.bic);
        text += fmt::format("{:<58} {:>10} {:>9}\n", "model", "deviation", "BIC");
        for (const tried_model& t : fit.tried) {
            text += fmt::format("{:<58} {:>8.3g} % {:>+9.1f}{}\n", t.name, 100 * t.deviation,
                                t.bic - least, t.name == fit.shape.name() ? "  <" : "");
        }
        text += '\n';
    } else {
        text += fit.shape.name() + "\n\n";
    }
    for (const fitted_parameter& p : fit.parameters) text += line_of(p) + "\n";
    text += fmt::format(
        "\n{} rows, noise {:.3g} % of the current, and no less than of {:.2g} A; rms residual "
        "{:.2g} % of the range\n",
        fit.rows, 100 * fit.noise, fit.floor_a, 100 * fit.rms_of_range);
    text += fmt::format("correlation of one residual with the next {:.3f}\n", fit.residual_trend);
    if (fit.outliers > 0) {
        text += fmt::format(
            "{} rows ({:.1f} %) are more than 4 standard deviations off and count "
            "for little\n",
            fit.outliers, 100 * static_cast<double>(fit.outliers) / static_cast<double>(fit.rows));
    }
    if (fit.clamped > 0) {
        text += fmt::format(
            "{} rows stand at the compliance and say only that the device would "
            "carry more\n",
            fit.clamped);
    }
    if (!fit.moves_on && !fit.moves_off) {
        text += fmt::format(
            "NOTHING MOVES: in these data the device is a fixed resistance of {:.4g} ohm at zero "
            "bias.\n",
            fit.resistance_ohm());
    }
    if (!fit.unphysical.empty()) {
        text += fmt::format("NO MODEL HERE DESCRIBES THIS: {} has a value that no device has.\n",
                            fit.unphysical);
    } else if (!fit.described()) {
        text += fmt::format(
            "NO MODEL HERE DESCRIBES THIS: rms residual {:.2g} % of the range, deviation {:.3g} % "
            "of the current.\n",
            100 * fit.rms_of_range, 100 * fit.noise);
    } else if (fit.trend()) {
        text +=
            "The residuals hang together: the model is an approximation of this device (try "
            "another "
            "--cell, --law or --window); the intervals are wider for it, and still only hold "
            "within "
            "the model.\n";
    }
    return text;
}

device_config fitted_preset(const fit_result& fit, const measurement& data,
                            const std::string& file) {
    if (!fit.moves_on && !fit.moves_off) {
        throw input_error({.file = file,
                           .found = "found no motion of the state, hence nothing for a preset",
                           .expected = "a measurement that switches the device"});
    }
    device_config d;
    d.source = fmt::format(
        "memglia device fit of {}: {}, {} rows, noise {:.3g} %. Pulses, read, codes and noise are "
        "ASSUMED",
        file, fit.shape.name(), fit.rows, 100 * fit.noise);
    d.vteam = fit.device;
    const auto [least, most] = std::minmax_element(data.voltage_v.begin(), data.voltage_v.end());
    // A direction of which nothing was seen is the other one's mirror image, beyond what was tried.
    vteam_config& v = d.vteam;
    if (!fit.moves_off) {
        v.v_off_v = std::max(-v.v_on_v, *most);
        v.k_off_m_per_s = -v.k_on_m_per_s;
        v.alpha_off = v.alpha_on;
        d.source += "; so is all of RESET, mirrored from SET";
    }
    if (!fit.moves_on) {
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
    return comments_of(fit) + elsewhere(fit) + to_yaml(effective_json(preset));
}

device_bench fitted_bench(const fit_result& fit, const device_config& preset) {
    device_bench bench;
    bench.device = preset;
    bench.cell = fit.cell;
    bench.series_ohm = fit.series_ohm;
    bench.initial_state = fit.initial_state;
    return bench;
}

std::string bench_text(const fit_result& fit, const device_bench& bench) {
    return comments_of(fit) + to_yaml(effective_json(bench));
}

named_columns residual_columns(const fit_result& fit, const measurement& data) {
    return {{"time_s", "voltage_v", "current_a", "model_a", "state", "residual"},
            {data.time_s, data.voltage_v, data.current_a, fit.model_a, fit.state, fit.residual}};
}

}  // namespace memglia
