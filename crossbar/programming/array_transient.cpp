#include "crossbar/programming/array_transient.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

namespace {

bool same_volts(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool same_drives(const line_drives& a, const line_drives& b) {
    return std::equal(a.word_v.begin(), a.word_v.end(), b.word_v.begin(), b.word_v.end(),
                      same_volts) &&
           std::equal(a.bit_v.begin(), a.bit_v.end(), b.bit_v.begin(), b.bit_v.end(), same_volts);
}

// Nothing flows: every line is grounded or floats.
bool quiet(const line_drives& drives) {
    const auto holds_nothing = [](double v) { return v == 0 || std::isnan(v); };
    return std::all_of(drives.word_v.begin(), drives.word_v.end(), holds_nothing) &&
           std::all_of(drives.bit_v.begin(), drives.bit_v.end(), holds_nothing);
}

// What drivers at `drives` deliver into the currents of `solution`.
double power_w(const line_drives& drives, const array_solution& solution) {
    double power = 0;
    for (std::size_t i = 0; i < drives.word_v.size(); ++i) {
        if (!std::isnan(drives.word_v[i])) power += drives.word_v[i] * solution.word_current_a[i];
    }
    for (std::size_t j = 0; j < drives.bit_v.size(); ++j) {
        if (!std::isnan(drives.bit_v[j])) power -= drives.bit_v[j] * solution.bit_current_a[j];
    }
    return power;
}

array_solution at_rest(std::size_t rows, std::size_t columns) {
    const std::vector<double> nodes(rows * columns, 0);
    return {.word_v = nodes,
            .bit_v = nodes,
            .word_current_a = std::vector<double>(rows, 0),
            .bit_current_a = std::vector<double>(columns, 0)};
}

void interpolate(std::span<const double> from, std::span<const double> to, double s,
                 std::vector<double>& between) {
    between.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        between[i] = s == 1 ? to[i] : from[i] + s * (to[i] - from[i]);
    }
}

void voltages_across(const array_solution& solution, std::vector<double>& voltage_v) {
    voltage_v.resize(solution.word_v.size());
    for (std::size_t c = 0; c < voltage_v.size(); ++c) {
        voltage_v[c] = solution.word_v[c] - solution.bit_v[c];
    }
}

}  // namespace

array_transient::array_transient(std::size_t rows, std::size_t columns, cell_laws laws,
                                 const array_surroundings& around,
                                 const transient_settings& settings)
    : rows_(rows),
      columns_(columns),
      laws_(std::move(laws)),
      around_(around),
      iv_(around.iv),
      settings_(settings),
      solver_(rows, columns, around.lines, settings.solver),
      x_(rows * columns, 1.0) {
    if (laws_.cells() != x_.size()) throw internal_error("laws and cells differ in number");
    if (around.r_access_ohm > 0 && !iv_.linear()) {
        throw input_error(
            {.path = "r_access_ohm",
             .found = "found an access resistance with iv.law '" + around.iv.law + "'",
             .expected = "iv.law 'linear' with access transistors, or 0 ohm"});
    }
    set_states(std::vector<double>(x_));
}

double array_transient::cell_conductance_s(std::size_t cell, double x) const {
    if (gated_row_ && cell / columns_ != *gated_row_) return 0;
    const double g = laws_.conductance_s(cell, x);
    return g / (1 + g * around_.r_access_ohm);
}

void array_transient::set_states(std::span<const double> states) {
    if (states.size() != x_.size()) throw internal_error("states and cells differ in number");
    std::copy(states.begin(), states.end(), x_.begin());
    g_.resize(x_.size());
    for (std::size_t c = 0; c < x_.size(); ++c) g_[c] = cell_conductance_s(c, x_[c]);
    stage_x_ = x_;
    rebase();
}

void array_transient::set_state(std::size_t cell, double x) {
    x_[cell] = stage_x_[cell] = x;
    g_[cell] = cell_conductance_s(cell, x);
    rebase();
}

void array_transient::gate(std::optional<std::size_t> row) {
    if (row == gated_row_) return;
    gated_row_ = row;
    set_states(std::vector<double>(x_));
}

void array_transient::solver_at_base() {
    if (solver_is_at_base_) return;
    solver_.set_conductances(base_g_);
    solver_is_at_base_ = true;
}

void array_transient::rebase() {
    base_g_ = g_;
    solver_is_at_base_ = false;
    known_.clear();
    ports_.clear();
}

array_solution array_transient::operating_point(const line_drives& drives,
                                                std::span<const double> factor) {
    if (quiet(drives)) return at_rest(rows_, columns_);
    solver_is_at_base_ = false;
    std::vector<double> conductances = g_;
    for (std::size_t c = 0; c < factor.size(); ++c) {
        // G/(1 + r G) with f G for G, written in what it was with G.
        const double g = conductances[c];
        const double bare = g / (1 - g * around_.r_access_ohm);
        conductances[c] = factor[c] * bare / (1 + factor[c] * bare * around_.r_access_ohm);
    }
    solver_.set_conductances(conductances);
    ++work_.solves;
    return solver_.solve(drives, iv_);
}

const array_solution* array_transient::find_known(const line_drives& drives) const {
    for (const known_solution& k : known_) {
        if (same_drives(k.drives, drives)) return &k.solution;
    }
    return nullptr;
}

const array_solution& array_transient::solve_known(const line_drives& drives) {
    if (const array_solution* found = find_known(drives)) return *found;
    if (quiet(drives)) {
        known_.push_back({drives, at_rest(rows_, columns_)});
    } else {
        solver_at_base();
        ++work_.solves;
        known_.push_back({drives, solver_.solve(drives)});
    }
    return known_.back().solution;
}

void array_transient::begin_segment(const line_drives& from, const line_drives& to) {
    from_ = from;
    to_ = to;
    const auto ready = [this](const line_drives& d) {
        return quiet(d) || find_known(d) != nullptr;
    };
    if (!ready(from) || !ready(to)) rebase();
    known_.reserve(known_.size() + 2);  // keeps the references below
    const array_solution& at_from = solve_known(from_);
    const array_solution& at_to = solve_known(to_);
    voltages_across(at_from, from_v_);
    voltages_across(at_to, to_v_);
    power_from_w_ = power_w(from_, at_from);
    power_to_w_ = power_w(to_, at_to);
    power_cross_w_ = (power_w(from_, at_to) + power_w(to_, at_from)) / 2;
}

double array_transient::memristor_voltage_v(std::size_t cell, double x, double cell_v) const {
    if (gated_row_ && cell / columns_ != *gated_row_) return 0;
    if (!iv_.linear()) return iv_.at(laws_.conductance_s(cell, x), cell_v).memristor_v;
    if (around_.r_access_ohm == 0) return cell_v;
    return cell_v / (1 + around_.r_access_ohm * laws_.conductance_s(cell, x));
}

double array_transient::evaluate_ports(double s) {
    const auto cells = ports_.cells();
    port_v0_.resize(cells.size());
    port_change_s_.resize(cells.size());
    for (std::size_t p = 0; p < cells.size(); ++p) {
        const std::size_t c = cells[p];
        port_v0_[p] = (1 - s) * from_v_[c] + s * to_v_[c];
        port_change_s_[p] = cell_conductance_s(c, stage_x_[c]) - base_g_[c];
    }
    ports_.respond(port_v0_, port_change_s_, port_v_);
    double power =
        (1 - s) * (1 - s) * power_from_w_ + 2 * s * (1 - s) * power_cross_w_ + s * s * power_to_w_;
    // Tellegen: the drivers' power grows by v0 d v at every changed conductance d.
    for (std::size_t p = 0; p < cells.size(); ++p) {
        power += port_v0_[p] * port_change_s_[p] * port_v_[p];
    }
    return power;
}

void array_transient::all_voltages(double s, std::vector<double>& voltage_v) {
    interpolate(from_v_, to_v_, s, voltage_v);
    evaluate_ports(s);
    ports_.spread(port_change_s_, port_v_, voltage_v);
}

void array_transient::leave_ports() {
    by_ports_ = false;
    moving_.resize(x_.size());
    for (std::size_t c = 0; c < x_.size(); ++c) moving_[c] = c;
}

void array_transient::add_port(std::size_t cell) {
    if (ports_.size() == settings_.max_ports) {
        leave_ports();
        return;
    }
    solver_at_base();
    ++work_.solves;
    array_solution fed;
    solver_.inject(to_, cell / columns_, cell % columns_, fed.word_v, fed.bit_v);
    std::vector<double> column;
    voltages_across(fed, column);
    ports_.add(cell, std::move(column));
}

bool array_transient::moves(std::size_t cell, double cell_v) const {
    const vteam_config& law = laws_.nominal().config();
    // An access device only takes from the voltage.
    if (cell_v <= law.v_off_v && cell_v >= law.v_on_v) return false;
    const double v = memristor_voltage_v(cell, x_[cell], cell_v);
    return laws_.velocity_per_s(cell, x_[cell], v) != 0;
}

bool array_transient::add_moving_ports(double s) {
    all_voltages(s, all_v_);
    const std::size_t before = ports_.size();
    for (std::size_t c = 0; c < all_v_.size() && by_ports_; ++c) {
        if (moves(c, all_v_[c]) && !ports_.holds(c)) add_port(c);
    }
    if (!by_ports_) return true;
    moving_.assign(ports_.cells().begin(), ports_.cells().end());
    return ports_.size() != before;
}

bool array_transient::any_port_moves(double s) {
    evaluate_ports(s);
    for (std::size_t p = 0; p < ports_.size(); ++p) {
        if (moves(ports_.cells()[p], port_v_[p])) return true;
    }
    return false;
}

double array_transient::evaluate_nodes(double s) {
    stage_g_.resize(x_.size());
    for (std::size_t c = 0; c < x_.size(); ++c) stage_g_[c] = cell_conductance_s(c, stage_x_[c]);
    interpolate(from_.word_v, to_.word_v, s, stage_drives_.word_v);
    interpolate(from_.bit_v, to_.bit_v, s, stage_drives_.bit_v);
    const array_solution* known = nullptr;
    if (iv_.linear() && (s == 0 || s == 1) && stage_g_ == base_g_) {
        known = find_known(s == 0 ? from_ : to_);
    }
    if (known != nullptr) {
        stage_solution_ = *known;
    } else if (quiet(stage_drives_)) {
        stage_solution_ = at_rest(rows_, columns_);
    } else {
        solver_is_at_base_ = false;
        solver_.set_conductances(stage_g_);
        ++work_.solves;
        solver_.solve(stage_drives_, iv_, stage_solution_);
    }
    voltages_across(stage_solution_, all_v_);
    return power_w(stage_drives_, stage_solution_);
}

// A cell that starts a step inside its range is extrapolated just short of the end, so that a
// window which drops to 0 there shows where the cell arrives.
double array_transient::stage_state(std::size_t cell, double x) const {
    constexpr double short_of_on = 1e-300;
    constexpr double short_of_off = 1 - 0x1p-53;
    const bool inside = x_[cell] > 0 && x_[cell] < 1;
    return inside ? std::clamp(x, short_of_on, short_of_off) : std::clamp(x, 0.0, 1.0);
}

double array_transient::evaluate(double s, std::span<const double> x, std::span<double> velocity) {
    ++work_.evaluations;
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        stage_x_[moving_[m]] = stage_state(moving_[m], x[m]);
    }
    const double power = by_ports_ ? evaluate_ports(s) : evaluate_nodes(s);
    for (std::size_t m = 0; m < moving_.size(); ++m) {
        const std::size_t c = moving_[m];
        const double v = memristor_voltage_v(c, stage_x_[c], by_ports_ ? port_v_[m] : all_v_[c]);
        velocity[m] = laws_.velocity_per_s(c, stage_x_[c], v);
    }
    return power;
}

double array_transient::ramp(const line_drives& from, const line_drives& to, double duration_s) {
    if (duration_s <= 0 || (quiet(from) && quiet(to))) return 0;
    if (iv_.linear()) {
        begin_segment(from, to);
        by_ports_ = true;
        const bool added_at_start = add_moving_ports(0);
        const bool added_at_end = by_ports_ && add_moving_ports(1);
        if (!added_at_start && !added_at_end && !any_port_moves(0) && !any_port_moves(1)) {
            const double start_w = evaluate_ports(0);
            const double middle_w = evaluate_ports(0.5);
            const double end_w = evaluate_ports(1);
            return duration_s * (start_w + 4 * middle_w + end_w) / 6;
        }
    } else {
        from_ = from;
        to_ = to;
        leave_ports();
        stage_solution_ = {};
    }
    return integrate(duration_s);
}

namespace {

// Dormand and Prince, J. Comput. Appl. Math. 6(1):19 (1980): order 5 with an estimate of order 4;
// the last stage is the next step's first.
constexpr std::size_t stages = 7;
constexpr std::array<double, stages> stage_time{0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
constexpr std::array<std::array<double, stages - 1>, stages> stage_weights{{
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
}};
constexpr std::array<double, stages> error_weights{
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

// The estimate trusts smooth velocities and misjudges a step over a threshold by about this.
constexpr double threshold_caution = 30;

struct stage {
    std::vector<double> velocity;
    double power_w = 0;
};

}  // namespace

double array_transient::integrate(double duration_s) {
    std::array<stage, stages> k;
    std::vector<double> start;
    std::vector<double> trial;
    const auto restart = [&](double s) {
        start.resize(moving_.size());
        trial.resize(moving_.size());
        for (stage& one : k) one.velocity.resize(moving_.size());
        for (std::size_t m = 0; m < moving_.size(); ++m) start[m] = x_[moving_[m]];
        k[0].power_w = evaluate(s, start, k[0].velocity);
    };
    restart(0);

    double fastest = 0;
    for (const double v : k[0].velocity) fastest = std::max(fastest, std::abs(v));
    double energy_j = 0;
    double s = 0;
    double h = fastest > 0 ? std::min(1.0, 0.1 / (fastest * duration_s)) : 0.25;
    double largest_w = 0;
    while (s < 1) {
        if (s + h > 1 - 1e-12) h = 1 - s;
        const double dt = h * duration_s;
        // Through ports a step costs next to nothing.
        const double tolerance = (by_ports_ ? 0.1 : 1) * settings_.state_tolerance;
        const double energy_tolerance = (by_ports_ ? 0.1 : 1) * settings_.energy_tolerance;
        const double end = h == 1 - s ? 1 : s + h;
        double arrival = 1;
        for (std::size_t i = 1; i < stages; ++i) {
            for (std::size_t m = 0; m < start.size(); ++m) {
                double way = 0;
                for (std::size_t j = 0; j < i; ++j) way += stage_weights[i][j] * k[j].velocity[m];
                trial[m] = start[m] + dt * way;
            }
            // Arrival at an end of the range: the step is cut to where the first cell gets there.
            if (i + 1 == stages) {
                for (std::size_t m = 0; m < start.size(); ++m) {
                    const double beyond = std::max(trial[m] - 1, -trial[m]);
                    if (beyond <= 0.1 * tolerance) continue;
                    const double goal = trial[m] > 1 ? 1 : 0;
                    arrival = std::min(arrival, (goal - start[m]) / (trial[m] - start[m]));
                }
                if (arrival < 1) break;
            }
            k[i].power_w =
                evaluate(stage_time[i] == 1 ? end : s + stage_time[i] * h, trial, k[i].velocity);
        }
        if (arrival < 1) {
            ++work_.rejected_steps;
            h *= std::max(arrival, 1e-3);
            if (h < 1e-14) throw error("write transient: a cell's arrival at its end is not found");
            continue;
        }

        double step_error = 0;
        for (std::size_t m = 0; m < start.size(); ++m) {
            double e = 0;
            for (std::size_t i = 0; i < stages; ++i) e += error_weights[i] * k[i].velocity[m];
            const bool crosses = (k[0].velocity[m] == 0) != (k[stages - 1].velocity[m] == 0);
            step_error = std::max(step_error,
                                  (crosses ? threshold_caution : 1) * std::abs(dt * e) / tolerance);
        }
        double power_error_w = 0;
        double mean_power_w = 0;
        for (std::size_t i = 0; i < stages; ++i) {
            power_error_w += error_weights[i] * k[i].power_w;
            if (i + 1 < stages) mean_power_w += stage_weights[stages - 1][i] * k[i].power_w;
            largest_w = std::max(largest_w, std::abs(k[i].power_w));
        }
        if (largest_w > 0) {
            step_error =
                std::max(step_error, std::abs(h * power_error_w) / (energy_tolerance * largest_w));
        }
        // 0.9 step_error^(-1/5)
        const double growth =
            step_error > 0 ? std::clamp(0.9 * pow_exact_bits(step_error, -0.2), 0.2, 5.0) : 5.0;
        if (!(step_error <= 1)) {
            ++work_.rejected_steps;
            h *= growth;
            if (!(h > 1e-14)) throw error("write transient: the step size vanishes");
            continue;
        }
        if (by_ports_ && add_moving_ports(end)) {
            // Another cell has begun to move: once more, with it.
            stage_x_ = x_;
            restart(s);
            continue;
        }
        ++work_.steps;
        energy_j += dt * mean_power_w;
        s = end;
        h *= growth;
        bool arrived = false;
        for (std::size_t m = 0; m < start.size(); ++m) {
            start[m] = std::clamp(trial[m], 0.0, 1.0);
            arrived = arrived || ((start[m] == 0 || start[m] == 1) && start[m] != x_[moving_[m]]);
            x_[moving_[m]] = stage_x_[moving_[m]] = start[m];
        }
        if (arrived) {
            k[0].power_w = evaluate(s, start, k[0].velocity);
        } else {
            std::swap(k[0], k[stages - 1]);
        }
    }
    for (const std::size_t c : moving_) g_[c] = cell_conductance_s(c, x_[c]);
    if (!by_ports_) {
        rebase();
        if (iv_.linear() && stage_g_ == base_g_) known_.push_back({to_, stage_solution_});
    }
    return energy_j;
}

}  // namespace memglia
