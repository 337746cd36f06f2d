#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "crossbar/device/variation.hpp"
#include "crossbar/device/vteam.hpp"
#include "testbenches/support/eliminate.hpp"

namespace memglia::test {

using real = long double;

/// One VTEAM cell from the equations, in long double, sharing no code with the library.
class slow_cell {
  public:
    slow_cell(const vteam_config& device, const cell_factors& factors)
        : d_(device),
          f_(factors),
          sticks_(device.window == window_kind::joglekar ||
                  device.window == window_kind::prodromakis) {}

    bool sticks() const { return sticks_; }
    real coordinate(real x) const { return sticks_ ? std::log(x) - std::log1p(-x) : x; }
    real state(real y) const {
        return sticks_ ? 1 / (1 + std::exp(-y)) : std::clamp(y, real(0), real(1));
    }

    real conductance(real x) const {
        const real on = real(f_.r_on) * d_.r_on_ohm;
        const real off = real(f_.r_off) * d_.r_off_ohm;
        if (d_.law == resistance_law::linear_conductance) return (1 - x) / on + x / off;
        if (d_.law == resistance_law::exponential_resistance) return std::pow(on / off, x) / on;
        return 1 / (on + (off - on) * x);
    }

    /// dy/dt of the coordinate; beyond an end of the range as at it.
    real velocity(real y, real v) const {
        const bool on = v < 0;
        const real over = v / (on ? d_.v_on_v : d_.v_off_v) - 1;
        if (!(over > 0) || f_.rate == 0) return 0;
        const real k = on ? d_.k_on_m_per_s : d_.k_off_m_per_s;
        const real alpha = on ? d_.alpha_on : d_.alpha_off;
        return f_.rate * k / d_.depth_m * std::pow(over, alpha) * pace(y, on);
    }

  private:
    real pace(real y, bool on) const {
        const real p = d_.window_p;
        if (sticks_) {
            if (std::isinf(y)) return 0;
            // f/(x(1-x)) by n, the distance to the nearer end.
            const real n = 1 / (1 + std::exp(std::abs(y)));
            const real rest = n * (1 - n);
            if (rest < 1e-4000L)
                return d_.window == window_kind::joglekar ? 4 * p : d_.window_scale * p;
            if (d_.window == window_kind::joglekar)
                return -std::expm1(2 * p * std::log1p(-2 * n)) / rest;
            return -d_.window_scale * std::expm1(p * std::log1p(-rest)) / rest;
        }
        const real x = std::clamp(y, real(0), real(1));
        if (d_.window == window_kind::saturating) {
            const real a = on ? d_.curvature_on : d_.curvature_off;
            return ((on ? x : 1 - x) + 1 / std::expm1(1 / a)) / a;
        }
        if (d_.window == window_kind::biolek) return 1 - std::pow(on ? 1 - x : x, 2 * p);
        if (d_.window == window_kind::team) {
            const real beyond = on ? d_.window_a_on - x : x - d_.window_a_off;
            return std::exp(-std::exp(beyond / d_.window_width));
        }
        return 1;
    }

    vteam_config d_;
    cell_factors f_;
    bool sticks_;
};

/// An array of such cells under drives that move in straight lines: the classical Runge-Kutta
/// method in small steps, every stage a dense elimination in long double, Newton's method for
/// non-linear cells. Power is what cells and wires dissipate.
class slow_array {
  public:
    slow_array(std::size_t rows, std::size_t columns, const line_resistances& lines,
               const cell_iv_config& iv, double r_access_ohm, std::vector<slow_cell> cells,
               const std::vector<double>& states)
        : rows_(rows),
          columns_(columns),
          lines_(lines),
          iv_(iv),
          access_(r_access_ohm),
          cells_(std::move(cells)),
          v_(2 * rows * columns, 0) {
        for (std::size_t c = 0; c < cells_.size(); ++c) {
            y_.push_back(cells_[c].coordinate(states[c]));
        }
    }

    real state(std::size_t c) const { return cells_[c].state(y_[c]); }
    real coordinate(std::size_t c) const { return y_[c]; }
    real all_j() const { return all_j_; }
    real cells_j() const { return cells_j_; }

    /// Only this row conducts; all of them below 0.
    void gate(int row) { gate_ = row; }

    /// Steps of at most duration/steps, in which no coordinate moves by more than `way`.
    void ramp(const line_drives& from, const line_drives& to, real duration_s, int steps,
              real way) {
        const std::size_t n = y_.size();
        real t = 0;
        while (t < duration_s) {
            const auto level = [&](real at) { return std::min(real(1), at / duration_s); };
            const rates a = rates_at(from, to, level(t), y_);
            real fastest = 0;
            for (const real v : a.velocity) fastest = std::max(fastest, std::abs(v));
            real h = std::min(duration_s / steps, duration_s - t);
            if (fastest * h > way) h = way / fastest;
            const auto ahead = [&](const rates& r, real share) {
                std::vector<real> y = y_;
                for (std::size_t c = 0; c < n; ++c) y[c] += share * h * r.velocity[c];
                return y;
            };
            const rates b = rates_at(from, to, level(t + h / 2), ahead(a, real(0.5)));
            const rates c = rates_at(from, to, level(t + h / 2), ahead(b, real(0.5)));
            const rates d = rates_at(from, to, level(t + h), ahead(c, 1));
            const auto mean = [h](real p, real q, real r, real s) {
                return h * (p + 2 * q + 2 * r + s) / 6;
            };
            for (std::size_t k = 0; k < n; ++k) {
                y_[k] += mean(a.velocity[k], b.velocity[k], c.velocity[k], d.velocity[k]);
                if (!cells_[k].sticks()) y_[k] = std::clamp(y_[k], real(0), real(1));
            }
            all_j_ += mean(a.all_w, b.all_w, c.all_w, d.all_w);
            cells_j_ += mean(a.cells_w, b.cells_w, c.cells_w, d.cells_w);
            t += h;
            if (duration_s - t < 1e-15L * duration_s) break;
        }
    }

  private:
    struct rates {
        std::vector<real> velocity;
        real all_w = 0;
        real cells_w = 0;
    };
    struct point {
        real current, slope, memristor_v;
    };

    // A line without resistance is one node.
    std::size_t word(std::size_t i, std::size_t j) const {
        return i * columns_ + (lines_.r_word_ohm > 0 ? j : 0);
    }
    std::size_t bit(std::size_t i, std::size_t j) const {
        return (rows_ + (lines_.r_bit_ohm > 0 ? i : 0)) * columns_ + j;
    }

    point cell_at(std::size_t c, real g, real v) const {
        if (gate_ >= 0 && static_cast<int>(c / columns_) != gate_) return {0, 0, 0};
        if (iv_.law == cell_law::sinh) {
            const real b = iv_.sinh_per_v;
            return {g * std::sinh(b * v) / b, g * std::cosh(b * v), v};
        }
        if (iv_.law == cell_law::rectifying) {
            const real plus = iv_.rectifying_plus_per_v;
            const real minus = iv_.rectifying_minus_per_v;
            const real up = std::exp(plus * v);
            const real down = std::exp(-minus * v);
            return {g * (up - down) / (plus + minus),
                    g * (plus * up + minus * down) / (plus + minus), v};
        }
        if (iv_.law == cell_law::linear) {
            const real all = g / (1 + g * access_);
            return {all * v, all, v / (1 + g * access_)};
        }
        if (iv_.law != cell_law::selector) {
            throw internal_error("a cell law that slow_array does not know");
        }
        // Current of memristor and selector in series, by bisection and then Newton's method.
        const real i0 = iv_.selector_current_a;
        const real v0 = iv_.selector_voltage_v;
        const real size = std::abs(v);
        real low = 0;
        real high = size * g;
        for (int k = 0; k < 200; ++k) {
            const real i = (low + high) / 2;
            if (i == low || i == high) break;
            (i / g + v0 * std::asinh(i / i0) > size ? high : low) = i;
        }
        const real i = (low + high) / 2;
        const real slope = 1 / (1 / g + v0 / std::sqrt(i0 * i0 + i * i));
        return {v < 0 ? -i : i, slope, (v < 0 ? -i : i) / g};
    }

    rates rates_at(const line_drives& from, const line_drives& to, real s,
                   const std::vector<real>& y) {
        const std::size_t n = cells_.size();
        const auto drive = [s](double a, double b) { return a + s * (real(b) - real(a)); };
        std::vector<real> g(n);
        for (std::size_t c = 0; c < n; ++c) g[c] = cells_[c].conductance(cells_[c].state(y[c]));
        const auto wires = [&](const auto& wire, const auto& source) {
            for (std::size_t i = 0; i < rows_; ++i) {
                for (std::size_t j = 0; j < columns_; ++j) {
                    if (j + 1 < columns_) wire(word(i, j), word(i, j + 1), lines_.r_word_ohm);
                    if (i + 1 < rows_) wire(bit(i, j), bit(i + 1, j), lines_.r_bit_ohm);
                }
                source(word(i, 0), lines_.r_word_ohm + lines_.r_word_driver_ohm,
                       drive(from.word_v[i], to.word_v[i]));
            }
            for (std::size_t j = 0; j < columns_; ++j) {
                source(bit(rows_ - 1, j), lines_.r_bit_ohm + lines_.r_bit_driver_ohm,
                       drive(from.bit_v[j], to.bit_v[j]));
            }
        };
        std::vector<point> at(n);
        for (int step = 0; step < 400; ++step) {
            const std::size_t nodes = v_.size();
            matrix_.assign(nodes, std::vector<real>(nodes + 1, 0));
            const auto join = [&](std::size_t a, std::size_t b, real slope, real current) {
                matrix_[a][a] += slope;
                matrix_[b][b] += slope;
                matrix_[a][b] -= slope;
                matrix_[b][a] -= slope;
                matrix_[a][nodes] -= current;
                matrix_[b][nodes] += current;
            };
            for (std::size_t c = 0; c < n; ++c) {
                const std::size_t w = word(c / columns_, c % columns_);
                const std::size_t b = bit(c / columns_, c % columns_);
                at[c] = cell_at(c, g[c], v_[w] - v_[b]);
                join(w, b, at[c].slope, at[c].current);
            }
            wires(
                [&](std::size_t a, std::size_t b, real ohm) {
                    if (ohm > 0) join(a, b, 1 / ohm, (v_[a] - v_[b]) / ohm);
                },
                [&](std::size_t a, real ohm, real volts) {
                    if (ohm == 0) {
                        std::fill(matrix_[a].begin(), matrix_[a].end(), real(0));
                        matrix_[a][a] = 1;
                        matrix_[a][nodes] = volts - v_[a];
                    } else {
                        matrix_[a][a] += 1 / ohm;
                        matrix_[a][nodes] -= (v_[a] - volts) / ohm;
                    }
                });
            const real moved = advance();
            if (moved < 1e-17L || (iv_.law == cell_law::linear && step > 0)) break;
        }
        rates r;
        r.velocity.resize(n);
        for (std::size_t c = 0; c < n; ++c) {
            const real v =
                v_[word(c / columns_, c % columns_)] - v_[bit(c / columns_, c % columns_)];
            at[c] = cell_at(c, g[c], v);
            r.velocity[c] = cells_[c].velocity(y[c], at[c].memristor_v);
            r.cells_w += v * at[c].current;
        }
        r.all_w = r.cells_w;
        wires(
            [&](std::size_t a, std::size_t b, real ohm) {
                if (ohm > 0) r.all_w += (v_[a] - v_[b]) * (v_[a] - v_[b]) / ohm;
            },
            [&](std::size_t a, real ohm, real volts) {
                if (ohm > 0) r.all_w += (volts - v_[a]) * (volts - v_[a]) / ohm;
            });
        return r;
    }

    // Solves matrix_ and adds to v_, half a volt at most in a step.
    real advance() {
        const std::size_t n = matrix_.size();
        for (std::size_t k = 0; k < n; ++k) {
            if (matrix_[k][k] == 0) matrix_[k][k] = 1;  // another node stands for it
        }
        const std::vector<real> step = eliminate(matrix_);
        real most = 0;
        for (const real one : step) most = std::max(most, std::abs(one));
        const real share = iv_.law != cell_law::linear && most > 0.1L ? 0.1L / most : 1;
        for (std::size_t k = 0; k < n; ++k) v_[k] += share * step[k];
        return most;
    }

    std::size_t rows_;
    std::size_t columns_;
    line_resistances lines_;
    cell_iv_config iv_;
    real access_;
    std::vector<slow_cell> cells_;
    std::vector<real> y_;
    std::vector<real> v_;  ///< of the nodes; where the next solution starts
    std::vector<std::vector<real>> matrix_;
    real all_j_ = 0;
    real cells_j_ = 0;
    int gate_ = -1;
};

}  // namespace memglia::test
