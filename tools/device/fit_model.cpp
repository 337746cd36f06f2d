#include "tools/device/fit_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

measurement parse_measurement(std::string_view text, const std::string& file) {
    const named_columns table = parse_named_columns(text, file);
    const auto column = [&](const char* name) {
        const auto values = table.column(name, file);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isfinite(values[i])) continue;
            throw input_error({.file = file,
                               .path = name,
                               .found = fmt::format("found {} in row {}", values[i], i + 1),
                               .expected = "a finite number"});
        }
        return std::vector<double>(values.begin(), values.end());
    };
    measurement data{column("time_s"), column("voltage_v"), column("current_a")};
    for (std::size_t i = 1; i < data.time_s.size(); ++i) {
        if (data.time_s[i] >= data.time_s[i - 1]) continue;
        throw input_error({.file = file,
                           .path = "time_s",
                           .found = fmt::format("found {} s behind {} s in row {}", data.time_s[i],
                                                data.time_s[i - 1], i + 1),
                           .expected = "times that never fall"});
    }
    if (!(data.time_s.back() > data.time_s.front())) {
        throw input_error({.file = file,
                           .path = "time_s",
                           .found = "found no time between the first row and the last",
                           .expected = "times that rise"});
    }
    return data;
}

fit_model::fit_model(const measurement& data, const vteam_config& shape)
    : data_(data),
      shape_(shape),
      window_(vteam(shape).shape()),
      law_(shape.law == "linear_resistance"        ? law::linear_resistance
           : shape.law == "exponential_resistance" ? law::exponential_resistance
                                                   : law::linear_conductance) {
    const auto [least, most] = std::minmax_element(data.voltage_v.begin(), data.voltage_v.end());
    v_min_v_ = std::min(0.0, *least);
    v_max_v_ = std::max(0.0, *most);
}

// `sweeps` is the rate without the window times the time.
double fit_model::moved(double x, double sweeps, bool towards_on) const {
    const double left = towards_on ? x : 1 - x;
    if (sweeps == 0 || left <= 0) return x;
    double rest = left;
    if (window_.type() == window::kind::rectangular) {
        rest = left - sweeps;
    } else if (window_.type() == window::kind::saturating) {
        const double c = window_.offset(towards_on);
        const double curvature = towards_on ? shape_.curvature_on : shape_.curvature_off;
        rest = (left + c) * exp_exact_bits(-sweeps / curvature) - c;
    } else {
        constexpr double longest = 0.01;
        constexpr double most = 4000;
        const double steps = std::clamp(std::ceil(sweeps / longest), 1.0, most);
        const double h = sweeps / steps;
        const auto pace = [&](double y) { return window_.at(towards_on ? y : 1 - y, towards_on); };
        for (double i = 0; i < steps && rest > 1e-9; ++i) {
            const double k1 = pace(rest);
            const double k2 = pace(rest - h / 2 * k1);
            const double k3 = pace(rest - h / 2 * k2);
            const double k4 = pace(rest - h * k3);
            rest -= h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
    }
    rest = std::max(0.0, rest);
    return towards_on ? rest : 1 - rest;
}

void fit_model::currents(const fit_parameters& p, std::span<double> out,
                         std::span<double> states) const {
    // q runs from 0 at the threshold to 1 at the largest voltage, the rate as q^alpha.
    struct drive {
        double threshold;
        double span;
        double alpha;
        double rate;
        double q_last = 0;
        double power_last = 0;  // q^(alpha + 1), 0 below the threshold
    };
    drive on{p.v_on_v, v_min_v_ - p.v_on_v, p.alpha_on, p.rate_on_per_s};
    drive off{p.v_off_v, v_max_v_ - p.v_off_v, p.alpha_off, p.rate_off_per_s};
    const auto sweeps = [](drive& d, double v, double dt, bool first) {
        if (!(d.span != 0)) return 0.0;
        const double q = (v - d.threshold) / d.span;
        const double power = q > 0 ? pow_exact_bits(q, d.alpha + 1) : 0;
        double way = 0;
        if (!first && (q > 0 || d.q_last > 0)) {
            const double change = q - d.q_last;
            if (q > 0 && d.q_last > 0 && std::abs(change) < 1e-4 * q) {
                way = d.rate * dt * pow_exact_bits((q + d.q_last) / 2, d.alpha);
            } else {
                way = d.rate * dt * (power - d.power_last) / (change * (d.alpha + 1));
            }
        }
        d.q_last = q;
        d.power_last = power;
        return way;
    };
    const double log_ratio =
        law_ == law::exponential_resistance ? log_exact_bits(p.r_off_ohm / p.r_on_ohm) : 0;
    double x = p.initial_state;
    for (std::size_t i = 0; i < rows(); ++i) {
        const double v = data_.voltage_v[i];
        const double dt = i == 0 ? 0 : data_.time_s[i] - data_.time_s[i - 1];
        const double to_on = sweeps(on, v, dt, i == 0);
        const double to_off = sweeps(off, v, dt, i == 0);
        if (i > 0 && v > data_.voltage_v[i - 1]) {
            x = moved(moved(x, to_on, true), to_off, false);
        } else {
            x = moved(moved(x, to_off, false), to_on, true);
        }
        double g = 0;
        switch (law_) {
            case law::linear_resistance:
                g = 1 / (p.r_on_ohm + (p.r_off_ohm - p.r_on_ohm) * x);
                break;
            case law::exponential_resistance:
                g = exp_exact_bits(-log_ratio * x) / p.r_on_ohm;
                break;
            case law::linear_conductance:
                g = 1 / p.r_on_ohm - (1 / p.r_on_ohm - 1 / p.r_off_ohm) * x;
                break;
        }
        out[i] = v * g;
        if (!states.empty()) states[i] = x;
    }
}

vteam_config fit_model::device(const fit_parameters& p) const {
    vteam_config c = shape_;
    c.r_on_ohm = p.r_on_ohm;
    c.r_off_ohm = p.r_off_ohm;
    c.v_on_v = p.v_on_v;
    c.v_off_v = p.v_off_v;
    c.alpha_on = p.alpha_on;
    c.alpha_off = p.alpha_off;
    c.k_on_m_per_s =
        -p.rate_on_per_s * c.depth_m / pow_exact_bits(v_min_v_ / p.v_on_v - 1, p.alpha_on);
    c.k_off_m_per_s =
        p.rate_off_per_s * c.depth_m / pow_exact_bits(v_max_v_ / p.v_off_v - 1, p.alpha_off);
    return c;
}

fit_parameters fit_model::parameters(const vteam_config& device, double initial_state) const {
    const vteam model(device);
    return {device.r_on_ohm,
            device.r_off_ohm,
            device.v_on_v,
            device.v_off_v,
            device.alpha_on,
            device.alpha_off,
            model.rate_per_s(v_min_v_),
            model.rate_per_s(v_max_v_),
            initial_state};
}

}  // namespace memglia
