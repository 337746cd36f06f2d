#include "tools/device/fit_starts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/quantile.hpp"

namespace memglia::fitting {

namespace {

struct candidate {
    double misfit;
    VectorXd u;
};

bool fits_better(const candidate& a, const candidate& b) {
    return a.misfit < b.misfit;
}

// Rows in which both voltage and current are well above nothing.
std::vector<std::size_t> telling_rows(const fit_model& model) {
    const measurement& data = model.data();
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < data.voltage_v.size(); ++i) {
        const double v = data.voltage_v[i];
        const double end_v = v > 0 ? model.v_max_v() : model.v_min_v();
        if (std::abs(v) < 0.1 * std::abs(end_v) || data.current_a[i] * v <= 0) continue;
        if (!model.clamped(i)) rows.push_back(i);
    }
    if (rows.size() < 20) {
        throw input_error({.path = "current_a",
                           .found = fmt::format("found {} rows in which voltage and current have "
                                                "one sign",
                                                rows.size()),
                           .expected = "at least 20: a passive two-terminal device"});
    }
    return rows;
}

// e-folds of the current per volt on one side of 0 V, by least squares on its logarithm.
double slope_per_v(const fit_model& model, const std::vector<std::size_t>& rows, double sign) {
    double n = 0;
    double v1 = 0;
    double v2 = 0;
    double l1 = 0;
    double lv = 0;
    for (const std::size_t i : rows) {
        const double v = sign * model.data().voltage_v[i];
        if (v <= 0) continue;
        const double l = log_exact_bits(std::abs(model.data().current_a[i]));
        n += 1;
        v1 += v;
        v2 += v * v;
        l1 += l;
        lv += l * v;
    }
    const double spread = n * v2 - v1 * v1;
    return spread > 0 ? std::clamp((n * lv - v1 * l1) / spread, 0.05, 50.0) : 1;
}

// Both ends of the range of resistance at zero bias, but for a share `beyond` of the rows, and
// where in it the device was first seen, for the slopes and the series resistance of `p`.
void guess_resistances(const fit_model& model, const std::vector<std::size_t>& rows, double beyond,
                       fit_parameters& p) {
    const cell_iv iv(model.cell(p));
    const measurement& data = model.data();
    std::vector<double> logs;
    for (const std::size_t i : rows) {
        const double i_a = data.current_a[i];
        const double v = data.voltage_v[i] - p.series_ohm * i_a;
        const double per_s = iv.at(1, v).current_a;
        if (per_s * i_a > 0) logs.push_back(log_exact_bits(per_s / i_a));
    }
    if (logs.size() < 5) logs.assign(5, 0);
    const double on = quantile(logs, beyond);
    const double off = std::max(quantile(logs, 1 - beyond), on + 0.05);
    p.r_on_ohm = exp_exact_bits(on);
    p.r_off_ohm = exp_exact_bits(off);
    const std::vector<double> first(logs.begin(), logs.begin() + 5);
    const double r = exp_exact_bits(quantile(first, 0.5));
    const double share = model.shape().vteam.law == resistance_law::exponential_resistance
                             ? (log_exact_bits(r) - on) / (off - on)
                             : (r - p.r_on_ohm) / (p.r_off_ohm - p.r_on_ohm);
    p.initial_state = std::clamp(share, 0.02, 0.98);
}

// What the cell may be like: slopes around those of the data, shares of the least resistance in
// series.
std::vector<fit_parameters> static_guesses(const fit_model& model) {
    const std::vector<std::size_t> rows = telling_rows(model);
    const measurement& data = model.data();
    const fit_shape& shape = model.shape();
    std::vector<double> factors{1};
    if (shape.cell != fit_cell::linear) factors = {0.5, 1, 2};
    std::vector<double> shares{0};
    if (shape.series) shares = {0.3, 0.9};
    double least_ohm = std::numeric_limits<double>::infinity();
    for (const std::size_t i : rows) {
        least_ohm = std::min(least_ohm, data.voltage_v[i] / data.current_a[i]);
    }
    const double above = slope_per_v(model, rows, 1);
    const double below = slope_per_v(model, rows, -1);
    std::vector<fit_parameters> all;
    for (const double share : shares) {
        for (const double factor : factors) {
            fit_parameters p;
            p.series_ohm = share * least_ohm;
            p.plus_per_v = factor * (shape.cell == fit_cell::sinh ? (above + below) / 2 : above);
            p.minus_per_v = factor * below;
            guess_resistances(model, rows, 0.02, p);
            all.push_back(p);
            if (shape.series) continue;
            guess_resistances(model, rows, 0.12, p);
            all.push_back(p);
        }
    }
    return all;
}

// Puts the best of a row of rates into `p`; the sum of squares there.
double scan(const problem& task, double whole_s, double factor, fit_parameters& p,
            double fit_parameters::*rate) {
    double best = std::numeric_limits<double>::infinity();
    double at = p.*rate;
    for (double speed = 1; speed < 1e7; speed *= factor) {
        p.*rate = speed / whole_s;
        const double misfit = task.sum_of_squares(task.map().of(p));
        if (misfit < best) {
            best = misfit;
            at = p.*rate;
        }
    }
    p.*rate = at;
    return best;
}

// Thresholds and exponents on a grid, rates by a search along each; the best first.
std::vector<candidate> starts(const problem& task, const std::vector<fit_parameters>& given) {
    const fit_model& model = task.model();
    const double whole_s = model.data().time_s.back() - model.data().time_s.front();
    const bool simple = model.shape().cell == fit_cell::linear && !model.coupled();
    const std::vector<double> shares =
        simple ? std::vector<double>{0.3, 0.55, 0.8} : std::vector<double>{0.2, 0.6};
    std::vector<candidate> all;
    for (fit_parameters p : static_guesses(model)) {
        for (const double on : shares) {
            for (const double off : shares) {
                for (const double alpha : {1.0, 3.0}) {
                    if (task.stopped() && !all.empty()) continue;
                    p.v_on_v = on * model.v_min_v();
                    p.v_off_v = off * model.v_max_v();
                    p.alpha_on = alpha;
                    p.alpha_off = alpha;
                    p.rate_on_per_s = 30 / whole_s;
                    p.rate_off_per_s = 30 / whole_s;
                    const double factor = simple ? 3 : 10;
                    scan(task, whole_s, factor, p, &fit_parameters::rate_on_per_s);
                    scan(task, whole_s, factor, p, &fit_parameters::rate_off_per_s);
                    const double misfit =
                        scan(task, whole_s, factor, p, &fit_parameters::rate_on_per_s);
                    all.push_back({misfit, task.map().of(p)});
                }
            }
        }
    }
    for (fit_parameters q : given) {
        q.rate_on_per_s = std::max(q.rate_on_per_s, 1 / whole_s);
        q.rate_off_per_s = std::max(q.rate_off_per_s, 1 / whole_s);
        const VectorXd u = task.map().of(q);
        all.push_back({task.sum_of_squares(u), u});
    }
    std::stable_sort(all.begin(), all.end(), fits_better);
    return all;
}

}  // namespace

double current_floor(const measurement& data) {
    double largest_v = 0;
    for (const double v : data.voltage_v) largest_v = std::max(largest_v, std::abs(v));
    const double v = 0.002 * largest_v;
    std::vector<double> small;
    double largest = 0;
    for (std::size_t i = 0; i < data.current_a.size(); ++i) {
        const double a = std::abs(data.current_a[i]);
        largest = std::max(largest, a);
        if (std::abs(data.voltage_v[i]) <= v) small.push_back(a);
    }
    const double floor_a = small.empty() ? 0 : quantile(small, 0.5);
    return std::max(floor_a, 1e-7 * largest);
}

std::vector<VectorXd> best_starts(problem& task, const std::vector<fit_parameters>& given) {
    std::vector<candidate> tried = starts(task, given);
    // What was given goes on however it starts.
    const std::size_t most = 4;
    tried.resize(std::min<std::size_t>(tried.size(), most));
    for (const fit_parameters& p : given) tried.push_back({0, task.map().of(p)});
    for (candidate& c : tried) c.misfit = descend(task, c.u, 25);
    std::stable_sort(tried.begin(), tried.end(), fits_better);
    std::vector<VectorXd> best;
    for (std::size_t i = 0; i < std::min<std::size_t>(tried.size(), 2); ++i) {
        best.push_back(tried[i].u);
    }
    return best;
}

}  // namespace memglia::fitting
