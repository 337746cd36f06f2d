#include "tools/device/fit_problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unsupported/Eigen/NonLinearOptimization>

#include "base/elementary.hpp"

namespace memglia::fitting {

double logit(double p) {
    return log_exact_bits(p / (1 - p));
}

void coordinates::rates_to_k(VectorXd& u) {
    u[rate_on] += exp_exact_bits(u[alpha_on]) * u[v_on];
    u[rate_off] += exp_exact_bits(u[alpha_off]) * u[v_off];
}

fit_parameters coordinates::parameters(VectorXd u) const {
    if (k_for_rates) {
        u[rate_on] -= exp_exact_bits(u[alpha_on]) * u[v_on];
        u[rate_off] -= exp_exact_bits(u[alpha_off]) * u[v_off];
    }
    const auto e = [&](index i) { return exp_exact_bits(std::clamp(u[i], -300.0, 300.0)); };
    const auto share = [&](index i) { return logistic_exact_bits(std::clamp(u[i], -30.0, 30.0)); };
    return {e(r_on),
            e(r_off),
            model_.v_min_v() * share(v_on),
            model_.v_max_v() * share(v_off),
            std::min(20.0, e(alpha_on)),
            std::min(20.0, e(alpha_off)),
            e(rate_on),
            e(rate_off),
            share(x0)};
}

VectorXd coordinates::of(const fit_parameters& p) const {
    VectorXd u(count);
    const auto share = [](double part, double whole) {
        return logit(std::clamp(whole == 0 ? 0.5 : part / whole, 1e-6, 1 - 1e-6));
    };
    u << log_exact_bits(p.r_on_ohm), log_exact_bits(p.r_off_ohm), share(p.v_on_v, model_.v_min_v()),
        share(p.v_off_v, model_.v_max_v()), log_exact_bits(std::max(p.alpha_on, 1e-3)),
        log_exact_bits(std::max(p.alpha_off, 1e-3)), log_exact_bits(p.rate_on_per_s),
        log_exact_bits(p.rate_off_per_s), share(p.initial_state, 1);
    return u;
}

problem::problem(const measurement& data, const fit_model& model, double floor_a)
    : data_(data), model_(model), map_(model), floor_a_(floor_a), buffer_(model.rows()) {
    free.resize(count);
    std::iota(free.begin(), free.end(), 0);
}

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

void problem::compute_currents(const VectorXd& u) const {
    model_.currents(map_.parameters(u), buffer_);
}

void problem::weigh_by(const VectorXd& u) {
    compute_currents(u);
    sigma_.resize(values());
    for (int i = 0; i < values(); ++i) {
        const double f = buffer_[static_cast<std::size_t>(i)];
        sigma_[i] = std::sqrt(f * f + floor_a_ * floor_a_);
    }
}

void problem::residuals(const VectorXd& u, VectorXd& out) const {
    compute_currents(u);
    out.resize(values());
    for (int i = 0; i < values(); ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double f = buffer_[k];
        const double m = data_.current_a[k];
        if (sigma_.size() > 0) {
            out[i] = (m - f) / sigma_[i];
        } else {
            const auto size = [&](double a) { return std::sqrt(a * a + floor_a_ * floor_a_); };
            out[i] = std::clamp(log_exact_bits(size(m) / size(f)), -5.0, 5.0);
        }
    }
}

double problem::sum_of_squares(const VectorXd& u) const {
    VectorXd r;
    residuals(u, r);
    return r.squaredNorm();
}

int problem::operator()(const VectorXd& p, VectorXd& out) const {
    residuals(whole(p), out);
    return 0;
}

int problem::df(const VectorXd& p, MatrixXd& jacobian) const {
    jacobian.resize(values(), inputs());
    VectorXd up;
    VectorXd down;
    for (int i = 0; i < inputs(); ++i) {
        const double h = 1e-5;
        VectorXd q = p;
        q[i] = p[i] + h;
        residuals(whole(q), up);
        q[i] = p[i] - h;
        residuals(whole(q), down);
        jacobian.col(i) = (up - down) / (2 * h);
    }
    return 0;
}

double descend(problem& task, VectorXd& u, int evaluations) {
    task.base = u;
    if (task.inputs() == 0) return task.sum_of_squares(u);
    VectorXd p = task.part(u);
    Eigen::LevenbergMarquardt<problem> method(task);
    method.parameters.maxfev = evaluations;
    method.parameters.xtol = 1e-10;
    method.parameters.ftol = 1e-12;
    method.parameters.factor = 1;
    method.minimize(p);
    u = task.whole(p);
    return task.sum_of_squares(u);
}

double minimise(problem& task, VectorXd& u, int rounds) {
    double misfit = 0;
    for (int i = 0; i < rounds; ++i) {
        task.weigh_by(u);
        misfit = descend(task, u, 400);
    }
    return misfit;
}

}  // namespace memglia::fitting
