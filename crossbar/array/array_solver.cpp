#include "crossbar/array/array_solver.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "crossbar/array/circuit_checks.hpp"
#include "crossbar/array/nodal_residual.hpp"

namespace memglia {

namespace {

constexpr std::size_t max_refinements = 12;
constexpr std::size_t max_newton_steps = 100;

std::string scientific(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::scientific, 2);
    return {text.data(), end.ptr};
}

std::vector<char> floating_lines(const std::vector<double>& drive_v) {
    std::vector<char> floats(drive_v.size());
    for (std::size_t i = 0; i < floats.size(); ++i) floats[i] = std::isnan(drive_v[i]) ? 1 : 0;
    return floats;
}

// A voltage is as good as the currents where the last step moved it by less, of the drives' span.
constexpr double converged_share = 1e-9;

// What currents within their tolerance may move a driven line by, of the drives' span, before its
// voltage is looked at itself.
constexpr double unseen = 1e-6;

// Lowest and highest drive.
std::pair<double, double> extremes_of(const line_drives& drives) {
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const auto* side : {&drives.word_v, &drives.bit_v}) {
        for (const double v : *side) {
            if (std::isnan(v)) continue;
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    return {low, high};
}

double largest_size(const std::vector<double>& values) {
    double most = 0;
    for (const double v : values) most = std::max(most, std::abs(v));
    return most;
}

}  // namespace

unconverged_error::unconverged_error(double residual_, std::size_t steps_, double moved_v,
                                     bool like_wires)
    : error("the array's operating point was not reached: after " + std::to_string(steps_) +
            " steps " +
            (moved_v > 0
                 ? "a line that nothing holds firmly still moves by " + scientific(moved_v) + " V"
                 : "currents still have a residual of " + scientific(residual_) +
                       " of the largest driven current") +
            (like_wires ? "; no cell has more than 0.01 ohm: were siemens given as ohm, or ohm as "
                          "siemens?"
                        : "")),
      residual(residual_),
      steps(steps_) {}

array_solver::array_solver(std::size_t rows, std::size_t columns, const line_resistances& lines,
                           const solver_settings& settings)
    : settings_(settings), lines_(lines), system_(rows, columns) {
    check_whole_lines(rows, columns, lines);
    const array_grid& grid = system_.grid();
    for (auto* field : {&conductance_s_, &slope_s_, &cell_a_, &word_dev_v_, &bit_dev_v_}) {
        field->assign(grid.size(), 0.0);
    }
    word_ref_v_.assign(grid.padded_rows, 0.0);
    bit_ref_v_.assign(grid.stride, 0.0);
    word_sum_a_.assign(rows, 0.0);
    bit_sum_a_.assign(grid.stride, 0.0);
    word_floats_.assign(rows, 0);
    bit_floats_.assign(columns, 0);
    system_.set_lines(make_lines(lines.r_word_ohm, lines.r_word_driver_ohm, word_floats_),
                      make_lines(lines.r_bit_ohm, lines.r_bit_driver_ohm, bit_floats_));
}

void array_solver::set_conductances(std::span<const double> conductance_s) {
    check_array_conductances(rows(), columns(), conductance_s);
    const array_grid& grid = system_.grid();
    for (std::size_t i = 0; i < grid.rows; ++i) {
        std::copy_n(conductance_s.data() + i * grid.columns, grid.columns,
                    conductance_s_.data() + i * grid.stride);
    }
    factored_ = false;
}

void array_solver::adopt_drives(const line_drives& drives) {
    check_array_drives(rows(), columns(), drives);
    const auto word_floats = floating_lines(drives.word_v);
    const auto bit_floats = floating_lines(drives.bit_v);
    const auto any = [](const std::vector<char>& side) {
        return std::find(side.begin(), side.end(), 1) != side.end();
    };
    const bool other_lines = word_floats != word_floats_ || bit_floats != bit_floats_;
    if ((other_lines || !factored_) && (any(word_floats) || any(bit_floats))) {
        check_driven(rows(), columns(), lines_, compact(conductance_s_), drives);
    }
    if (other_lines) {
        word_floats_ = word_floats;
        bit_floats_ = bit_floats;
        system_.set_lines(make_lines(lines_.r_word_ohm, lines_.r_word_driver_ohm, word_floats_),
                          make_lines(lines_.r_bit_ohm, lines_.r_bit_driver_ohm, bit_floats_));
        factored_ = false;
    }
    // Deviations of floating lines count from the middle.
    const auto [low_v, high_v] = extremes_of(drives);
    const double middle_v = (low_v + high_v) / 2;
    span_v_ = high_v > low_v ? high_v - low_v : std::abs(high_v);
    for (std::size_t i = 0; i < rows(); ++i) {
        word_ref_v_[i] = word_floats_[i] != 0 ? middle_v : drives.word_v[i];
    }
    for (std::size_t j = 0; j < columns(); ++j) {
        bit_ref_v_[j] = bit_floats_[j] != 0 ? middle_v : drives.bit_v[j];
    }
}

// A field without its padding.
std::vector<double> array_solver::compact(const std::vector<double>& field) const {
    const array_grid& grid = system_.grid();
    std::vector<double> all;
    all.reserve(grid.rows * grid.columns);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        const auto row = field.begin() + static_cast<std::ptrdiff_t>(i * grid.stride);
        all.insert(all.end(), row, row + static_cast<std::ptrdiff_t>(grid.columns));
    }
    return all;
}

void array_solver::start_from(const array_solution& solution) {
    const array_grid& grid = system_.grid();
    const std::size_t cells = grid.rows * grid.columns;
    if (solution.word_v.size() != cells || solution.bit_v.size() != cells) {
        std::fill(word_dev_v_.begin(), word_dev_v_.end(), 0.0);
        std::fill(bit_dev_v_.begin(), bit_dev_v_.end(), 0.0);
        return;
    }
    const line_set& words = system_.words();
    const line_set& bits = system_.bits();
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t k = i * grid.columns + j;
            const std::size_t a = grid.at(i, j);
            word_dev_v_[a] = words.held[i] != 0 ? 0 : solution.word_v[k] - word_ref_v_[i];
            bit_dev_v_[a] = bits.held[j] != 0 ? 0 : solution.bit_v[k] - bit_ref_v_[j];
        }
    }
}

array_solver::balance array_solver::evaluate(const cell_iv& iv) {
    const array_grid& grid = system_.grid();
    if (iv.linear()) {
        linear_cell_currents(grid, conductance_s_.data(), word_ref_v_.data(), bit_ref_v_.data(),
                             word_dev_v_.data(), bit_dev_v_.data(), cell_a_.data());
    } else {
        for (std::size_t i = 0; i < grid.rows; ++i) {
            for (std::size_t j = 0; j < grid.columns; ++j) {
                const std::size_t a = grid.at(i, j);
                const auto at = iv.at(conductance_s_[a], (word_ref_v_[i] - bit_ref_v_[j]) +
                                                             (word_dev_v_[a] - bit_dev_v_[a]));
                cell_a_[a] = at.current_a;
                slope_s_[a] = at.slope_s;
            }
        }
    }
    balance at;
    at.largest_residual_a =
        nodal_residuals(grid, system_.words(), system_.bits(), cell_a_.data(), word_dev_v_.data(),
                        bit_dev_v_.data(), system_.r_word(), system_.r_bit());
    line_sums(grid, cell_a_.data(), word_sum_a_.data(), bit_sum_a_.data());
    // Currents beyond all numbers are lost in a maximum, not in a sum.
    double all_a = 0;
    for (const double a : word_sum_a_) all_a += std::abs(a);
    if (!std::isfinite(all_a)) at.largest_residual_a = HUGE_VAL;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        at.largest_current_a = std::max(at.largest_current_a, std::abs(word_driver_current_a(i)));
    }
    for (std::size_t j = 0; j < grid.columns; ++j) {
        at.largest_current_a = std::max(at.largest_current_a, std::abs(bit_driver_current_a(j)));
    }
    return at;
}

double array_solver::word_driver_current_a(std::size_t row) const {
    if (word_floats_[row] != 0) return 0;
    const line_set& words = system_.words();
    if (words.held[row] != 0) return word_sum_a_[row];
    return -words.driver_s[row] * word_dev_v_[system_.grid().at(row, 0)];
}

double array_solver::bit_driver_current_a(std::size_t column) const {
    if (bit_floats_[column] != 0) return 0;
    const line_set& bits = system_.bits();
    if (bits.held[column] != 0) return bit_sum_a_[column];
    return bits.driver_s[column] * bit_dev_v_[system_.grid().at(rows() - 1, column)];
}

void array_solver::refactor(const cell_iv& iv) {
    if (iv.linear() && factored_) return;
    const std::vector<double>& from = iv.linear() ? conductance_s_ : slope_s_;
    std::copy(from.begin(), from.end(), system_.g());
    system_.factor();
    factored_ = iv.linear();
}

void array_solver::apply(double step) {
    add_scaled(system_.grid(), step, system_.w(), word_dev_v_.data());
    add_scaled(system_.grid(), step, system_.b(), bit_dev_v_.data());
}

double array_solver::largest_step_v() const {
    const array_grid& grid = system_.grid();
    double most = 0;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            most = std::max({most, std::abs(system_.w()[a]), std::abs(system_.b()[a])});
        }
    }
    return most;
}

// Whether so little current at every node may move the voltage of a line: it floats, or its driver
// conducts too little.
bool array_solver::loosely_held(double residual_a) const {
    const auto loose = [&](const std::vector<char>& floats, const line_set& lines,
                           std::size_t nodes) {
        const double all_a = residual_a * static_cast<double>(nodes);
        for (std::size_t k = 0; k < floats.size(); ++k) {
            if (floats[k] != 0) return true;
            if (lines.held[k] == 0 && lines.driver_s[k] * unseen * span_v_ < all_a) return true;
        }
        return false;
    };
    return loose(word_floats_, system_.words(), columns()) ||
           loose(bit_floats_, system_.bits(), rows());
}

// Whether every cell that is not open conducts 100 S or more: no memristor does, and a unit is
// likely mistaken.
bool array_solver::cells_like_wires() const {
    const auto all = compact(conductance_s_);
    return std::any_of(all.begin(), all.end(), [](double g) { return g >= 100; }) &&
           std::none_of(all.begin(), all.end(), [](double g) { return g > 0 && g < 100; });
}

// A floating line may lie volts from where it started and drop nanovolts: counted from its own end,
// its deviations keep the drop's digits.
bool array_solver::recentre_floating_lines() {
    const array_grid& grid = system_.grid();
    bool any = false;
    for (std::size_t i = 0; i < grid.rows; ++i) {
        if (word_floats_[i] == 0) continue;
        double* const line = word_dev_v_.data() + grid.at(i, 0);
        any = true;
        const double shift_v = line[0];
        word_ref_v_[i] += shift_v;
        for (std::size_t j = 0; j < grid.columns; ++j) line[j] -= shift_v;
    }
    for (std::size_t j = 0; j < grid.columns; ++j) {
        if (bit_floats_[j] == 0) continue;
        any = true;
        const double shift_v = bit_dev_v_[grid.at(grid.rows - 1, j)];
        bit_ref_v_[j] += shift_v;
        for (std::size_t i = 0; i < grid.rows; ++i) bit_dev_v_[grid.at(i, j)] -= shift_v;
    }
    return any;
}

// Residuals below this are the rounding of the voltages: of deviations on lines of little
// resistance, or of the places of two lines between which a cell conducts well.
double array_solver::rounding_a(const cell_iv& iv) const {
    const array_grid& grid = system_.grid();
    const std::vector<double>& steepness_s = iv.linear() ? conductance_s_ : slope_s_;
    double most_a = std::max(system_.words().segment_s * largest_size(word_dev_v_),
                             system_.bits().segment_s * largest_size(bit_dev_v_));
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            const double v = std::max({std::abs(word_ref_v_[i]), std::abs(bit_ref_v_[j]),
                                       std::abs(word_dev_v_[a]), std::abs(bit_dev_v_[a])});
            most_a = std::max(most_a, steepness_s[a] * v);
        }
    }
    return 8 * std::numeric_limits<double>::epsilon() * most_a;
}

void array_solver::collect(const balance& at, array_solution& solution) const {
    const array_grid& grid = system_.grid();
    solution.word_v.resize(grid.rows * grid.columns);
    solution.bit_v.resize(grid.rows * grid.columns);
    solution.word_current_a.resize(grid.rows);
    solution.bit_current_a.resize(grid.columns);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        for (std::size_t j = 0; j < grid.columns; ++j) {
            const std::size_t a = grid.at(i, j);
            solution.word_v[i * grid.columns + j] = word_ref_v_[i] + word_dev_v_[a];
            solution.bit_v[i * grid.columns + j] = bit_ref_v_[j] + bit_dev_v_[a];
        }
        solution.word_current_a[i] = word_driver_current_a(i);
    }
    for (std::size_t j = 0; j < grid.columns; ++j) {
        solution.bit_current_a[j] = bit_driver_current_a(j);
    }
    solution.residual =
        at.largest_residual_a == 0 ? 0 : at.largest_residual_a / at.largest_current_a;
}

array_solution array_solver::solve(const line_drives& drives, const cell_iv& iv) {
    array_solution solution;
    solve(drives, iv, solution);
    return solution;
}

void array_solver::solve(const line_drives& drives, const cell_iv& iv, array_solution& solution) {
    adopt_drives(drives);
    start_from(solution);
    solution.iterations = 0;
    solution.newton_steps = 0;
    const std::size_t most = iv.linear() ? max_refinements : max_newton_steps;
    balance at = evaluate(iv);
    double moved_v = HUGE_VAL;  // by the last step, were it taken whole
    bool tells = false;         // ... and it was, and is exact enough for loose lines
    for (std::size_t step = 0;; ++step) {
        const double goal_a = settings_.tolerance * at.largest_current_a;
        const bool loose = loosely_held(goal_a);
        const bool balanced =
            at.largest_residual_a <= goal_a ||
            (std::isfinite(at.largest_residual_a) && at.largest_residual_a <= rounding_a(iv));
        if (balanced && (!loose || (tells && moved_v <= converged_share * span_v_))) break;
        if (step == most || std::isinf(at.largest_residual_a)) {
            throw unconverged_error(at.largest_residual_a / at.largest_current_a, step,
                                    balanced ? moved_v : 0, cells_like_wires());
        }
        refactor(iv);
        const double wanted = 0.1 * goal_a / at.largest_residual_a;
        double reduction = std::clamp(wanted, 0.1 * settings_.tolerance, 0.1);
        if (!iv.linear()) {
            // Newton's error falls with its square: no step need be more exact than that.
            const double relative = at.largest_residual_a / std::max(at.largest_current_a, 1e-300);
            reduction = std::max(reduction, std::min(0.01, relative));
            ++solution.newton_steps;
        }
        // The norm of the error is made of currents, too: of weak ones it has to be small.
        if (loose) reduction = 0.1 * settings_.tolerance;
        solution.iterations += system_.solve(reduction, settings_.max_iterations);
        apply(1);
        balance next = evaluate(iv);
        const double allowed_a = std::max(at.largest_residual_a, loose ? goal_a : 0);
        double taken = 1;
        while (!iv.linear() && taken > 1e-6 && !(next.largest_residual_a <= allowed_a)) {
            taken /= 2;
            apply(-taken);
            next = evaluate(iv);
        }
        moved_v = largest_step_v();
        tells = loose && taken == 1;
        at = recentre_floating_lines() ? evaluate(iv) : next;
    }
    collect(at, solution);
}

void array_solver::inject(const line_drives& held, std::size_t row, std::size_t column,
                          std::vector<double>& word_v, std::vector<double>& bit_v) {
    adopt_drives(held);
    refactor(cell_iv{});
    const array_grid& grid = system_.grid();
    const std::size_t iterations =
        system_.inject(row, column, settings_.tolerance, settings_.max_iterations);
    if (!(system_.reached() <= port_tolerance)) {
        throw unconverged_error(system_.reached(), iterations);
    }
    word_v.resize(grid.rows * grid.columns);
    bit_v.resize(grid.rows * grid.columns);
    for (std::size_t i = 0; i < grid.rows; ++i) {
        std::copy_n(system_.w() + i * grid.stride, grid.columns, word_v.data() + i * grid.columns);
        std::copy_n(system_.b() + i * grid.stride, grid.columns, bit_v.data() + i * grid.columns);
    }
}

}  // namespace memglia
