#include "crossbar/device/cell_laws.hpp"

#include <algorithm>
#include <utility>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

cell_laws::cell_laws(std::size_t cells, const vteam& nominal)
    : cells_(cells),
      nominal_(nominal),
      linear_conductance_(nominal.config().law == resistance_law::linear_conductance),
      exponential_(nominal.config().law == resistance_law::exponential_resistance) {}

cell_laws::cell_laws(const vteam& nominal, std::vector<cell_factors> factors)
    : cell_laws(factors.size(), nominal) {
    factors_ = std::move(factors);
}

double cell_laws::conductance_s(std::size_t cell, double x) const {
    if (factors_.empty()) return nominal_.conductance_s(x);
    const cell_factors& f = factors_[cell];
    if (f.r_on == 1 && f.r_off == 1) return nominal_.conductance_s(x);
    const double r_on = f.r_on * nominal_.config().r_on_ohm;
    const double r_off = f.r_off * nominal_.config().r_off_ohm;
    if (linear_conductance_) return 1 / r_on - (1 / r_on - 1 / r_off) * x;
    if (exponential_) return exp_exact_bits(-x * log_exact_bits(r_off / r_on)) / r_on;
    return 1 / (r_on + (r_off - r_on) * x);
}

double cell_laws::state_at(std::size_t cell, double conductance_s) const {
    if (factors_.empty()) return nominal_.state_at(conductance_s);
    const cell_factors& f = factors_[cell];
    const double r_on = f.r_on * nominal_.config().r_on_ohm;
    const double r_off = f.r_off * nominal_.config().r_off_ohm;
    const double g = std::clamp(conductance_s, 1 / r_off, 1 / r_on);
    double x = 0;
    if (linear_conductance_) {
        x = (1 / r_on - g) / (1 / r_on - 1 / r_off);
    } else if (exponential_) {
        x = -log_exact_bits(g * r_on) / log_exact_bits(r_off / r_on);
    } else {
        x = (1 / g - r_on) / (r_off - r_on);
    }
    return std::clamp(x, 0.0, 1.0);
}

double cell_laws::velocity_per_s(std::size_t cell, double x, double voltage_v) const {
    const double rate = factors_.empty() ? 1 : factors_[cell].rate;
    if (rate == 0) return 0;
    const double velocity = rate * nominal_.velocity_per_s(x, voltage_v);
    return (x >= 1 && velocity > 0) || (x <= 0 && velocity < 0) ? 0 : velocity;
}

double cell_laws::coordinate_velocity_per_s(std::size_t cell, double y, double voltage_v) const {
    if (!shape().sticks()) return velocity_per_s(cell, y, voltage_v);
    const double rate = factors_.empty() ? 1 : factors_[cell].rate;
    const bool towards_on = voltage_v < 0;
    const double size = rate * nominal_.rate_per_s(voltage_v) * shape().pace(y, towards_on);
    return towards_on ? -size : size;
}

double cell_laws::state_after(std::size_t cell, double x, double voltage_v,
                              double duration_s) const {
    const double rate = factors_.empty() ? 1 : factors_[cell].rate;
    return rate == 0 ? x : nominal_.state_after(x, nominal_.prepare(voltage_v, rate * duration_s));
}

void cell_laws::stick(std::size_t cell) {
    if (factors_.empty()) factors_.resize(cells_);
    factors_[cell].rate = 0;
}

}  // namespace memglia
