#include "crossbar/programming/array_transient.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/error.hpp"
#include "crossbar/device/dormand_prince.hpp"

namespace memglia {

array_transient::array_transient(std::size_t rows, std::size_t columns, cell_laws laws,
                                 const array_surroundings& around,
                                 const transient_settings& settings)
    : rows_(rows),
      columns_(columns),
      laws_(std::move(laws)),
      r_access_ohm_(around.r_access_ohm),
      iv_(around.iv),
      settings_(settings),
      network_(rows, columns, around.lines, iv_, settings.solver, settings.max_ports),
      x_(rows * columns),
      y_(x_.size()),
      g_(x_.size()) {
    if (laws_.cells() != x_.size()) throw internal_error("laws and cells differ in number");
    if (r_access_ohm_ > 0 && !iv_.linear()) {
        throw input_error(
            {.path = "r_access_ohm",
             .found = "found an access resistance with iv.law '" + word_of(around.iv.law) + "'",
             .expected = "iv.law 'linear' with access transistors, or 0 ohm"});
    }
    set_states(std::vector<double>(x_.size(), 1.0));
}

transient_work array_transient::work() const {
    transient_work all = work_;
    all.solves = network_.solves();
    return all;
}

double array_transient::cell_conductance_s(std::size_t cell, double x) const {
    if (gated_row_ && cell / columns_ != *gated_row_) return 0;
    const double g = laws_.conductance_s(cell, x);
    return g / (1 + g * r_access_ohm_);
}

void array_transient::place(std::size_t cell, double x) {
    x_[cell] = x;
    y_[cell] = laws_.shape().coordinate_of(x);
    g_[cell] = cell_conductance_s(cell, x);
}

void array_transient::set_states(std::span<const double> states) {
    if (states.size() != x_.size()) throw internal_error("states and cells differ in number");
    for (std::size_t c = 0; c < x_.size(); ++c) place(c, states[c]);
    network_.rebase(g_);
}

void array_transient::set_state(std::size_t cell, double x) {
    place(cell, x);
    network_.rebase(g_);
}

void array_transient::gate(std::optional<std::size_t> row) {
    if (row == gated_row_) return;
    gated_row_ = row;
    for (std::size_t c = 0; c < x_.size(); ++c) g_[c] = cell_conductance_s(c, x_[c]);
    network_.rebase(g_);
}

array_solution array_transient::operating_point(const line_drives& drives,
                                                std::span<const double> factor) {
    std::vector<double> conductances = g_;
    for (std::size_t c = 0; c < factor.size(); ++c) {
        // G/(1 + r G) with f G for G, written in what it was with G.
        const double g = conductances[c];
        const double bare = g / (1 - g * r_access_ohm_);
        conductances[c] = factor[c] * bare / (1 + factor[c] * bare * r_access_ohm_);
    }
    return network_.solve(drives, conductances);
}

double array_transient::memristor_voltage_v(std::size_t cell, double x, double cell_v) const {
    if (gated_row_ && cell / columns_ != *gated_row_) return 0;
    if (!iv_.linear()) return iv_.at(laws_.conductance_s(cell, x), cell_v).memristor_v;
    if (r_access_ohm_ == 0) return cell_v;
    return cell_v / (1 + r_access_ohm_ * laws_.conductance_s(cell, x));
}

void array_transient::move_all() {
    moving_.resize(x_.size());
    for (std::size_t c = 0; c < x_.size(); ++c) moving_[c] = c;
}

bool array_transient::moves(std::size_t cell, double cell_v) const {
    const vteam_config& law = laws_.nominal().config();
    // An access device only takes from the voltage.
    if (cell_v <= law.v_off_v && cell_v >= law.v_on_v) return false;
    const double v = memristor_voltage_v(cell, x_[cell], cell_v);
    return laws_.coordinate_velocity_per_s(cell, y_[cell], v) != 0;
}

bool array_transient::add_moving_ports(double s) {
    network_.all_voltages(s, stage_g_, all_v_);
    const std::size_t before = network_.port_cells().size();
    for (std::size_t c = 0; c < all_v_.size() && network_.by_ports(); ++c) {
        if (moves(c, all_v_[c]) && !network_.is_port(c)) network_.add_port(c);
    }
    if (!network_.by_ports()) {
        move_all();
        return true;
    }
    const auto ports = network_.port_cells();
    moving_.assign(ports.begin(), ports.end());
    return ports.size() != before;
}

bool array_transient::any_port_moves(double s) {
    network_.evaluate(s, stage_g_);
    const auto ports = network_.port_cells();
    for (std::size_t p = 0; p < ports.size(); ++p) {
        if (moves(ports[p], network_.voltage_v(p))) return true;
    }
    return false;
}

// A cell that starts a step inside a range that ends is extrapolated just short of the end, so that
// a window which drops to 0 there shows where the cell arrives.
double array_transient::stage_coordinate(std::size_t cell, double y) const {
    constexpr double short_of_on = 1e-300;
    constexpr double short_of_off = 1 - 0x1p-53;
    if (laws_.shape().sticks()) return y;
    const bool inside = y_[cell] > 0 && y_[cell] < 1;
    return inside ? std::clamp(y, short_of_on, short_of_off) : std::clamp(y, 0.0, 1.0);
}

double array_transient::evaluate(double s, std::span<const double> y, std::span<double> velocity) {
    ++work_.evaluations;
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        const std::size_t c = moving_[m];
        stage_g_[c] = cell_conductance_s(c, laws_.shape().state_of(stage_coordinate(c, y[m])));
    }
    const double power = network_.evaluate(s, stage_g_);
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        const std::size_t c = moving_[m];
        const double at = stage_coordinate(c, y[m]);
        const double v = memristor_voltage_v(c, laws_.shape().state_of(at), network_.voltage_v(m));
        velocity[m] = laws_.coordinate_velocity_per_s(c, at, v);
    }
    return power;
}

double array_transient::ramp(const line_drives& from, const line_drives& to, double duration_s) {
    if (duration_s <= 0 || (quiet(from) && quiet(to))) return 0;
    stage_g_ = g_;
    network_.begin(from, to, g_);
    if (network_.by_ports()) {
        const bool added_at_start = add_moving_ports(0);
        const bool added_at_end = network_.by_ports() && add_moving_ports(1);
        if (!added_at_start && !added_at_end && !any_port_moves(0) && !any_port_moves(1)) {
            const double start_w = network_.evaluate(0, stage_g_);
            const double middle_w = network_.evaluate(0.5, stage_g_);
            const double end_w = network_.evaluate(1, stage_g_);
            return duration_s * (start_w + 4 * middle_w + end_w) / 6;
        }
    } else {
        move_all();
    }
    return integrate(duration_s);
}

namespace {

using runge_kutta::error_weight;
using runge_kutta::stages;
using runge_kutta::weight;

// The estimate trusts smooth velocities and misjudges a step over a threshold by about this.
constexpr double threshold_caution = 30;

// sum of weights[i] times what `of` tells of stage i.
template <class Weights, class Of>
double weighted(const Weights& weights, std::size_t count, const Of& of) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += weights[i] * of(i);
    return sum;
}

}  // namespace

struct array_transient::stage {
    std::vector<double> velocity;
    double power_w = 0;
};

// What a step may deviate by.
struct array_transient::step_limits {
    double coordinate;
    double energy;
};

// The share of a step after which the first cell is at an end of its range; 1: none gets there.
double array_transient::arrival(std::span<const double> start, std::span<const double> end,
                                double slack) const {
    double share = 1;
    if (laws_.shape().sticks()) return share;
    for (std::size_t m = 0; m < start.size(); ++m) {
        const double beyond = std::max(end[m] - 1, -end[m]);
        if (beyond <= slack) continue;
        const double goal = end[m] > 1 ? 1 : 0;
        share = std::min(share, (goal - start[m]) / (end[m] - start[m]));
    }
    return share;
}

// In units of what is allowed, of a step that takes dt and ends with this energy of the ramp.
double array_transient::step_error(std::span<const stage> k, double dt, double energy_j,
                                   const step_limits& limits) const {
    double most = 0;
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        const double e =
            weighted(error_weight, stages, [&](std::size_t i) { return k[i].velocity[m]; });
        const bool crosses = (k[0].velocity[m] == 0) != (k[stages - 1].velocity[m] == 0);
        most = std::max(most,
                        (crosses ? threshold_caution : 1) * std::abs(dt * e) / limits.coordinate);
    }
    const double error_w =
        weighted(error_weight, stages, [&](std::size_t i) { return k[i].power_w; });
    if (energy_j > 0) most = std::max(most, std::abs(dt * error_w) / (limits.energy * energy_j));
    return most;
}

// The moving cells stand at these coordinates; true if one of them has just arrived at an end.
bool array_transient::accept_step(std::span<double> y) {
    bool arrived = false;
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        const std::size_t c = moving_[m];
        if (!laws_.shape().sticks()) {
            y[m] = std::clamp(y[m], 0.0, 1.0);
            arrived = arrived || ((y[m] == 0 || y[m] == 1) && y[m] != y_[c]);
        }
        y_[c] = y[m];
        x_[c] = laws_.shape().state_of(y[m]);
        stage_g_[c] = cell_conductance_s(c, x_[c]);
    }
    return arrived;
}

double array_transient::integrate(double duration_s) {
    std::array<stage, stages> k;
    std::vector<double> start;
    std::vector<double> trial;
    const auto restart = [&](double s) {
        start.resize(moving_.size());
        trial.resize(moving_.size());
        for (stage& one : k) one.velocity.resize(moving_.size());
        for (std::size_t m = 0; m < moving_.size(); ++m) start[m] = y_[moving_[m]];
        k[0].power_w = evaluate(s, start, k[0].velocity);
    };
    restart(0);

    double fastest = 0;
    for (const double v : k[0].velocity) fastest = std::max(fastest, std::abs(v));
    double energy_j = 0;
    double s = 0;
    double h = fastest > 0 ? std::min(1.0, 0.1 / (fastest * duration_s)) : 0.25;
    while (s < 1) {
        if (s + h > 1 - 1e-12) h = 1 - s;
        const double dt = h * duration_s;
        // Through ports a step costs next to nothing.
        const double share = network_.by_ports() ? 0.1 : 1;
        const step_limits limits{share * settings_.state_tolerance,
                                 share * settings_.energy_tolerance};
        const double end = h == 1 - s ? 1 : s + h;
        double arrives = 1;
        for (std::size_t i = 1; i < stages && arrives == 1; ++i) {
            for (std::size_t m = 0; m < start.size(); ++m) {
                trial[m] = start[m] + dt * weighted(weight[i], i, [&](std::size_t j) {
                                          return k[j].velocity[m];
                                      });
            }
            if (i + 1 == stages) arrives = arrival(start, trial, 0.1 * limits.coordinate);
            if (arrives < 1) break;
            const double at = runge_kutta::time[i];
            k[i].power_w = evaluate(at == 1 ? end : s + at * h, trial, k[i].velocity);
        }
        if (arrives < 1) {
            ++work_.rejected_steps;
            h *= std::max(arrives, 1e-3);
            if (h < 1e-14) throw error("write transient: a cell's arrival at its end is not found");
            continue;
        }
        const double step_j = dt * weighted(weight[stages - 1], stages - 1,
                                            [&](std::size_t i) { return k[i].power_w; });
        const double error_size = step_error(k, dt, energy_j + step_j, limits);
        // 0.9 error^(-1/5)
        const double growth =
            error_size > 0 ? std::clamp(0.9 * pow_exact_bits(error_size, -0.2), 0.2, 5.0) : 5.0;
        if (!(error_size <= 1)) {
            ++work_.rejected_steps;
            h *= growth;
            if (!(h > 1e-14)) throw error("write transient: the step size vanishes");
            continue;
        }
        if (network_.by_ports() && add_moving_ports(end)) {
            // Another cell has begun to move: once more, with it.
            stage_g_ = g_;
            for (std::size_t c : moving_) stage_g_[c] = cell_conductance_s(c, x_[c]);
            restart(s);
            continue;
        }
        ++work_.steps;
        energy_j += step_j;
        s = end;
        h *= growth;
        start = trial;
        if (accept_step(start)) {
            k[0].power_w = evaluate(s, start, k[0].velocity);
        } else {
            std::swap(k[0], k[stages - 1]);
        }
    }
    for (const std::size_t c : moving_) g_[c] = cell_conductance_s(c, x_[c]);
    network_.end(g_);
    return energy_j;
}

}  // namespace memglia
