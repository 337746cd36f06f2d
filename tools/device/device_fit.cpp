#include "tools/device/device_fit.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <unsupported/Eigen/NonLinearOptimization>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

enum index : int { r_on, r_off, v_on, v_off, alpha_on, alpha_off, rate_on, rate_off, x0, count };

constexpr double confidence = 0.95;

double logit(double p) {
    return log_exact_bits(p / (1 - p));
}

// Unbounded coordinates: logarithms, and logits of thresholds (of the largest voltage) and of the
// initial state.
class coordinates {
  public:
    explicit coordinates(const fit_model& model) : model_(model) {}

    // ln(k/D) in the place of a rate's logarithm: k/D = rate / (v_max/v_th - 1)^alpha, and
    // v_max/v_th - 1 = e^-u of the threshold.
    bool k_for_rates = false;
    static void rates_to_k(VectorXd& u) {
        u[rate_on] += exp_exact_bits(u[alpha_on]) * u[v_on];
        u[rate_off] += exp_exact_bits(u[alpha_off]) * u[v_off];
    }

    fit_parameters parameters(VectorXd u) const {
        if (k_for_rates) {
            u[rate_on] -= exp_exact_bits(u[alpha_on]) * u[v_on];
            u[rate_off] -= exp_exact_bits(u[alpha_off]) * u[v_off];
        }
        const auto e = [&](index i) { return exp_exact_bits(std::clamp(u[i], -300.0, 300.0)); };
        const auto share = [&](index i) {
            return logistic_exact_bits(std::clamp(u[i], -30.0, 30.0));
        };
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
    VectorXd of(const fit_parameters& p) const {
        VectorXd u(count);
        const auto share = [](double part, double whole) {
            return logit(std::clamp(whole == 0 ? 0.5 : part / whole, 1e-6, 1 - 1e-6));
        };
        u << log_exact_bits(p.r_on_ohm), log_exact_bits(p.r_off_ohm),
            share(p.v_on_v, model_.v_min_v()), share(p.v_off_v, model_.v_max_v()),
            log_exact_bits(std::max(p.alpha_on, 1e-3)), log_exact_bits(std::max(p.alpha_off, 1e-3)),
            log_exact_bits(p.rate_on_per_s), log_exact_bits(p.rate_off_per_s),
            share(p.initial_state, 1);
        return u;
    }

  private:
    const fit_model& model_;
};

// Residuals as Eigen's optimiser wants them, over the coordinates in `free`.
class problem {
  public:
    using Scalar = double;
    enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
    using InputType = VectorXd;
    using ValueType = VectorXd;
    using JacobianType = MatrixXd;

    problem(const measurement& data, const fit_model& model, double floor_a)
        : data_(data), model_(model), map_(model), floor_a_(floor_a), buffer_(model.rows()) {
        free.resize(count);
        std::iota(free.begin(), free.end(), 0);
    }

    std::vector<int> free;
    VectorXd base;  // of all coordinates

    int inputs() const { return static_cast<int>(free.size()); }
    int values() const { return static_cast<int>(model_.rows()); }

    VectorXd whole(const VectorXd& part) const {
        VectorXd u = base;
        for (int i = 0; i < inputs(); ++i) u[free[static_cast<std::size_t>(i)]] = part[i];
        return u;
    }
    VectorXd part(const VectorXd& u) const {
        VectorXd p(inputs());
        for (int i = 0; i < inputs(); ++i) p[i] = u[free[static_cast<std::size_t>(i)]];
        return p;
    }

    // Weights from the current of this fit; before the first call residuals are of logarithms.
    void weigh_by(const VectorXd& u) {
        currents(u);
        sigma_.resize(values());
        for (int i = 0; i < values(); ++i) {
            const double f = buffer_[static_cast<std::size_t>(i)];
            sigma_[i] = std::sqrt(f * f + floor_a_ * floor_a_);
        }
    }

    void residuals(const VectorXd& u, VectorXd& out) const {
        currents(u);
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
    double sum_of_squares(const VectorXd& u) const {
        VectorXd r;
        residuals(u, r);
        return r.squaredNorm();
    }

    int operator()(const VectorXd& p, VectorXd& out) const {
        residuals(whole(p), out);
        return 0;
    }
    int df(const VectorXd& p, MatrixXd& jacobian) const {
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

    const coordinates& map() const { return map_; }
    void use_k() { map_.k_for_rates = true; }
    std::vector<double>& currents(const VectorXd& u) const {
        model_.currents(map_.parameters(u), buffer_);
        return buffer_;
    }

  private:
    const measurement& data_;
    const fit_model& model_;
    coordinates map_;
    double floor_a_;
    VectorXd sigma_;
    mutable std::vector<double> buffer_;
};

// Runs Levenberg-Marquardt from `u`; the sum of squares it ends with.
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

// |i| of the rows whose voltage is nearly 0: what the instrument shows for nothing.
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

double quantile(std::vector<double> values, double share) {
    const auto at = static_cast<long>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

struct candidate {
    double misfit;
    VectorXd u;
};

// Starting points: thresholds and exponents on a grid, rates by a search along each.
std::vector<candidate> starts(const measurement& data, const fit_model& model, problem& task,
                              const vteam_config* given) {
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
    fit_parameters p;
    p.r_on_ohm = quantile(r, 0.02);
    p.r_off_ohm = std::max(quantile(r, 0.98), 1.05 * p.r_on_ohm);
    const std::vector<double> first(
        r.begin(), r.begin() + static_cast<long>(std::min<std::size_t>(5, r.size())));
    const double share = (quantile(first, 0.5) - p.r_on_ohm) / (p.r_off_ohm - p.r_on_ohm);
    p.initial_state = std::clamp(share, 0.02, 0.98);
    const double whole_s = data.time_s.back() - data.time_s.front();
    std::vector<candidate> all;
    const auto scan = [&](fit_parameters& q, double fit_parameters::*rate) {
        double best = std::numeric_limits<double>::infinity();
        double at = q.*rate;
        for (double speed = 1; speed < 1e7; speed *= 3) {
            q.*rate = speed / whole_s;
            const double misfit = task.sum_of_squares(task.map().of(q));
            if (misfit < best) {
                best = misfit;
                at = q.*rate;
            }
        }
        q.*rate = at;
        return best;
    };
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
                scan(p, &fit_parameters::rate_on_per_s);
                scan(p, &fit_parameters::rate_off_per_s);
                const double misfit = scan(p, &fit_parameters::rate_on_per_s);
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
    std::stable_sort(all.begin(), all.end(),
                     [](const candidate& a, const candidate& b) { return a.misfit < b.misfit; });
    return all;
}

// The same curve of resistance with one end of the range further out.
VectorXd widened(const std::string& law, const coordinates& map, const VectorXd& u, index end) {
    const auto scale = [&law](double r) {
        return law == "linear_resistance"        ? r
               : law == "exponential_resistance" ? log_exact_bits(r)
                                                 : -1 / r;
    };
    fit_parameters p = map.parameters(u);
    const double on = scale(p.r_on_ohm);
    const double off = scale(p.r_off_ohm);
    const double start = on + (off - on) * p.initial_state;
    (end == r_on ? p.r_on_ohm : p.r_off_ohm) *= end == r_on ? 0.6 : 1 / 0.6;
    const double new_on = scale(p.r_on_ohm);
    const double span = scale(p.r_off_ohm) - new_on;
    p.rate_on_per_s *= (off - on) / span;
    p.rate_off_per_s *= (off - on) / span;
    p.initial_state = (start - new_on) / span;
    return map.of(p);
}

// Fits with weights that follow the fit until they agree.
double settle(problem& task, VectorXd& u, int rounds) {
    double misfit = 0;
    for (int i = 0; i < rounds; ++i) {
        task.weigh_by(u);
        misfit = descend(task, u, 400);
    }
    return misfit;
}

}  // namespace

fit_result fit_device(const measurement& data, const vteam_config& shape,
                      const vteam_config* start) {
    const fit_model model(data, shape);
    const double floor_a = current_floor(data, model);
    problem task(data, model, floor_a);
    std::vector<candidate> tried = starts(data, model, task, start);
    tried.resize(std::min<std::size_t>(tried.size(), 6));
    for (candidate& c : tried) c.misfit = descend(task, c.u, 60);
    const auto best = std::min_element(
        tried.begin(), tried.end(),
        [](const candidate& a, const candidate& b) { return a.misfit < b.misfit; });
    VectorXd u = best->u;
    double misfit = settle(task, u, 3);

    fit_result result;
    result.rows = model.rows();
    result.floor_a = floor_a;
    const double rows = static_cast<double>(model.rows());

    // A direction whose motion does not pay for its three parameters is not in the data.
    std::array<std::string, count> unknown;
    const auto without = [&](index rate, index threshold, index alpha, const char* why) {
        problem still = task;
        still.free = {r_on, r_off, x0};
        VectorXd w = u;
        w[rate] = -300;
        const double idle = descend(still, w, 200);
        if ((idle - misfit) / 3 > 10 * misfit / (rows - static_cast<double>(count))) return;
        for (const index i : {rate, threshold, alpha}) unknown[i] = why;
    };
    without(rate_on, v_on, alpha_on, "no motion towards R_on in the data");
    without(rate_off, v_off, alpha_off, "no motion towards R_off in the data");

    // From here on such a direction rests; its three keep the values that were tried.
    const VectorXd tried_all = u;
    if (!unknown[rate_on].empty()) u[rate_on] = -300;
    if (!unknown[rate_off].empty()) u[rate_off] = -300;
    if (u != tried_all) {
        task.free.clear();
        for (int i = 0; i < count; ++i) {
            if (unknown[static_cast<std::size_t>(i)].empty()) task.free.push_back(i);
        }
        misfit = settle(task, u, 2);
    }

    // A resistance that may as well lie further out was never reached.
    const double allowed = 3.84 * misfit / (rows - static_cast<double>(count));
    std::array<VectorXd, 2> further;
    for (const index end : {r_on, r_off}) {
        problem moved = task;
        moved.free.clear();
        for (int i = 0; i < count; ++i) {
            if (i != end && unknown[static_cast<std::size_t>(i)].empty()) moved.free.push_back(i);
        }
        VectorXd w = widened(shape.law, task.map(), u, end);
        if (descend(moved, w, 300) - misfit > allowed) continue;
        unknown[end] =
            end == r_on ? "the state never comes to R_on" : "the state never comes to R_off";
        further[static_cast<std::size_t>(end)] = w;
    }

    task.free.clear();
    for (int i = 0; i < count; ++i) {
        if (unknown[static_cast<std::size_t>(i)].empty() || i == r_on || i == r_off) {
            task.free.push_back(i);
        }
    }
    task.base = u;
    const double dof = rows - task.inputs();
    const double s2 = misfit / dof;
    MatrixXd jacobian;
    task.df(task.part(u), jacobian);
    fit_parameters p = task.map().parameters(u);
    const fit_parameters first = task.map().parameters(tried_all);
    if (!unknown[rate_on].empty()) p.rate_on_per_s = first.rate_on_per_s;
    if (!unknown[rate_off].empty()) p.rate_off_per_s = first.rate_off_per_s;
    // The initial state itself in place of its logit, which is flat at the ends.
    const int last = task.inputs() - 1;
    if (p.initial_state > 1e-3 && p.initial_state < 1 - 1e-3) {
        jacobian.col(last) /= p.initial_state * (1 - p.initial_state);
    } else {
        const double inside = p.initial_state < 0.5 ? 1e-4 : -1e-4;
        VectorXd here;
        VectorXd there;
        VectorXd w = u;
        task.residuals(u, here);
        w[x0] = logit(std::clamp(p.initial_state + inside, 1e-9, 1 - 1e-9));
        task.residuals(w, there);
        jacobian.col(last) = (there - here) / inside;
    }
    VectorXd scale = jacobian.colwise().norm();
    for (int i = 0; i < scale.size(); ++i) {
        if (!(scale[i] > 0)) scale[i] = 1;
    }
    const Eigen::JacobiSVD<MatrixXd, Eigen::ColPivHouseholderQRPreconditioner> svd(
        jacobian * scale.cwiseInverse().asDiagonal(), Eigen::ComputeThinV);
    MatrixXd covariance = MatrixXd::Zero(task.inputs(), task.inputs());
    VectorXd lost = VectorXd::Zero(task.inputs());
    for (int k = 0; k < task.inputs(); ++k) {
        const double value = svd.singularValues()[k];
        const VectorXd v = svd.matrixV().col(k);
        if (value < 1e-6 * svd.singularValues()[0]) {
            lost += v.cwiseAbs2();
        } else {
            covariance += s2 / (value * value) * v * v.transpose();
        }
    }
    covariance = scale.cwiseInverse().asDiagonal() * covariance * scale.cwiseInverse().asDiagonal();
    const double t = quantile(boost::math::students_t(dof), 0.5 + confidence / 2);

    result.device = model.device(p);
    result.initial_state = p.initial_state;
    const auto slot = [&](index i) {
        const auto at = std::find(task.free.begin(), task.free.end(), static_cast<int>(i));
        return at == task.free.end() ? -1 : static_cast<int>(at - task.free.begin());
    };
    constexpr double widest = 1.5;  // of a half interval of a logarithm or logit
    const auto half_width = [&](index i, double limit) {
        const int k = slot(i);
        if (k < 0 || !unknown[i].empty()) return 0.0;
        const double half = t * std::sqrt(covariance(k, k));
        const double at = i == x0 ? p.initial_state : u[i];
        for (const VectorXd& w : further) {
            if (w.size() == 0) continue;
            const double there = i == x0 ? logistic_exact_bits(w[i]) : w[i];
            if (std::abs(there - at) > half) {
                unknown[i] = "it goes with a resistance that the data do not determine";
            }
        }
        if (lost[k] > 1e-6) {
            unknown[i] = "other parameters can make up for any change of it";
        } else if (half > limit) {
            unknown[i] = "the data allow too wide a range";
        }
        return half;
    };
    // Where the misfit with coordinate `i` held there has grown to the interval's bound, on one
    // side
    // (`way` -1 or 1) of the best fit: wide intervals are not what the Jacobian makes of them.
    // `along` is how the other coordinates follow, per unit of the held one.
    const auto profile = [&](problem held, const VectorXd& from, const VectorXd& along, int i,
                             double half, int way) {
        held.free = task.free;
        std::erase(held.free, i);
        VectorXd w = from;
        double near = 0;
        double far = 0;
        double distance = half;
        for (int round = 0; round < 8; ++round) {
            VectorXd trial = w + way * (distance - near) * along;
            const double grown = descend(held, trial, 150) - misfit;
            const double z = std::sqrt(std::max(0.0, grown) / s2);
            if (std::abs(z - t) < 0.03 * t) break;
            (z < t ? near : far) = distance;
            if (z < t) w = trial;
            if (near >= 5) break;
            const double guess = z > 0.2 ? distance * t / z : 2.5 * distance;
            distance = std::clamp(guess, near + 0.1 * ((far > 0 ? far : 3 * near) - near),
                                  far > 0 ? far - 0.1 * (far - near) : 2.5 * distance);
        }
        return distance;
    };
    // How all coordinates go with the combination `gradient` of them, which is in the place `held`.
    const auto followers = [&](const VectorXd& gradient, index held) {
        const VectorXd together = covariance * gradient / gradient.dot(covariance * gradient);
        VectorXd along = VectorXd::Zero(count);
        for (int k = 0; k < last; ++k) along[task.free[static_cast<std::size_t>(k)]] = together[k];
        along[x0] = together[last] / std::max(1e-3, p.initial_state * (1 - p.initial_state));
        along[held] = 1;
        return along;
    };
    struct interval {
        double low;
        double high;
    };
    constexpr double narrow = 0.25;  // half intervals up to here are what the Jacobian says
    const auto around = [&](const problem& with, const VectorXd& at, const VectorXd& gradient,
                            index i) {
        const double half = t * std::sqrt(gradient.dot(covariance * gradient));
        if (half <= narrow) return interval{at[i] - half, at[i] + half};
        const VectorXd along = followers(gradient, i);
        return interval{at[i] - profile(with, at, along, i, half, -1),
                        at[i] + profile(with, at, along, i, half, 1)};
    };
    const auto add = [&](index i, const char* name, const char* unit, double value, auto at) {
        half_width(i, 2 * widest);
        fitted_parameter f{name, unit, value, 0, 0, unknown[i]};
        if (f.unknown.empty()) {
            const interval span = around(task, u, VectorXd::Unit(task.inputs(), slot(i)), i);
            f.low = at(span.low);
            f.high = at(span.high);
            if (f.low > f.high) std::swap(f.low, f.high);
            if (span.high - span.low > 2 * widest) {
                f.unknown = unknown[i] = "the data allow too wide a range";
            }
        }
        result.parameters.push_back(f);
    };
    const auto e = [](double y) { return exp_exact_bits(y); };
    add(r_on, "r_on_ohm", "ohm", p.r_on_ohm, e);
    add(r_off, "r_off_ohm", "ohm", p.r_off_ohm, e);
    add(v_on, "v_on_v", "V", p.v_on_v,
        [&](double y) { return model.v_min_v() * logistic_exact_bits(y); });
    add(v_off, "v_off_v", "V", p.v_off_v,
        [&](double y) { return model.v_max_v() * logistic_exact_bits(y); });
    half_width(rate_on, widest);
    half_width(rate_off, widest);
    add(alpha_on, "alpha_on", "1", p.alpha_on, e);
    add(alpha_off, "alpha_off", "1", p.alpha_off, e);

    problem with_k = task;
    with_k.use_k();
    VectorXd in_k = u;
    coordinates::rates_to_k(in_k);
    const auto add_k = [&](const char* name, index rate, index threshold, index alpha, double k) {
        fitted_parameter f{name, "m/s", k, 0, 0, unknown[rate]};
        for (const index i : {threshold, alpha}) {
            if (f.unknown.empty() && !unknown[i].empty()) f.unknown = unknown[i];
        }
        if (f.unknown.empty()) {
            VectorXd gradient = VectorXd::Zero(task.inputs());
            const double power = exp_exact_bits(u[alpha]);
            gradient[slot(rate)] = 1;
            gradient[slot(threshold)] = power;
            gradient[slot(alpha)] = power * u[threshold];
            const interval span = around(with_k, in_k, gradient, rate);
            f.low = k * exp_exact_bits(span.low - in_k[rate]);
            f.high = k * exp_exact_bits(span.high - in_k[rate]);
            if (f.low > f.high) std::swap(f.low, f.high);
            if (span.high - span.low > 4 * widest) f.unknown = "the data allow too wide a range";
        }
        result.parameters.push_back(f);
    };
    add_k("k_on_m_per_s", rate_on, v_on, alpha_on, result.device.k_on_m_per_s);
    add_k("k_off_m_per_s", rate_off, v_off, alpha_off, result.device.k_off_m_per_s);
    {
        const double half = half_width(x0, 0.5);
        result.parameters.push_back({"initial_state", "1", p.initial_state,
                                     std::max(0.0, p.initial_state - half),
                                     std::min(1.0, p.initial_state + half), unknown[x0]});
    }

    result.noise = std::sqrt(s2);
    result.model_a.resize(model.rows());
    result.state.resize(model.rows());
    model.currents(task.map().parameters(u), result.model_a, result.state);
    VectorXd r;
    task.residuals(u, r);
    r /= result.noise;
    result.residual.assign(r.data(), r.data() + r.size());
    double product = 0;
    for (std::size_t i = 1; i < result.residual.size(); ++i) {
        product += result.residual[i] * result.residual[i - 1];
    }
    result.residual_trend = product / rows;
    return result;
}

}  // namespace memglia
