#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "tools/device/device_fit.hpp"

namespace memglia {

namespace {

// Mean of ln(|i| on the way out / |i| on the way back) at the same voltage, over all excursions to
// one side of 0 V; 0 if there are none.
double loop_of(const measurement& data, double sign) {
    double sum = 0;
    double count = 0;
    const std::size_t rows = data.voltage_v.size();
    for (std::size_t start = 0; start < rows;) {
        if (!(sign * data.voltage_v[start] > 0)) {
            ++start;
            continue;
        }
        std::size_t end = start;
        while (end < rows && sign * data.voltage_v[end] > 0) ++end;
        const auto peak = static_cast<std::size_t>(
            std::max_element(data.voltage_v.begin() + static_cast<long>(start),
                             data.voltage_v.begin() + static_cast<long>(end),
                             [sign](double a, double b) { return sign * a < sign * b; }) -
            data.voltage_v.begin());
        std::size_t back = end;
        for (std::size_t out = start; out < peak; ++out) {
            const double v = sign * data.voltage_v[out];
            if (v < 0.1 * sign * data.voltage_v[peak]) continue;
            while (back > peak + 1 && sign * data.voltage_v[back - 1] < v) --back;
            if (back <= peak + 1) break;
            const double i_out = sign * data.current_a[out];
            const double i_back = sign * data.current_a[back - 1];
            if (!(i_out > 0 && i_back > 0)) continue;
            sum += std::clamp(log_exact_bits(i_out / i_back), -2.0, 2.0);
            count += 1;
        }
        start = end;
    }
    return count >= 5 ? sum / count : 0;
}

void look_for_clamp(const measurement& data, double sign, std::vector<std::string>& said) {
    double most = 0;
    for (const double i : data.current_a) most = std::max(most, sign * i);
    std::size_t rows = 0;
    double low_v = 1e300;
    double high_v = -1e300;
    double range_v = 0;
    for (std::size_t i = 0; i < data.current_a.size(); ++i) {
        range_v = std::max(range_v, std::abs(data.voltage_v[i]));
        if (!(sign * data.current_a[i] > 0.997 * most)) continue;
        ++rows;
        low_v = std::min(low_v, data.voltage_v[i]);
        high_v = std::max(high_v, data.voltage_v[i]);
    }
    if (most == 0 || rows < 5 || rows * 50 < data.current_a.size()) return;
    if (high_v - low_v < 0.1 * range_v) return;
    said.push_back(
        fmt::format("{} rows stand at {:.4g} A while the voltage goes from {:.3g} V to "
                    "{:.3g} V: if the instrument held the current there, say "
                    "--compliance {:.4g}",
                    rows, sign * most, low_v, high_v, most));
}

}  // namespace

std::vector<std::string> measurement_hints(const measurement& data, double compliance_a) {
    std::vector<std::string> said;
    // SET at negative voltages lets more current back than out, RESET at positive ones less.
    const double above = loop_of(data, 1);
    const double below = loop_of(data, -1);
    if (above - below < -0.1 && above <= 0.02 && below >= -0.02) {
        said.push_back(
            "it looks mirrored: the resistance falls at positive voltages and rises at negative "
            "ones, and here SET is negative; --flip turns the electrodes");
    }
    if (!std::isfinite(compliance_a)) {
        look_for_clamp(data, 1, said);
        look_for_clamp(data, -1, said);
    }
    return said;
}

}  // namespace memglia
