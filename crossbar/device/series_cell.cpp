#include "crossbar/device/series_cell.hpp"

#include <algorithm>
#include <cmath>

namespace memglia {

operating_point operate(const cell_iv& iv, double conductance_s, double series_ohm, double source_v,
                        double tolerance) {
    const double r = series_ohm;
    if (iv.linear()) {
        const double v = source_v / (1 + r * conductance_s);
        return {v, v, v * conductance_s};
    }
    if (r == 0 || source_v == 0) {
        const auto cell = iv.at(conductance_s, source_v);
        return {source_v, cell.memristor_v, cell.current_a};
    }
    // u + r i(u) = source: Newton's method inside a bracket that always holds the solution. The
    // source with all its current through the cell alone bounds it from above.
    const double sign = source_v < 0 ? -1 : 1;
    double low = 0;
    double high = std::min(std::abs(source_v), sign * iv.voltage_v(conductance_s, source_v / r));
    double u = high;
    for (int i = 0; i < 200; ++i) {
        const auto cell = iv.at(conductance_s, sign * u);
        const double excess = u + r * sign * cell.current_a - std::abs(source_v);
        (excess > 0 ? high : low) = u;
        double next = u - excess / (1 + r * cell.slope_s);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const bool done = std::abs(next - u) <= tolerance * std::abs(source_v);
        u = next;
        if (done) break;
    }
    const auto cell = iv.at(conductance_s, sign * u);
    return {sign * u, cell.memristor_v, cell.current_a};
}

}  // namespace memglia
