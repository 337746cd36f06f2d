#include "tools/device/fit_intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <utility>

#include "base/elementary.hpp"
#include "tools/device/fit_spread.hpp"

namespace memglia::fitting {

namespace {

constexpr double confidence = 0.95;
constexpr double widest = 1.5;   // of a half interval of a logarithm or logit
constexpr double narrow = 0.25;  // half intervals up to here are what the Jacobian says
constexpr const char* too_wide = "the data allow too wide a range";

struct interval {
    double low;
    double high;
};

class interval_search {
  public:
    interval_search(const converged_fit& fit, const fit_parameters& p)
        : fit_(fit),
          state_(p.initial_state),
          spread_(spread_of(jacobian_in_state(fit.task, fit.u, state_), fit.variance)),
          unknown_(fit.unknown) {
        const double dof = static_cast<double>(fit.task.values()) - fit.task.inputs();
        t_ = quantile(boost::math::students_t(dof), 0.5 + confidence / 2);
    }

    // From the Jacobian; 0 for a coordinate with a reason. A coordinate that turns out not to be
    // determined, or only within more than `limit`, gets one.
    double half_width(index i, double limit);

    // `at` makes the parameter of the coordinate.
    fitted_parameter parameter(index i, const char* name, const char* unit, double value,
                               const std::function<double(double)>& at);
    fitted_parameter exponent(index i, index threshold, const char* name, double value);
    fitted_parameter rate_constant(const char* name, index rate, index threshold, index alpha,
                                   double k) const;
    fitted_parameter initial_state();

  private:
    // False: of a direction, or a range, in which nothing moved.
    bool seen(index i) const {
        const bool sets = fit_.unknown[rate_on].empty();
        const bool resets = fit_.unknown[rate_off].empty();
        if (i == v_on || i == alpha_on || i == rate_on) return sets;
        if (i == v_off || i == alpha_off || i == rate_off) return resets;
        return (i != r_on && i != r_off && i != x0) || sets || resets;
    }
    int slot(index i) const {
        const std::vector<int>& free = fit_.task.free;
        const auto at = std::find(free.begin(), free.end(), static_cast<int>(i));
        return at == free.end() ? -1 : static_cast<int>(at - free.begin());
    }
    double profile(problem held, const VectorXd& from, const VectorXd& along, int i, double half,
                   int way) const;
    VectorXd followers(const VectorXd& gradient, index held) const;
    interval around(const problem& with, const VectorXd& at, const VectorXd& gradient,
                    index i) const;

    const converged_fit& fit_;
    double state_;
    spread spread_;
    reasons unknown_;
    double t_ = 0;  // Student's
};

double interval_search::half_width(index i, double limit) {
    const int k = slot(i);
    if (k < 0 || !unknown_[i].empty()) return 0.0;
    if (fit_.task.map().at_limit(fit_.u, static_cast<int>(i))) {
        unknown_[i] = "it stands at the bound of what is physical";
        return 0.0;
    }
    const double half = t_ * std::sqrt(spread_.covariance(k, k));
    const double at = i == x0 ? state_ : fit_.u[i];
    for (const VectorXd& w : fit_.further) {
        if (w.size() == 0) continue;
        const double there = i == x0 ? logistic_exact_bits(w[i]) : w[i];
        if (std::abs(there - at) > half) {
            unknown_[i] = "it goes with a resistance that the data do not determine";
        }
    }
    if (spread_.lost[k] > 1e-6) {
        unknown_[i] = "other parameters can make up for any change of it";
    } else if (half > limit) {
        unknown_[i] = too_wide;
    }
    return half;
}

// Where the misfit with coordinate `i` held there has grown to the interval's bound, on one side
// (`way` -1 or 1) of the best fit: wide intervals are not what the Jacobian makes of them. `along`
// is how the other coordinates follow, per unit of the held one.
double interval_search::profile(problem held, const VectorXd& from, const VectorXd& along, int i,
                                double half, int way) const {
    held.free = fit_.task.free;
    std::erase(held.free, i);
    VectorXd w = from;
    double near = 0;
    double far = 0;
    double distance = half;
    for (int round = 0; round < 8; ++round) {
        VectorXd trial = w + way * (distance - near) * along;
        const double grown = descend(held, trial, 40) - fit_.misfit;
        const double z = std::sqrt(std::max(0.0, grown) / fit_.variance);
        if (std::abs(z - t_) < 0.03 * t_) break;
        (z < t_ ? near : far) = distance;
        if (z < t_) w = trial;
        if (near >= 5) break;
        const double guess = z > 0.2 ? distance * t_ / z : 2.5 * distance;
        distance = std::clamp(guess, near + 0.1 * ((far > 0 ? far : 3 * near) - near),
                              far > 0 ? far - 0.1 * (far - near) : 2.5 * distance);
    }
    return distance;
}

// How all coordinates go with the combination `gradient` of them, which is in the place `held`.
VectorXd interval_search::followers(const VectorXd& gradient, index held) const {
    const MatrixXd& covariance = spread_.covariance;
    const int last = fit_.task.inputs() - 1;
    const VectorXd together = covariance * gradient / gradient.dot(covariance * gradient);
    VectorXd along = VectorXd::Zero(count);
    for (int k = 0; k < last; ++k) {
        along[fit_.task.free[static_cast<std::size_t>(k)]] = together[k];
    }
    along[x0] = together[last] / std::max(1e-3, state_ * (1 - state_));
    along[held] = 1;
    return along;
}

interval interval_search::around(const problem& with, const VectorXd& at, const VectorXd& gradient,
                                 index i) const {
    const double half = t_ * std::sqrt(gradient.dot(spread_.covariance * gradient));
    if (half <= narrow || !fit_.profiles || fit_.task.stopped())
        return {at[i] - half, at[i] + half};
    const VectorXd along = followers(gradient, i);
    return {at[i] - profile(with, at, along, i, half, -1),
            at[i] + profile(with, at, along, i, half, 1)};
}

fitted_parameter interval_search::parameter(index i, const char* name, const char* unit,
                                            double value, const std::function<double(double)>& at) {
    half_width(i, 2 * widest);
    fitted_parameter f{name, unit, value, 0, 0, unknown_[i], seen(i)};
    if (f.unknown.empty()) {
        const VectorXd gradient = VectorXd::Unit(fit_.task.inputs(), slot(i));
        const interval span = around(fit_.task, fit_.u, gradient, i);
        f.low = at(span.low);
        f.high = at(span.high);
        if (f.low > f.high) std::swap(f.low, f.high);
        if (span.high - span.low > 2 * widest) f.unknown = unknown_[i] = too_wide;
    }
    return f;
}

// A lower threshold and a larger exponent bend the rate alike: without the one there is no interval
// of the other that holds the truth often enough. Asks what was said of the threshold before it.
fitted_parameter interval_search::exponent(index i, index threshold, const char* name,
                                           double value) {
    if (unknown_[i].empty() && !unknown_[threshold].empty()) {
        unknown_[i] = "it goes with a threshold that the data do not determine";
    }
    return parameter(i, name, "1", value, [](double y) { return exp_exact_bits(y); });
}

fitted_parameter interval_search::rate_constant(const char* name, index rate, index threshold,
                                                index alpha, double k) const {
    fitted_parameter f{name, "m/s", k, 0, 0, unknown_[rate], seen(rate)};
    for (const index i : {threshold, alpha}) {
        if (f.unknown.empty() && !unknown_[i].empty()) f.unknown = unknown_[i];
    }
    if (!f.unknown.empty()) return f;
    problem with_k = fit_.task;
    with_k.use_k();
    VectorXd in_k = fit_.u;
    coordinates::rates_to_k(in_k);
    VectorXd gradient = VectorXd::Zero(fit_.task.inputs());
    const double power = exp_exact_bits(fit_.u[alpha]);
    gradient[slot(rate)] = 1;
    gradient[slot(threshold)] = power;
    gradient[slot(alpha)] = power * fit_.u[threshold];
    const interval span = around(with_k, in_k, gradient, rate);
    f.low = k * exp_exact_bits(span.low - in_k[rate]);
    f.high = k * exp_exact_bits(span.high - in_k[rate]);
    if (f.low > f.high) std::swap(f.low, f.high);
    if (span.high - span.low > 4 * widest) f.unknown = too_wide;
    return f;
}

fitted_parameter interval_search::initial_state() {
    const double half = half_width(x0, 0.5);
    return {"initial_state",
            "1",
            state_,
            std::max(0.0, state_ - half),
            std::min(1.0, state_ + half),
            unknown_[x0],
            seen(x0)};
}

}  // namespace

std::vector<fitted_parameter> fitted_parameters(const converged_fit& fit, const fit_model& model,
                                                const fit_parameters& p,
                                                const vteam_config& device) {
    interval_search search(fit, p);
    const auto e = [](double y) { return exp_exact_bits(y); };
    const auto of_min = [&](double y) { return model.v_min_v() * logistic_exact_bits(y); };
    const auto of_max = [&](double y) { return model.v_max_v() * logistic_exact_bits(y); };
    // A rate's own interval is not shown, but one too wide leaves k undetermined.
    search.half_width(rate_on, widest);
    search.half_width(rate_off, widest);
    // An exponent and a k ask what was said of other parameters before them.
    std::vector<fitted_parameter> all{
        search.parameter(r_on, "r_on_ohm", "ohm", p.r_on_ohm, e),
        search.parameter(r_off, "r_off_ohm", "ohm", p.r_off_ohm, e),
        search.parameter(v_on, "v_on_v", "V", device.v_on_v, of_min),
        search.parameter(v_off, "v_off_v", "V", device.v_off_v, of_max),
        search.exponent(alpha_on, v_on, "alpha_on", device.alpha_on),
        search.exponent(alpha_off, v_off, "alpha_off", device.alpha_off),
        search.rate_constant("k_on_m_per_s", rate_on, v_on, alpha_on, device.k_on_m_per_s),
        search.rate_constant("k_off_m_per_s", rate_off, v_off, alpha_off, device.k_off_m_per_s)};
    const fit_shape& shape = model.shape();
    if (shape.cell == fit_cell::sinh) {
        all.push_back(search.parameter(plus, "sinh_per_v", "1/V", p.plus_per_v, e));
    }
    if (shape.cell == fit_cell::rectifying) {
        all.push_back(search.parameter(plus, "rectifying_plus_per_v", "1/V", p.plus_per_v, e));
        all.push_back(search.parameter(minus, "rectifying_minus_per_v", "1/V", p.minus_per_v, e));
    }
    if (shape.series) {
        all.push_back(search.parameter(series, "series_ohm", "ohm", p.series_ohm, e));
    }
    all.push_back(search.initial_state());
    return all;
}

}  // namespace memglia::fitting
