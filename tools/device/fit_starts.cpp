#include "tools/device/fit_starts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "snan/statistics.hpp"

namespace memglia::fitting {

namespace {

struct candidate {
    double misfit;
    VectorXd u;
};

bool fits_better(const candidate& a, const candidate& b) {
    return a.misfit < b.misfit;
}

// v / i of the rows in which both are well above nothing.
std::vector<double> resistances(const measurement& data, const fit_model& model) {
    std::vector<double> r;
    const double v_large = 0.1 * std::max(model.v_max_v(), -model.v_min_v());
    for (std::size_t i = 0; i < data.voltage_v.size(); ++i) {
        const double v = data.voltage_v[i];
        if (std::abs(v) < v_large || data.current_a[i] * v <= 0) continue;
        r.push_back(v / data.current_a[i]);
    }
    if (r.size() < 20) {
        throw input_error({.path = "current_a",
                           .found = fmt::format("found {} rows in which voltage and current have "
                                                "one sign",
                                                r.size()),
                           .expected = "at least 20: a passive two-terminal device"});
    }
    return r;
}

// Both ends of the range of resistance and where in it the device was first seen.
fit_parameters static_guess(const std::vector<double>& r) {
    fit_parameters p;
    p.r_on_ohm = quantile(r, 0.02);
    p.r_off_ohm = std::max(quantile(r, 0.98), 1.05 * p.r_on_ohm);
    const std::vector<double> first(
        r.begin(), r.begin() + static_cast<long>(std::min<std::size_t>(5, r.size())));
    const double share = (quantile(first, 0.5) - p.r_on_ohm) / (p.r_off_ohm - p.r_on_ohm);
    p.initial_state = std::clamp(share, 0.02, 0.98);
    return p;
}

// Puts the best of a row of rates into `p`; the sum of squares there.
double scan(const problem& task, double whole_s, fit_parameters& p, double fit_parameters::*rate) {
    double best = std::numeric_limits<double>::infinity();
    double at = p.*rate;
    for (double speed = 1; speed < 1e7; speed *= 3) {
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
std::vector<candidate> starts(const measurement& data, const fit_model& model, const problem& task,
                              const vteam_config* given) {
    fit_parameters p = static_guess(resistances(data, model));
    const double whole_s = data.time_s.back() - data.time_s.front();
    std::vector<candidate> all;
    constexpr std::array<double, 3> shares{0.3, 0.55, 0.8};
    for (const double on : shares) {
        for (const double off : shares) {
            for (const double alpha : {1.0, 3.0}) {
                p.v_on_v = on * model.v_min_v();
                p.v_off_v = off * model.v_max_v();
                p.alpha_on = alpha;
                p.alpha_off = alpha;
                p.rate_on_per_s = 30 / whole_s;
                p.rate_off_per_s = 30 / whole_s;
                scan(task, whole_s, p, &fit_parameters::rate_on_per_s);
                scan(task, whole_s, p, &fit_parameters::rate_off_per_s);
                const double misfit = scan(task, whole_s, p, &fit_parameters::rate_on_per_s);
                all.push_back({misfit, task.map().of(p)});
            }
        }
    }
    if (given != nullptr) {
        fit_parameters q = model.parameters(*given, p.initial_state);
        q.rate_on_per_s = std::max(q.rate_on_per_s, 1 / whole_s);
        q.rate_off_per_s = std::max(q.rate_off_per_s, 1 / whole_s);
        const VectorXd u = task.map().of(q);
        all.push_back({task.sum_of_squares(u), u});
    }
    std::stable_sort(all.begin(), all.end(), fits_better);
    return all;
}

}  // namespace

double current_floor(const measurement& data, const fit_model& model) {
    const double v = 0.002 * std::max(model.v_max_v(), -model.v_min_v());
    std::vector<double> small;
    double largest = 0;
    for (std::size_t i = 0; i < data.current_a.size(); ++i) {
        const double a = std::abs(data.current_a[i]);
        largest = std::max(largest, a);
        if (std::abs(data.voltage_v[i]) <= v) small.push_back(a);
    }
    double floor_a = 0;
    if (!small.empty()) {
        std::nth_element(small.begin(), small.begin() + static_cast<long>(small.size() / 2),
                         small.end());
        floor_a = small[small.size() / 2];
    }
    return std::max(floor_a, 1e-7 * largest);
}

VectorXd best_start(const measurement& data, const fit_model& model, problem& task,
                    const vteam_config* given) {
    std::vector<candidate> tried = starts(data, model, task, given);
    tried.resize(std::min<std::size_t>(tried.size(), 6));
    for (candidate& c : tried) c.misfit = descend(task, c.u, 60);
    return std::min_element(tried.begin(), tried.end(), fits_better)->u;
}

}  // namespace memglia::fitting
