#include "crossbar/array/port_solver.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/circuit_checks.hpp"

namespace memglia {

namespace {

constexpr double reduction = 1e-12;
constexpr std::size_t max_iterations = 20000;

}  // namespace

port_solver::port_solver(std::size_t rows, std::size_t columns, const line_resistances& lines)
    : rows_(rows),
      columns_(columns),
      lines_(lines),
      conductance_s_(rows * columns, 0.0),
      // Word lines without resistance have no border to load.
      active_(lines.r_word_ohm == 0 ? columns : 0) {
    check_whole_lines(rows, columns, lines);
}

void port_solver::load(std::span<const double> conductance_s) {
    check_array_conductances(rows_, columns_, conductance_s);
    conductance_s_.assign(conductance_s.begin(), conductance_s.end());
    system_.reset();
}

void port_solver::set(std::size_t row, std::size_t column, double conductance_s) {
    conductance_s_[row * columns_ + column] = conductance_s;
    if (column < active_ && system_) system_->refactor(row, column, conductance_s);
    if (column >= active_) system_.reset();
}

bool port_solver::activate(std::size_t column) {
    if (column < active_) return false;
    const std::size_t needed = (column / 8 + 1) * 8;
    active_ = std::min(columns_, std::max(needed, 2 * active_));
    system_.reset();
    return true;
}

std::vector<double> port_solver::quiet_conductances() const {
    std::vector<double> quiet_s;
    for (std::size_t i = 0; i < rows_; ++i) {
        const auto row = conductance_s_.begin() + static_cast<std::ptrdiff_t>(i * columns_);
        quiet_s.insert(quiet_s.end(), row + static_cast<std::ptrdiff_t>(active_),
                       row + static_cast<std::ptrdiff_t>(columns_));
    }
    return quiet_s;
}

std::vector<double> port_solver::quiet_admittance(std::span<const double> quiet_s) {
    const std::size_t columns = columns_ - active_;
    array_solver quiet(rows_, columns,
                       {lines_.r_word_ohm, lines_.r_bit_ohm, 0, lines_.r_bit_driver_ohm});
    quiet.set_conductances(quiet_s);
    line_drives drives{std::vector<double>(rows_, 0.0), std::vector<double>(columns, 0.0)};
    array_solution at;
    std::vector<double> admittance_s(rows_ * rows_);
    for (std::size_t k = 0; k < rows_; ++k) {
        drives.word_v[k] = 1;
        quiet.solve(drives, cell_iv{}, at);
        ++solves_;
        drives.word_v[k] = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            admittance_s[i * rows_ + k] = at.word_current_a[i];
        }
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const double mean = (admittance_s[i * rows_ + k] + admittance_s[k * rows_ + i]) / 2;
            admittance_s[i * rows_ + k] = admittance_s[k * rows_ + i] = mean;
        }
    }
    return admittance_s;
}

void port_solver::prepare() {
    const std::vector<char> driven(std::max(rows_, columns_), 0);
    system_.emplace(rows_, active_);
    system_->set_lines(
        make_lines(lines_.r_word_ohm, lines_.r_word_driver_ohm, std::span(driven).first(rows_)),
        make_lines(lines_.r_bit_ohm, lines_.r_bit_driver_ohm, std::span(driven).first(active_)));
    for (std::size_t i = 0; i < rows_; ++i) {
        std::copy_n(conductance_s_.data() + i * columns_, active_,
                    system_->g() + system_->grid().at(i, 0));
    }
    if (active_ < columns_) {
        auto quiet_s = quiet_conductances();
        if (quiet_s != quiet_s_ || load_s_.empty()) {
            load_s_ = quiet_admittance(quiet_s);
            quiet_s_ = std::move(quiet_s);
        }
        system_->set_far_load(load_s_);
    }
    system_->factor();
}

double port_solver::inject(std::size_t row, std::size_t column, std::span<double> word_share,
                           std::span<double> bit_share) {
    if (column >= active_) throw internal_error("a port in a quiet column");
    if (!system_) prepare();
    const std::size_t iterations = system_->inject(row, column, reduction, max_iterations);
    if (!(system_->reached() <= port_tolerance)) {
        throw unconverged_error(system_->reached(), iterations);
    }
    ++solves_;
    const array_grid& grid = system_->grid();
    const double* const w = system_->w();
    const double* const b = system_->b();
    const std::size_t last = grid.at(grid.rows - 1, 0);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        word_share[i] = system_->words().driver_s[i] * w[grid.at(i, 0)];
    }
    for (std::size_t j = 0; j < grid.columns; ++j) {
        bit_share[j] = system_->bits().driver_s[j] * b[last + j];
    }
    // A line that its driver holds takes what comes in.
    const auto out_of_line = [&](std::size_t i, std::size_t j) {
        const std::size_t a = grid.at(i, j);
        return system_->g()[a] * (w[a] - b[a]) - (i == row && j == column ? 1 : 0);
    };
    const bool words_held = system_->words().held[0] != 0;
    const bool bits_held = system_->bits().held[0] != 0;
    if (words_held || bits_held) {
        for (std::size_t i = 0; i < grid.rows; ++i) {
            for (std::size_t j = 0; j < grid.columns; ++j) {
                const double a = out_of_line(i, j);
                if (words_held) word_share[i] -= a;
                if (bits_held) bit_share[j] += a;
            }
        }
    }
    const std::size_t cell = grid.at(row, column);
    return w[cell] - b[cell];
}

}  // namespace memglia
