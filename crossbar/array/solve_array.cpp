#include "crossbar/array/solve_array.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "crossbar/array/circuit_checks.hpp"

namespace memglia {

namespace {

// The residual that the last bits of the right voltages leave: they move much current through a
// small resistance or a cell that conducts well.
double rounding_residual(const array_solution& solution, const driven_array& inputs,
                         const line_resistances& lines, const cell_iv& iv) {
    double largest_a = 0;
    double largest_v = 0;
    for (const auto* side : {&solution.word_current_a, &solution.bit_current_a}) {
        for (const double a : *side) largest_a = std::max(largest_a, std::abs(a));
    }
    for (const auto* side : {&inputs.drives.word_v, &inputs.drives.bit_v}) {
        for (const double v : *side) {
            if (!std::isnan(v)) largest_v = std::max(largest_v, std::abs(v));
        }
    }
    double steepest_a = 0;
    for (const double r :
         {lines.r_word_ohm, lines.r_bit_ohm, lines.r_word_driver_ohm, lines.r_bit_driver_ohm}) {
        if (r > 0) steepest_a = std::max(steepest_a, largest_v / r);
    }
    for (std::size_t k = 0; k < inputs.conductance_s.size(); ++k) {
        const double word_v = solution.word_v[k];
        const double bit_v = solution.bit_v[k];
        const double slope_s = iv.at(inputs.conductance_s[k], word_v - bit_v).slope_s;
        steepest_a = std::max(steepest_a, slope_s * std::max(std::abs(word_v), std::abs(bit_v)));
    }
    return largest_a > 0 ? 1e-14 * steepest_a / largest_a : 0;
}

// A check that no solver takes part in: what the cells of a line carry at these voltages is what
// its driver gives, or nothing where it floats.
void require_balance(const array_solution& s, const driven_array& inputs, const cell_iv& iv,
                     std::span<const double> conductance_s) {
    std::vector<double> word_a = s.word_current_a;
    std::vector<double> bit_a = s.bit_current_a;
    std::vector<double> steepness_s(inputs.rows + inputs.columns);
    double largest_v = 0;
    double largest_a = 0;
    for (const auto* side : {&word_a, &bit_a}) {
        for (const double a : *side) largest_a = std::max(largest_a, std::abs(a));
    }
    for (std::size_t k = 0; k < conductance_s.size(); ++k) {
        const std::size_t i = k / inputs.columns;
        const std::size_t j = k % inputs.columns;
        const auto cell = iv.at(conductance_s[k], s.word_v[k] - s.bit_v[k]);
        word_a[i] -= cell.current_a;
        bit_a[j] -= cell.current_a;
        steepness_s[i] += cell.slope_s;
        steepness_s[inputs.rows + j] += cell.slope_s;
        largest_v = std::max({largest_v, std::abs(s.word_v[k]), std::abs(s.bit_v[k])});
    }
    const double rounding_v = 1e-14 * largest_v;
    const auto require = [&](double left_a, double steep_s, const char* kind, std::size_t line) {
        if (std::isfinite(left_a) && std::abs(left_a) <= 1e-9 * largest_a + rounding_v * steep_s) {
            return;
        }
        throw error("there is no answer: " + number_text(left_a) + " A into " + kind + " line " +
                    std::to_string(line) +
                    " do not go through its cells; voltages or cell laws may be out of all bounds");
    };
    for (std::size_t i = 0; i < inputs.rows; ++i) require(word_a[i], steepness_s[i], "word", i);
    for (std::size_t j = 0; j < inputs.columns; ++j) {
        require(bit_a[j], steepness_s[inputs.rows + j], "bit", j);
    }
}

}  // namespace

array_reader::array_reader(driven_array array, const array_config& config,
                           const line_resistances& lines)
    : array_(std::move(array)), config_(config), lines_(lines), iv_(config.cell) {
    if (config_.solver.method == solver_method::direct) {
        direct_.emplace(array_.rows, array_.columns, lines_);
        direct_->set_conductances(array_.conductance_s);
    } else {
        const solver_settings settings{.tolerance = config_.solver.tolerance};
        schur_.emplace(array_.rows, array_.columns, lines_, settings);
        schur_->set_conductances(array_.conductance_s);
    }
}

const array_solution& array_reader::solve(const line_drives& drives) {
    const auto floats = [](const line_drives& d) {
        std::vector<char> lines;
        for (const auto* side : {&d.word_v, &d.bit_v}) {
            for (const double v : *side) lines.push_back(std::isnan(v) ? 1 : 0);
        }
        return lines;
    };
    if (!checked_ || floats(drives) != floats(array_.drives)) {
        check_driven(array_.rows, array_.columns, lines_, array_.conductance_s, drives);
        checked_ = true;
    } else {
        check_array_drives(array_.rows, array_.columns, drives);
    }
    array_.drives = drives;
    if (direct_) {
        at_ = direct_->solve(drives, iv_);
    } else {
        solve_from_last();
    }
    require_balance(at_, array_, iv_, array_.conductance_s);
    if (direct_) require_residual();
    return at_;
}

void array_reader::solve_from_last() {
    const bool is_first = at_.word_v.empty();
    try {
        schur_->solve(array_.drives, iv_, at_);
    } catch (const unconverged_error&) {
        if (is_first) throw;
        at_ = schur_->solve(array_.drives, iv_);  // the last point was no help
    }
}

void array_reader::require_residual() const {
    const double tolerance =
        std::max(config_.solver.tolerance, rounding_residual(at_, array_, lines_, iv_));
    if (at_.residual <= tolerance) return;
    throw error("the " + word_of(config_.solver.method) + " solver left a residual of " +
                number_text(at_.residual) + ", above solver.tolerance " + number_text(tolerance) +
                ": there is no answer");
}

array_solution solve_array(const driven_array& inputs, const array_config& config) {
    return array_reader(inputs, config, config.lines).solve(inputs.drives);
}

array_solution solve_array(const driven_array& inputs, const array_config& config,
                           const line_resistances& lines, std::span<const double> conductance_s) {
    driven_array array = inputs;
    array.conductance_s.assign(conductance_s.begin(), conductance_s.end());
    return array_reader(std::move(array), config, lines).solve(inputs.drives);
}

}  // namespace memglia
