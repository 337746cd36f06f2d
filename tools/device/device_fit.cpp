#include "tools/device/device_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "crossbar/device/resistance_curve.hpp"
#include "tools/device/fit_intervals.hpp"
#include "tools/device/fit_starts.hpp"

namespace memglia {

namespace {

using namespace fitting;

constexpr std::size_t thin_rows = 200;
// The model integrates to about this; below it a residual is no news.
constexpr double model_resolution = 1e-6;
// A model with more parameters has to be better by this much.
constexpr double worth = 6;

std::vector<fit_shape> shapes_of(const fit_request& request) {
    std::vector<resistance_law> laws{request.vteam.law};
    if (request.every_law) {
        laws = {resistance_law::linear_resistance, resistance_law::exponential_resistance};
    }
    const bool all = request.cell == fit_choice::automatic;
    std::vector<fit_shape> shapes;
    const auto add = [&](fit_cell cell, bool series, bool wanted) {
        if (!wanted) return;
        for (const resistance_law law : laws) {
            fit_shape s{request.vteam, cell, series, request.compliance_a};
            s.vteam.law = law;
            shapes.push_back(s);
        }
    };
    const bool sinh = all || request.cell == fit_choice::sinh;
    const bool rectifying = all || request.cell == fit_choice::rectifying;
    add(fit_cell::linear, false, all || request.cell == fit_choice::linear);
    add(fit_cell::sinh, false, sinh);
    add(fit_cell::linear, true, all || request.cell == fit_choice::series);
    add(fit_cell::rectifying, false, rectifying);
    add(fit_cell::sinh, true, sinh);
    add(fit_cell::rectifying, true, rectifying);
    return shapes;
}

// A simpler model's fit as a start for another that holds it.
fit_parameters lifted(fit_parameters p, const fit_shape& from, const fit_shape& to) {
    if (to.cell != fit_cell::linear && from.cell == fit_cell::linear) p.plus_per_v = 0.2;
    if (to.cell == fit_cell::rectifying && from.cell != fit_cell::rectifying) {
        p.minus_per_v = p.plus_per_v;
    }
    if (to.series && !from.series) p.series_ohm = 0.05 * p.r_on_ohm;
    return p;
}

bool holds(const fit_shape& larger, const fit_shape& smaller) {
    return larger.cell >= smaller.cell && (larger.series || !smaller.series) &&
           larger.vteam.law == smaller.vteam.law;
}

// Correlation of a residual with the next; a row that is no number parts its neighbours.
double trend_of(const std::vector<double>& residual) {
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < residual.size(); ++i) {
        // An outlier tells nothing of its neighbours.
        const double r = std::isfinite(residual[i]) ? std::clamp(residual[i], -4.0, 4.0) : 0;
        square += r * r;
        if (i == 0 || !std::isfinite(residual[i - 1])) continue;
        product += r * std::clamp(residual[i - 1], -4.0, 4.0);
    }
    return square > 0 ? product / square : 0;
}

struct preliminary {
    fit_shape shape;
    fit_parameters p;
    tried_model record;
    bool sufficient = false;  // nothing is left to explain
};

preliminary try_shape(const measurement& thin, const fit_shape& shape, double least,
                      const std::vector<fit_parameters>& given, const std::function<bool()>& stop) {
    const fit_model model(thin, shape);
    problem task(model, current_floor(thin), least, stop);
    VectorXd u;
    double likeliest = -std::numeric_limits<double>::infinity();
    for (VectorXd& start : best_starts(task, given)) {
        minimise(task, start, 4, 25);
        task.weigh_by(start);
        if (u.size() > 0 && !(task.noise().log_likelihood > likeliest)) continue;
        likeliest = task.noise().log_likelihood;
        u = start;
    }
    task.weigh_by(u);
    const noise_model& noise = task.noise();
    const double rows = static_cast<double>(model.rows());
    preliminary done{shape, task.map().parameters(u), {}, false};
    done.record = {shape.name(), -2 * noise.log_likelihood + task.inputs() * log_exact_bits(rows),
                   noise.deviation};
    std::vector<double> model_a;
    std::vector<double> apart;
    task.differences(u, model_a, apart);
    for (std::size_t i = 0; i < apart.size(); ++i) {
        apart[i] /= noise.size_of(model_a[i]) * noise.deviation;
    }
    done.sufficient = noise.deviation < 0.2 && trend_of(apart) < 3 / std::sqrt(rows);
    if (noise.deviation <= 100 * least) done.sufficient = true;
    return done;
}

preliminary choose(const measurement& data, const fit_request& request, double least,
                   std::vector<tried_model>& tried) {
    const measurement thin = thinned(data, thin_rows);
    std::vector<preliminary> all;
    std::size_t best = 0;
    for (const fit_shape& shape : shapes_of(request)) {
        if (!all.empty() && request.stop && request.stop()) break;
        if (request.progress) request.progress(shape.name());
        std::vector<fit_parameters> given;
        for (const preliminary& done : all) {
            if (holds(shape, done.shape)) given = {lifted(done.p, done.shape, shape)};
        }
        if (request.start) {
            const fit_model model(thin, shape);
            fit_parameters p = model.parameters(*request.start, 0.5);
            given.push_back(lifted(p, {}, shape));
        }
        all.push_back(try_shape(thin, shape, least, given, request.stop));
        tried.push_back(all.back().record);
        const std::size_t last = all.size() - 1;
        if (all[last].record.bic < all[best].record.bic - worth) best = last;
        if (all[best].sufficient) break;
    }
    return all[best];
}

// Directions without motion rest; their three coordinates keep the values that were tried.
double minimise_moving(problem& task, VectorXd& u, double misfit, const reasons& unknown) {
    if (unknown[rate_on].empty() && unknown[rate_off].empty()) return misfit;
    if (!unknown[rate_on].empty()) u[rate_on] = no_rate;
    if (!unknown[rate_off].empty()) u[rate_off] = no_rate;
    task.free = determined(task, unknown);
    return minimise(task, u, 3, 40);
}

// The constants of a direction of which nothing was seen are the given device's, not the fit's.
void leave_out(vteam_config& device, const vteam_config& given, const fit_result& fit) {
    if (!fit.moves_on) {
        device.v_on_v = given.v_on_v;
        device.alpha_on = given.alpha_on;
        device.k_on_m_per_s = given.k_on_m_per_s;
    }
    if (!fit.moves_off) {
        device.v_off_v = given.v_off_v;
        device.alpha_off = given.alpha_off;
        device.k_off_m_per_s = given.k_off_m_per_s;
    }
}

// Neither a range for residuals nor a motion is in a current that stays where it is.
void refuse_constant(const measurement& data) {
    if (data.current_a.empty()) return;
    const auto [low, high] = std::minmax_element(data.current_a.begin(), data.current_a.end());
    if (*low < *high) return;
    throw input_error({.path = "current_a",
                       .found = "found " + number_text(*low) + " A in every row",
                       .expected = "a current that varies: a device under a changing voltage"});
}

// A rate constant that no device has, of a direction that moves; empty if there is none.
std::string unphysical_rate(const vteam_config& device, const reasons& unknown) {
    const auto strange = [](double k) { return !(std::abs(k) > 1e-15 && std::abs(k) < 1e9); };
    if (unknown[rate_on].empty() && strange(device.k_on_m_per_s)) return "k_on_m_per_s";
    if (unknown[rate_off].empty() && strange(device.k_off_m_per_s)) return "k_off_m_per_s";
    return "";
}

// Current, state and residuals of every row, and what they say together.
void describe_rows(const problem& task, const VectorXd& u, fit_result& result) {
    const fit_model& model = task.model();
    result.state.resize(model.rows());
    std::vector<double> apart;
    task.differences(u, result.model_a, apart);
    std::vector<double> ignored(model.rows());
    model.currents(task.map().parameters(u), ignored, result.state);
    const noise_model& noise = task.noise();
    result.residual.resize(model.rows());
    double squares = 0;
    for (std::size_t i = 0; i < apart.size(); ++i) {
        result.residual[i] = apart[i] / (noise.size_of(result.model_a[i]) * noise.deviation);
        if (!std::isfinite(apart[i])) {
            ++result.clamped;
        } else if (std::abs(result.residual[i]) > 4) {
            ++result.outliers;
        }
        if (std::isfinite(apart[i])) squares += apart[i] * apart[i];
    }
    const auto [low, high] =
        std::minmax_element(model.data().current_a.begin(), model.data().current_a.end());
    result.rms_of_range = std::sqrt(squares / static_cast<double>(model.rows())) / (*high - *low);
    result.residual_trend = trend_of(result.residual);
}

}  // namespace

double fit_result::resistance_ohm() const {
    const auto curve = curve_of(device.law, device.r_on_ohm, device.r_off_ohm);
    return 1 / curve.conductance_s(initial_state);
}

bool fit_result::trend() const {
    // So many rows are no outliers.
    if (outliers * 10 > rows) return true;
    // Under independent noise its standard deviation is 1/sqrt(rows).
    return noise > 3 * std::max(resolution, 1e-4) &&
           residual_trend > 4 / std::sqrt(static_cast<double>(rows));
}

bool fit_result::described() const {
    if (!unphysical.empty() || outliers * 4 > rows) return false;
    if (!trend()) return noise < 1 || rms_of_range < 0.1;
    return noise < 0.35 && rms_of_range < 0.1;
}

fit_result fit_device(const measurement& data, const fit_request& request) {
    refuse_constant(data);
    const double resolution = relative_resolution(data);
    const double least = std::max(resolution, model_resolution);
    fit_result result;
    result.resolution = resolution;
    const preliminary chosen = choose(data, request, least, result.tried);
    if (request.progress) request.progress("all rows with the " + chosen.shape.name());

    const fit_model model(data, chosen.shape);
    problem task(model, current_floor(data), least, request.stop);
    VectorXd u = task.map().of(chosen.p);
    double misfit = minimise(task, u, 4, 40);
    reasons unknown;
    find_missing_motion(task, u, misfit, unknown);
    misfit = minimise_moving(task, u, misfit, unknown);
    if (request.progress) request.progress("intervals");
    const auto further = find_unreached_ends(task, chosen.shape.vteam.law, u, misfit, unknown);

    reasons others = unknown;
    others[r_on].clear();
    others[r_off].clear();
    task.free = determined(task, others);
    task.base = u;
    task.weigh_by(u);
    misfit = task.sum_of_squares(u);
    const fit_parameters p = task.map().parameters(u);
    result.shape = chosen.shape;
    result.moves_on = unknown[rate_on].empty();
    result.moves_off = unknown[rate_off].empty();
    result.device = model.device(p);
    leave_out(result.device, chosen.shape.vteam, result);
    result.unphysical = unphysical_rate(result.device, unknown);
    result.cell = model.cell(p);
    result.series_ohm = p.series_ohm;
    result.initial_state = p.initial_state;
    result.noise = task.noise().deviation;
    result.floor_a = task.noise().floor_a;
    result.rows = model.rows();
    describe_rows(task, u, result);
    // Neighbours that hang together count as fewer rows.
    double variance = task.noise().variance;
    if (result.trend()) {
        const double shared = std::min(result.residual_trend, 0.98);
        variance *= (1 + shared) / (1 - shared);
    }
    result.parameters = fitted_parameters(
        {task, u, misfit, variance, unknown, further, result.described()}, model, p, result.device);
    result.complete = !task.stopped();
    return result;
}

}  // namespace memglia
