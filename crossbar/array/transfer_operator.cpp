#include "crossbar/array/transfer_operator.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "crossbar/array/circuit_checks.hpp"

namespace memglia {

namespace {

// What a port's rank-one update may cost in accuracy is paid at every write: near rounding.
constexpr solver_settings operator_settings{.tolerance = 1e-12};

}  // namespace

transfer_operator::transfer_operator(std::size_t rows, std::size_t columns,
                                     const line_resistances& lines, bool ideal)
    : rows_(rows),
      columns_(columns),
      lines_(lines),
      ideal_(ideal),
      solver_(rows, columns, ideal ? line_resistances{0, 0, 0, 0} : lines, operator_settings),
      ports_(rows, columns, ideal ? line_resistances{0, 0, 0, 0} : lines),
      word_gains_(rows, 0.0),
      bit_gains_(columns, 0.0) {
    state_.conductance_s.assign(rows * columns, 0.0);
    for (auto* words : {&state_.word_self_s, &state_.word_common_s, &state_.word_sum_s}) {
        words->assign(rows, 0.0);
    }
    for (auto* bits : {&state_.bit_self_s, &state_.bit_common_s, &state_.bit_sum_s}) {
        bits->assign(columns, 0.0);
    }
    state_.transfer_s.assign(rows * columns, 0.0);
}

void transfer_operator::load(std::span<const double> conductance_s) {
    check_array_conductances(rows_, columns_, conductance_s);
    port_open_ = false;
    pending_ = 0;
    stale_ = false;
    if (loaded_) {
        std::size_t different = 0;
        for (std::size_t k = 0; k < conductance_s.size(); ++k) {
            if (conductance_s[k] != loaded_->conductance_s[k]) ++different;
        }
        // A solve per cell that differs from the last load, or one per line.
        if (different < rows_ + columns_) {
            state_ = *loaded_;
            ports_.load(state_.conductance_s);
            for (std::size_t k = 0; k < conductance_s.size(); ++k) {
                set(k / columns_, k % columns_, conductance_s[k]);
            }
            return;
        }
    }
    state_.conductance_s.assign(conductance_s.begin(), conductance_s.end());
    ports_.load(conductance_s);
    rebuild();
    loaded_ = state_;
}

void transfer_operator::rebuild() {
    if (ideal_) {
        load_ideal();
    } else {
        load_exact();
    }
}

void transfer_operator::load_ideal() {
    std::fill(state_.word_sum_s.begin(), state_.word_sum_s.end(), 0.0);
    std::fill(state_.bit_sum_s.begin(), state_.bit_sum_s.end(), 0.0);
    for (std::size_t k = 0; k < state_.conductance_s.size(); ++k) {
        state_.word_sum_s[k / columns_] += state_.conductance_s[k];
        state_.bit_sum_s[k % columns_] += state_.conductance_s[k];
    }
    state_.largest_s = *std::max_element(state_.conductance_s.begin(), state_.conductance_s.end());
    state_.transfer_s = state_.conductance_s;
    state_.word_self_s = state_.word_sum_s;
    state_.word_common_s = state_.word_sum_s;
    state_.bit_self_s = state_.bit_sum_s;
    for (std::size_t j = 0; j < columns_; ++j) state_.bit_common_s[j] = -state_.bit_sum_s[j];
}

void transfer_operator::load_exact() {
    load_ideal();  // the sums
    solver_.set_conductances(state_.conductance_s);
    line_drives drives{std::vector<double>(rows_, 0.0), std::vector<double>(columns_, 0.0)};
    array_solution at;
    const auto solve = [&] {
        solver_.solve(drives, cell_iv{}, at);
        ++solves_;
    };
    for (std::size_t i = 0; i < rows_; ++i) {
        drives.word_v[i] = 1;
        solve();
        drives.word_v[i] = 0;
        state_.word_self_s[i] = at.word_current_a[i];
        std::copy(at.bit_current_a.begin(), at.bit_current_a.end(),
                  state_.transfer_s.begin() + static_cast<std::ptrdiff_t>(i * columns_));
    }
    for (std::size_t j = 0; j < columns_; ++j) {
        drives.bit_v[j] = 1;
        solve();
        drives.bit_v[j] = 0;
        state_.bit_self_s[j] = -at.bit_current_a[j];
    }
    std::fill(drives.word_v.begin(), drives.word_v.end(), 1.0);
    solve();
    state_.word_common_s = at.word_current_a;
    for (std::size_t j = 0; j < columns_; ++j) state_.bit_common_s[j] = -at.bit_current_a[j];
}

// The columns beyond the active ones have not followed the writes.
void transfer_operator::activate(std::size_t column) {
    if (ideal_ || column < ports_.active_columns()) return;
    flush();
    ports_.activate(column);
    if (stale_) return;
    if (state_.conductance_s != loaded_->conductance_s) rebuild();
}

void transfer_operator::open_port(std::size_t row, std::size_t column) {
    if (port_open_ && port_row_ == row && port_column_ == column) return;
    activate(column);
    flush();
    port_row_ = row;
    port_column_ = column;
    port_open_ = true;
    if (ideal_) {
        std::fill(word_gains_.begin(), word_gains_.end(), 0.0);
        std::fill(bit_gains_.begin(), bit_gains_.end(), 0.0);
        word_gains_[row] = 1;
        bit_gains_[column] = -1;
        base_ = {1, -1, 1, 0, 0};
    } else {
        const double s = ports_.inject(row, column, word_gains_, bit_gains_);
        double common = 0;
        for (const double gain : word_gains_) common += gain;
        base_ = {word_gains_[row], bit_gains_[column], common, s, 0};
    }
    base_.conductance_s = conductance_s(row, column);
}

void transfer_operator::set(std::size_t row, std::size_t column, double conductance_s_) {
    if (conductance_s_ == conductance_s(row, column)) return;
    open_port(row, column);
    pending_ = conductance_s_ - base_.conductance_s;
}

double transfer_operator::pending_dyad() const {
    return pending_ / (1 + pending_ * base_.resistance_ohm);
}

transfer_operator::port transfer_operator::at(std::size_t row, std::size_t column) {
    open_port(row, column);
    const double scale = 1 / (1 + pending_ * base_.resistance_ohm);
    return {base_.word_gain * scale, base_.bit_gain * scale, base_.word_common_gain * scale,
            base_.resistance_ohm * scale, base_.conductance_s + pending_};
}

void transfer_operator::flush() {
    if (!port_open_ || pending_ == 0) return;
    if (stale_) {
        const double g = base_.conductance_s + pending_;
        pending_ = 0;
        port_open_ = false;
        set_unsolved(port_row_, port_column_, g);
        return;
    }
    const double dyad = pending_dyad();
    const std::size_t active = ideal_ ? columns_ : ports_.active_columns();
    for (std::size_t i = 0; i < rows_; ++i) {
        const double share = dyad * word_gains_[i];
        if (share == 0) continue;
        double* const row = state_.transfer_s.data() + i * columns_;
        for (std::size_t j = 0; j < active; ++j) row[j] -= share * bit_gains_[j];
        state_.word_self_s[i] += share * word_gains_[i];
        state_.word_common_s[i] += share * base_.word_common_gain;
    }
    for (std::size_t j = 0; j < active; ++j) {
        const double share = dyad * bit_gains_[j];
        state_.bit_self_s[j] += share * bit_gains_[j];
        state_.bit_common_s[j] += share * base_.word_common_gain;
    }
    state_.conductance_s[port_row_ * columns_ + port_column_] = base_.conductance_s + pending_;
    state_.largest_s = std::max(state_.largest_s, base_.conductance_s + pending_);
    state_.word_sum_s[port_row_] += pending_;
    state_.bit_sum_s[port_column_] += pending_;
    if (!ideal_) ports_.set(port_row_, port_column_, base_.conductance_s + pending_);
    pending_ = 0;
    port_open_ = false;
}

void transfer_operator::set_unsolved(std::size_t row, std::size_t column, double conductance_s_) {
    flush();
    if (!stale_) {
        stale_ = true;
        if (!ideal_) ports_.activate(columns_ - 1);
    }
    port_open_ = false;
    stale_row_.reset();
    double& g = state_.conductance_s[row * columns_ + column];
    state_.largest_s = std::max(state_.largest_s, conductance_s_);
    state_.word_sum_s[row] += conductance_s_ - g;
    state_.bit_sum_s[column] += conductance_s_ - g;
    g = conductance_s_;
    if (!ideal_) ports_.set(row, column, g);
}

const array_solution& transfer_operator::stale_row(std::size_t row) {
    flush();
    if (stale_row_ != row) {
        line_drives drives{std::vector<double>(rows_, 0.0), std::vector<double>(columns_, 0.0)};
        drives.word_v[row] = 1;
        solve(drives, stale_at_);
        stale_row_ = row;
    }
    return stale_at_;
}

double transfer_operator::conductance_s(std::size_t row, std::size_t column) const {
    const bool here = port_open_ && row == port_row_ && column == port_column_;
    return state_.conductance_s[row * columns_ + column] + (here ? pending_ : 0);
}

double transfer_operator::transfer_s(std::size_t row, std::size_t column) {
    if (stale_) return stale_row(row).bit_current_a[column];
    activate(column);
    const double flushed = state_.transfer_s[row * columns_ + column];
    return pending_ == 0 ? flushed
                         : flushed - pending_dyad() * word_gains_[row] * bit_gains_[column];
}

double transfer_operator::word_self_s(std::size_t row) {
    if (stale_) return stale_row(row).word_current_a[row];
    return state_.word_self_s[row] +
           (pending_ == 0 ? 0 : pending_dyad() * word_gains_[row] * word_gains_[row]);
}

void transfer_operator::require_kept() const {
    if (stale_) throw internal_error("an admittance that is no longer kept");
}

double transfer_operator::bit_self_s(std::size_t column) {
    require_kept();
    activate(column);
    return state_.bit_self_s[column] +
           (pending_ == 0 ? 0 : pending_dyad() * bit_gains_[column] * bit_gains_[column]);
}

double transfer_operator::word_common_s(std::size_t row) const {
    require_kept();
    return state_.word_common_s[row] +
           (pending_ == 0 ? 0 : pending_dyad() * word_gains_[row] * base_.word_common_gain);
}

double transfer_operator::bit_common_s(std::size_t column) {
    require_kept();
    activate(column);
    return state_.bit_common_s[column] +
           (pending_ == 0 ? 0 : pending_dyad() * bit_gains_[column] * base_.word_common_gain);
}

double transfer_operator::all_common_s() {
    require_kept();
    flush();
    double sum = 0;
    for (const double s : state_.word_common_s) sum += s;
    return sum;
}

void transfer_operator::read(std::span<const double> word_v, std::span<double> bit_current_a) {
    if (stale_) {
        for (double& a : bit_current_a) a = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            for (std::size_t j = 0; j < columns_; ++j) {
                bit_current_a[j] += word_v[i] * transfer_s(i, j);
            }
        }
        return;
    }
    activate(columns_ - 1);
    flush();
    std::fill(bit_current_a.begin(), bit_current_a.end(), 0.0);
    for (std::size_t i = 0; i < rows_; ++i) {
        const double v = word_v[i];
        const double* const row = state_.transfer_s.data() + i * columns_;
        for (std::size_t j = 0; j < columns_; ++j) bit_current_a[j] += v * row[j];
    }
}

transfer_operator::sags transfer_operator::worst_lines() const {
    const auto largest = [](const std::vector<double>& sums) {
        return *std::max_element(sums.begin(), sums.end());
    };
    const auto cells = [](std::size_t n) { return static_cast<double>(n); };
    return {lines_.r_word_driver_ohm + lines_.r_word_ohm * cells(columns_),
            lines_.r_bit_driver_ohm + lines_.r_bit_ohm * cells(rows_),
            largest(state_.word_sum_s) + std::max(0.0, pending_),
            largest(state_.bit_sum_s) + std::max(0.0, pending_)};
}

double transfer_operator::half_select_sag() const {
    if (ideal_) return 0;
    // Sags a of words and b of bits, in units of V/2, bound each other:
    //     a <= R_word (G + S_word b),   b <= R_bit (G + S_bit a).
    const auto [word_ohm, bit_ohm, word_s, bit_s] = worst_lines();
    const double loop = word_ohm * word_s * bit_ohm * bit_s;
    if (loop >= 1) return HUGE_VAL;
    const double g = std::max(state_.largest_s, base_.conductance_s + pending_);
    return std::max(word_ohm * g * (1 + word_s * bit_ohm), bit_ohm * g * (1 + bit_s * word_ohm)) /
           (1 - loop);
}

double transfer_operator::full_sag() const {
    if (ideal_) return 0;
    const auto [word_ohm, bit_ohm, word_s, bit_s] = worst_lines();
    return word_s * word_ohm + bit_s * bit_ohm;
}

void transfer_operator::solve(const line_drives& drives, array_solution& at) {
    flush();
    solver_.set_conductances(state_.conductance_s);
    solver_.solve(drives, cell_iv{}, at);
    ++solves_;
}

}  // namespace memglia
