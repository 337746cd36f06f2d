#include "crossbar/array/direct_solver.hpp"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/circuit_checks.hpp"
#include "crossbar/array/node_sets.hpp"

namespace memglia {

namespace {

using sparse = Eigen::SparseMatrix<double>;
constexpr double negligible_drop = 1e-12;  // of the drives' span
constexpr double good_correction = 1e-10;  // of the drives' span: larger is no answer
constexpr int most_steps = 300;

struct wire {
    std::size_t from = 0;
    std::size_t to = 0;
    double conductance_s = 0;
};

// The circuit of one solve. Nodes: W(i,j), B(i,j), then the drivers of the word and of the bit
// lines; those that nothing separates are one node. Potentials are relative to `reference_v`.
class network {
  public:
    network(std::size_t rows, std::size_t columns, const line_resistances& lines,
            const std::vector<double>& conductance_s, const line_drives& drives, const cell_iv& iv)
        : rows_(rows),
          columns_(columns),
          lines_(lines),
          conductance_s_(conductance_s),
          drives_(drives),
          iv_(iv),
          same_(2 * cells() + rows + columns) {
        choose_reference();
        connect();
        place_nodes();
    }

    array_solution solve();

  private:
    std::size_t cells() const { return rows_ * columns_; }
    std::size_t word(std::size_t i, std::size_t j) const { return i * columns_ + j; }
    std::size_t bit(std::size_t i, std::size_t j) const { return cells() + i * columns_ + j; }
    std::size_t word_driver(std::size_t i) const { return 2 * cells() + i; }
    std::size_t bit_driver(std::size_t j) const { return 2 * cells() + rows_ + j; }
    bool is_fixed(std::size_t node) const { return unknown_[node] < 0; }

    void choose_reference();
    void connect();
    void join(std::size_t from, std::size_t to, double r_ohm, double negligible_ohm);
    double negligible_ohm(std::size_t line, bool is_word) const;
    void place_nodes();

    void find_currents(const std::vector<double>& v, bool at_zero_bias = false);
    void build_matrix(const std::vector<double>& v, bool at_zero_bias);
    Eigen::VectorXd correction();
    double advance(const Eigen::VectorXd& step, bool damped);
    void solve_linear(bool at_zero_bias);
    std::size_t solve_newton();
    array_solution result();

    std::size_t rows_;
    std::size_t columns_;
    const line_resistances& lines_;
    const std::vector<double>& conductance_s_;
    const line_drives& drives_;
    const cell_iv& iv_;
    double reference_v_ = 0;
    double span_v_ = 0;
    node_sets same_;
    std::vector<wire> wires_;
    std::vector<int> unknown_;  // per node: its row of the matrix, or -1 where its potential is set
    int unknowns_ = 0;
    std::vector<double> potential_v_;  // per node
    Eigen::VectorXd leaving_a_;        // per unknown: sum of the currents that leave it
    std::vector<double> cell_a_;       // from word to bit line
    bool is_analysed_ = false;
    Eigen::SimplicialLDLT<sparse> factor_;
};

// A voltage that occurs or zero: what is at rest then stays exactly at rest.
void network::choose_reference() {
    double low = INFINITY;
    double high = -INFINITY;
    for (const auto* side : {&drives_.word_v, &drives_.bit_v}) {
        for (const double v : *side) {
            if (std::isnan(v)) continue;
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    span_v_ = high - low;
    reference_v_ = low <= 0 && high >= 0 && low != high ? 0 : low;
}

double network::negligible_ohm(std::size_t line, bool is_word) const {
    double sum_s = 0;
    const std::size_t crossings = is_word ? columns_ : rows_;
    for (std::size_t n = 0; n < crossings; ++n) {
        const double g = conductance_s_[is_word ? word(line, n) : word(n, line)];
        // No cell sees more than the span of the drives, and there it is steepest or as at zero.
        sum_s += std::max(
            {iv_.at(g, span_v_).slope_s, iv_.at(g, -span_v_).slope_s, iv_.at(g, 0).slope_s});
    }
    return negligible_drop / (sum_s * static_cast<double>(crossings + 1));
}

void network::join(std::size_t from, std::size_t to, double r_ohm, double negligible_ohm) {
    if (r_ohm == 0 || (r_ohm < negligible_ohm && std::isfinite(r_ohm))) {
        same_.join(from, to);
    } else if (std::isfinite(r_ohm)) {
        wires_.push_back({from, to, 1 / r_ohm});
    }
}

void network::connect() {
    for (std::size_t i = 0; i < rows_; ++i) {
        const double least = negligible_ohm(i, true);
        for (std::size_t j = 1; j < columns_; ++j) {
            join(word(i, j - 1), word(i, j), lines_.r_word_ohm, least);
        }
        if (std::isnan(drives_.word_v[i])) continue;
        join(word_driver(i), word(i, 0), lines_.r_word_driver_ohm + lines_.r_word_ohm, least);
    }
    for (std::size_t j = 0; j < columns_; ++j) {
        const double least = negligible_ohm(j, false);
        for (std::size_t i = 1; i < rows_; ++i) {
            join(bit(i - 1, j), bit(i, j), lines_.r_bit_ohm, least);
        }
        if (std::isnan(drives_.bit_v[j])) continue;
        join(bit_driver(j), bit(rows_ - 1, j), lines_.r_bit_driver_ohm + lines_.r_bit_ohm, least);
    }
}

void network::place_nodes() {
    const std::size_t nodes = 2 * cells() + rows_ + columns_;
    constexpr int not_placed = -2;
    unknown_.assign(nodes, not_placed);
    potential_v_.assign(nodes, 0);
    const auto fix = [this](std::size_t driver, double v) {
        if (std::isnan(v)) {
            unknown_[driver] = -1;  // belongs to no circuit
            return;
        }
        unknown_[same_.of(driver)] = -1;
        potential_v_[same_.of(driver)] = v - reference_v_;
    };
    for (std::size_t i = 0; i < rows_; ++i) fix(word_driver(i), drives_.word_v[i]);
    for (std::size_t j = 0; j < columns_; ++j) fix(bit_driver(j), drives_.bit_v[j]);
    for (std::size_t n = 0; n < nodes; ++n) {
        const std::size_t root = same_.of(n);
        if (unknown_[root] == not_placed) unknown_[root] = unknowns_++;
        unknown_[n] = unknown_[root];
        potential_v_[n] = potential_v_[root];
    }
    leaving_a_ = Eigen::VectorXd::Zero(unknowns_);
    cell_a_.assign(cells(), 0);
}

void network::find_currents(const std::vector<double>& v, bool at_zero_bias) {
    leaving_a_.setZero();
    const auto flow = [&](std::size_t from, std::size_t to, double current_a) {
        if (!is_fixed(from)) leaving_a_[unknown_[from]] += current_a;
        if (!is_fixed(to)) leaving_a_[unknown_[to]] -= current_a;
    };
    for (const wire& w : wires_) flow(w.from, w.to, w.conductance_s * (v[w.from] - v[w.to]));
    for (std::size_t k = 0; k < cells(); ++k) {
        const double across_v = v[k] - v[cells() + k];
        const double g = conductance_s_[k];
        cell_a_[k] = at_zero_bias ? across_v * iv_.at(g, 0).slope_s : iv_.at(g, across_v).current_a;
        flow(k, cells() + k, cell_a_[k]);
    }
}

void network::build_matrix(const std::vector<double>& v, bool at_zero_bias) {
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(4 * (wires_.size() + cells()));
    const auto add = [&](std::size_t from, std::size_t to, double slope_s) {
        const int a = unknown_[from];
        const int b = unknown_[to];
        if (a >= 0) entries.emplace_back(a, a, slope_s);
        if (b >= 0) entries.emplace_back(b, b, slope_s);
        if (a >= 0 && b >= 0) {
            entries.emplace_back(a, b, -slope_s);
            entries.emplace_back(b, a, -slope_s);
        }
    };
    for (const wire& w : wires_) add(w.from, w.to, w.conductance_s);
    for (std::size_t k = 0; k < cells(); ++k) {
        const double across_v = at_zero_bias ? 0 : v[k] - v[cells() + k];
        const double g = conductance_s_[k];
        if (g > 0) add(k, cells() + k, iv_.at(g, across_v).slope_s);
    }
    sparse matrix(unknowns_, unknowns_);
    matrix.setFromTriplets(entries.begin(), entries.end());
    if (!is_analysed_) factor_.analyzePattern(matrix);
    is_analysed_ = true;
    factor_.factorize(matrix);
    if (factor_.info() != Eigen::Success) {
        throw error(
            "the direct solver: the nodal equations of this array are singular to double "
            "precision");
    }
}

Eigen::VectorXd network::correction() {
    return factor_.solve(-leaving_a_);
}

// Moves the potentials along `step` and finds the currents there; returns the largest move. Damped:
// the content of the circuit is convex, so a step is too long where its slope has turned up.
double network::advance(const Eigen::VectorXd& step, bool damped) {
    const double slope = -leaving_a_.dot(step);
    std::vector<double> there(potential_v_.size());
    for (double length = 1;; length /= 2) {
        for (std::size_t n = 0; n < there.size(); ++n) {
            there[n] = potential_v_[n] + (is_fixed(n) ? 0 : length * step[unknown_[n]]);
        }
        find_currents(there);
        const double turned = leaving_a_.dot(step);
        const bool good = leaving_a_.allFinite() && (!damped || turned <= 0.5 * slope);
        if (good || length < 1e-12) {
            potential_v_ = there;
            return length * step.lpNorm<Eigen::Infinity>();
        }
    }
}

// Exact for linear cells; for others the operating point of their slopes at zero bias.
void network::solve_linear(bool at_zero_bias) {
    build_matrix(potential_v_, at_zero_bias);
    if (at_zero_bias) {
        find_currents(potential_v_, true);
        advance(correction(), false);
        return;
    }
    find_currents(potential_v_);
    double before = INFINITY;
    for (int refinement = 0; refinement < most_steps; ++refinement) {
        const double moved = advance(correction(), false);
        if (!(moved > 1e-16 * span_v_)) return;
        if (moved > 0.5 * before) {
            if (moved <= good_correction * span_v_) return;
            break;
        }
        before = moved;
    }
    throw error(
        "the direct solver: iterative refinement does not converge; the resistances of "
        "this array lie too far apart for double precision");
}

std::size_t network::solve_newton() {
    solve_linear(true);
    double before = INFINITY;
    for (int step = 1; step <= most_steps; ++step) {
        build_matrix(potential_v_, false);
        const double moved = advance(correction(), before > 1e-9 * span_v_);
        const bool is_close = moved <= good_correction * span_v_;
        if (!(moved > 1e-16 * span_v_) || (is_close && moved > 0.5 * before)) {
            return static_cast<std::size_t>(step);
        }
        before = moved;
    }
    throw error("the direct solver: Newton's method does not converge for the cells of this array");
}

array_solution network::solve() {
    std::size_t newton_steps = 0;
    if (span_v_ > 0 && unknowns_ > 0) {
        if (iv_.linear()) {
            solve_linear(false);
        } else {
            newton_steps = solve_newton();
        }
    } else {
        find_currents(potential_v_);
    }
    array_solution solution = result();
    solution.newton_steps = newton_steps;
    return solution;
}

array_solution network::result() {
    array_solution s;
    const auto potential = [this](std::size_t n) { return reference_v_ + potential_v_[n]; };
    for (std::size_t k = 0; k < cells(); ++k) {
        s.word_v.push_back(potential(k));
        s.bit_v.push_back(potential(cells() + k));
    }
    // A line's driver feeds its cells: their sum has none of the rounding of a small resistance.
    s.word_current_a.assign(rows_, 0);
    s.bit_current_a.assign(columns_, 0);
    const bool word_conducts = std::isfinite(lines_.r_word_ohm + lines_.r_word_driver_ohm);
    const bool bit_conducts = std::isfinite(lines_.r_bit_ohm + lines_.r_bit_driver_ohm);
    double largest_a = 0;
    double largest_line_s = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
        double line_s = 0;
        for (std::size_t j = 0; j < columns_; ++j) {
            const std::size_t k = word(i, j);
            line_s += conductance_s_[k];
            if (word_conducts && !std::isnan(drives_.word_v[i])) s.word_current_a[i] += cell_a_[k];
            if (bit_conducts && !std::isnan(drives_.bit_v[j])) s.bit_current_a[j] += cell_a_[k];
        }
        largest_line_s = std::max(largest_line_s, line_s);
    }
    for (const double a : s.word_current_a) largest_a = std::max(largest_a, std::abs(a));
    for (const double a : s.bit_current_a) largest_a = std::max(largest_a, std::abs(a));
    const double missing_a = unknowns_ > 0 ? leaving_a_.lpNorm<Eigen::Infinity>() : 0;
    double steepest_s = largest_line_s;
    for (const wire& w : wires_) steepest_s = std::max(steepest_s, w.conductance_s);
    // A potential's last bit moves this much current.
    const double rounding_a = 1e-14 * span_v_ * steepest_s;
    if (!std::isfinite(missing_a) || missing_a > 1e-9 * largest_a + rounding_a) {
        throw error("the direct solver: its result does not meet Kirchhoff's law");
    }
    const bool flows = largest_a > 1e-14 * span_v_ * largest_line_s;
    s.residual = flows ? missing_a / largest_a : 0;
    return s;
}

}  // namespace

struct direct_solver::state {
    std::size_t rows;
    std::size_t columns;
    line_resistances lines;
    std::vector<double> conductance_s;
};

direct_solver::direct_solver(std::size_t rows, std::size_t columns, const line_resistances& lines) {
    check_array_lines(rows, columns, lines);
    state_ =
        std::make_unique<state>(state{rows, columns, lines, std::vector<double>(rows * columns)});
}

direct_solver::~direct_solver() = default;
direct_solver::direct_solver(direct_solver&&) noexcept = default;
direct_solver& direct_solver::operator=(direct_solver&&) noexcept = default;

void direct_solver::set_conductances(std::span<const double> conductance_s) {
    check_array_conductances(state_->rows, state_->columns, conductance_s);
    state_->conductance_s.assign(conductance_s.begin(), conductance_s.end());
}

array_solution direct_solver::solve(const line_drives& drives) const {
    return solve(drives, cell_iv{});
}

array_solution direct_solver::solve(const line_drives& drives, const cell_iv& iv) const {
    check_driven(state_->rows, state_->columns, state_->lines, state_->conductance_s, drives);
    return network(state_->rows, state_->columns, state_->lines, state_->conductance_s, drives, iv)
        .solve();
}

}  // namespace memglia
