#include "tools/device/fit_problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unsupported/Eigen/NonLinearOptimization>
#include <utility>

#include "base/elementary.hpp"

namespace memglia::fitting {

namespace {

// Logarithms of a ratio up to here count in full.
constexpr double near = 0.5;

bool is_static(int i) {
    return i == r_on || i == r_off || i == plus || i == minus;
}

}  // namespace

double logit(double p) {
    return log_exact_bits(p / (1 - p));
}

coordinates::coordinates(const fit_model& model) : model_(model) {
    const double whole_s = model.data().time_s.back() - model.data().time_s.front();
    const auto limit = [this](index i, double low, double high) {
        low_[i] = log_exact_bits(low);
        high_[i] = log_exact_bits(high);
    };
    // A rectifying cell may have next to no conductance at zero bias.
    limit(r_on, 1e-2, 1e18);
    limit(r_off, 1.1e-2, 1e21);
    limit(alpha_on, 0.05, 20);
    limit(alpha_off, 0.05, 20);
    limit(rate_on, 1e-4 / whole_s, 1e15 / whole_s);
    limit(rate_off, 1e-4 / whole_s, 1e15 / whole_s);
    limit(plus, 1e-3, 100);
    limit(minus, 1e-3, 100);
    limit(series, 1e-3, 1e15);
    for (const index i : {v_on, v_off}) {
        low_[i] = -7;
        high_[i] = 7;
    }
    low_[x0] = -30;
    high_[x0] = 30;
}

void coordinates::rates_to_k(VectorXd& u) {
    u[rate_on] += exp_exact_bits(u[alpha_on]) * u[v_on];
    u[rate_off] += exp_exact_bits(u[alpha_off]) * u[v_off];
}

VectorXd coordinates::within(VectorXd u) const {
    for (int i = 0; i < count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        if ((i == rate_on || i == rate_off) && u[i] < no_rate / 2) continue;
        u[i] = std::clamp(u[i], low_[k], high_[k]);
    }
    u[r_off] = std::max(u[r_off], u[r_on] + 1e-3);
    return u;
}

bool coordinates::at_limit(const VectorXd& u, int i) const {
    if ((i == rate_on || i == rate_off) && u[i] < no_rate / 2) return false;
    if (i == r_off && u[r_off] <= u[r_on] + 1.001e-3) return true;
    if (i == x0) return false;  // an end of the range is as good as any state
    const auto k = static_cast<std::size_t>(i);
    return u[i] <= low_[k] + 1e-9 || u[i] >= high_[k] - 1e-9;
}

fit_parameters coordinates::parameters(VectorXd u) const {
    if (k_for_rates) {
        u[rate_on] -= exp_exact_bits(u[alpha_on]) * u[v_on];
        u[rate_off] -= exp_exact_bits(u[alpha_off]) * u[v_off];
    }
    u = within(std::move(u));
    const auto e = [&](index i) { return exp_exact_bits(u[i]); };
    const auto rate = [&](index i) { return u[i] < no_rate / 2 ? 0 : e(i); };
    fit_parameters p{e(r_on),
                     e(r_off),
                     model_.v_min_v() * logistic_exact_bits(u[v_on]),
                     model_.v_max_v() * logistic_exact_bits(u[v_off]),
                     e(alpha_on),
                     e(alpha_off),
                     rate(rate_on),
                     rate(rate_off),
                     logistic_exact_bits(u[x0])};
    if (model_.shape().cell != fit_cell::linear) p.plus_per_v = e(plus);
    if (model_.shape().cell == fit_cell::rectifying) p.minus_per_v = e(minus);
    if (model_.shape().series) p.series_ohm = e(series);
    return p;
}

VectorXd coordinates::of(const fit_parameters& p) const {
    const auto share = [](double part, double whole) {
        return logit(std::clamp(whole == 0 ? 0.5 : part / whole, 1e-6, 1 - 1e-6));
    };
    const auto ln = [](double value) { return log_exact_bits(std::max(value, 1e-130)); };
    VectorXd u(count);
    u << ln(p.r_on_ohm), ln(p.r_off_ohm), share(p.v_on_v, model_.v_min_v()),
        share(p.v_off_v, model_.v_max_v()), ln(p.alpha_on), ln(p.alpha_off),
        p.rate_on_per_s > 0 ? ln(p.rate_on_per_s) : no_rate,
        p.rate_off_per_s > 0 ? ln(p.rate_off_per_s) : no_rate, ln(p.plus_per_v), ln(p.minus_per_v),
        ln(p.series_ohm), share(p.initial_state, 1);
    return within(u);
}

std::vector<int> coordinates_of(const fit_shape& shape) {
    std::vector<int> all;
    for (int i = 0; i < count; ++i) {
        if (i == plus && shape.cell == fit_cell::linear) continue;
        if (i == minus && shape.cell != fit_cell::rectifying) continue;
        if (i == series && !shape.series) continue;
        all.push_back(i);
    }
    return all;
}

problem::problem(const fit_model& model, double floor_a, double least, std::function<bool()> stop)
    : free(coordinates_of(model.shape())),
      model_(model),
      map_(model),
      floor_a_(floor_a),
      least_(least),
      stop_(std::move(stop)),
      buffer_(model.rows()),
      states_(model.rows()) {}

VectorXd problem::whole(const VectorXd& part) const {
    VectorXd u = base;
    for (int i = 0; i < inputs(); ++i) u[free[static_cast<std::size_t>(i)]] = part[i];
    return u;
}

VectorXd problem::part(const VectorXd& u) const {
    VectorXd p(inputs());
    for (int i = 0; i < inputs(); ++i) p[i] = u[free[static_cast<std::size_t>(i)]];
    return p;
}

// A clamped row says only that the device would carry at least the clamp.
bool problem::clamp_explains(std::size_t row, double model_a) const {
    const double clamp_a = model_.shape().compliance_a;
    return model_.clamped(row) && std::abs(model_a) >= 0.99 * clamp_a &&
           model_a * model_.data().current_a[row] > 0;
}

void problem::differences(const VectorXd& u, std::vector<double>& model_a,
                          std::vector<double>& residual_a) const {
    model_a.resize(model_.rows());
    residual_a.resize(model_.rows());
    model_.currents(map_.parameters(u), model_a);
    for (std::size_t i = 0; i < model_a.size(); ++i) {
        residual_a[i] = clamp_explains(i, model_a[i]) ? std::numeric_limits<double>::quiet_NaN()
                                                      : model_.data().current_a[i] - model_a[i];
    }
}

void problem::weigh_by(const VectorXd& u) {
    std::vector<double> apart;
    differences(u, buffer_, apart);
    std::vector<double> below(apart.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < below.size(); ++i) {
        if (!model_.clamped(i)) continue;
        const double along_a = std::copysign(1.0, model_.data().current_a[i]) * buffer_[i];
        below[i] = clamp_explains(i, buffer_[i]) ? 0 : model_.shape().compliance_a - along_a;
    }
    noise_ = find_noise(buffer_, apart, below, least_, inputs());
    factor_.resize(values());
    for (int i = 0; i < values(); ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double size = noise_.size_of(buffer_[k]);
        const double r = std::isfinite(apart[k]) ? apart[k] / size : 0;
        factor_[i] = std::sqrt(noise_.weight(r)) / size;
    }
}

void problem::residuals_of(const std::vector<double>& model_a, VectorXd& out) const {
    out.resize(values());
    for (int i = 0; i < values(); ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double f = model_a[k];
        const double m = model_.data().current_a[k];
        if (clamp_explains(k, f)) {
            out[i] = 0;
        } else if (factor_.size() > 0) {
            out[i] = (m - f) * factor_[i];
        } else {
            const auto size = [&](double a) { return std::sqrt(a * a + floor_a_ * floor_a_); };
            // Grows ever more slowly: a row far off must not draw the start to itself.
            const double far = log_exact_bits(size(m) / size(f)) / near;
            out[i] = (far < 0 ? -near : near) * std::sqrt(log1p_exact_bits(far * far));
        }
        if (!std::isfinite(out[i])) out[i] = 1e6;
    }
}

void problem::residuals(const VectorXd& u, VectorXd& out) const {
    model_.currents(map_.parameters(u), buffer_);
    residuals_of(buffer_, out);
}

double problem::sum_of_squares(const VectorXd& u) const {
    VectorXd r;
    residuals(u, r);
    return r.squaredNorm();
}

int problem::operator()(const VectorXd& p, VectorXd& out) const {
    if (stopped()) return -1;
    residuals(whole(p), out);
    return 0;
}

int problem::df(const VectorXd& p, MatrixXd& jacobian) const {
    jacobian.resize(values(), inputs());
    // The states do not go with the resistances and the cell's law.
    const bool keep = !model_.coupled() && !map_.k_for_rates;
    if (keep) model_.find_states(map_.parameters(whole(p)), states_);
    VectorXd up;
    VectorXd down;
    for (int i = 0; i < inputs(); ++i) {
        const double h = 1e-5;
        const bool same_states = keep && is_static(free[static_cast<std::size_t>(i)]);
        const auto at = [&](double u_i, VectorXd& out) {
            VectorXd q = p;
            q[i] = u_i;
            if (same_states) {
                model_.currents_in(map_.parameters(whole(q)), states_, buffer_);
                residuals_of(buffer_, out);
            } else {
                residuals(whole(q), out);
            }
        };
        at(p[i] + h, up);
        at(p[i] - h, down);
        jacobian.col(i) = (up - down) / (2 * h);
    }
    return 0;
}

double descend(problem& task, VectorXd& u, int evaluations) {
    task.base = u;
    if (task.inputs() == 0 || task.stopped()) return task.sum_of_squares(u);
    VectorXd p = task.part(u);
    Eigen::LevenbergMarquardt<problem> method(task);
    method.parameters.maxfev = evaluations;
    method.parameters.xtol = 1e-8;
    method.parameters.ftol = 1e-9;
    method.parameters.factor = 1;
    method.minimize(p);
    u = task.whole(p);
    if (!task.map().k_for_rates) u = task.map().within(u);
    return task.sum_of_squares(u);
}

double minimise(problem& task, VectorXd& u, int rounds, int evaluations) {
    double misfit = 0;
    for (int i = 0; i < rounds; ++i) {
        task.weigh_by(u);
        const double before = task.noise().log_likelihood;
        const VectorXd from = u;
        misfit = descend(task, u, evaluations);
        if ((u - from).cwiseAbs().maxCoeff() < 1e-6) break;
        // The likelihood says when weights and fit agree.
        problem next = task;
        next.weigh_by(u);
        if (std::abs(next.noise().log_likelihood - before) < 1e-3) break;
    }
    return misfit;
}

}  // namespace memglia::fitting
