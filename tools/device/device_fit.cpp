#include "tools/device/device_fit.hpp"

#include <cmath>

#include "tools/device/fit_intervals.hpp"
#include "tools/device/fit_starts.hpp"

namespace memglia {

namespace {

using namespace fitting;

// Directions without motion rest; their three coordinates keep the values that were tried.
double minimise_moving(problem& task, VectorXd& u, double misfit, const reasons& unknown) {
    if (unknown[rate_on].empty() && unknown[rate_off].empty()) return misfit;
    if (!unknown[rate_on].empty()) u[rate_on] = -300;
    if (!unknown[rate_off].empty()) u[rate_off] = -300;
    task.free = determined(unknown);
    return minimise(task, u, 2);
}

std::vector<int> determined_and_resistances(const reasons& unknown) {
    reasons others = unknown;
    others[r_on].clear();
    others[r_off].clear();
    return determined(others);
}

// Current, state and residuals of every row.
void describe_rows(const converged_fit& fit, const fit_model& model, fit_result& result) {
    result.model_a.resize(model.rows());
    result.state.resize(model.rows());
    model.currents(fit.task.map().parameters(fit.u), result.model_a, result.state);
    VectorXd r;
    fit.task.residuals(fit.u, r);
    r /= result.noise;
    result.residual.assign(r.data(), r.data() + r.size());
    double product = 0;
    for (std::size_t i = 1; i < result.residual.size(); ++i) {
        product += result.residual[i] * result.residual[i - 1];
    }
    result.residual_trend = product / static_cast<double>(model.rows());
}

}  // namespace

fit_result fit_device(const measurement& data, const vteam_config& shape,
                      const vteam_config* start) {
    const fit_model model(data, shape);
    const double floor_a = current_floor(data, model);
    problem task(data, model, floor_a);
    VectorXd u = best_start(data, model, task, start);
    double misfit = minimise(task, u, 3);

    const fit_parameters tried = task.map().parameters(u);
    reasons unknown;
    find_missing_motion(task, u, misfit, unknown);
    misfit = minimise_moving(task, u, misfit, unknown);
    const auto further = find_unreached_ends(task, shape.law, u, misfit, unknown);

    task.free = determined_and_resistances(unknown);
    task.base = u;
    const double dof = static_cast<double>(model.rows()) - task.inputs();
    const converged_fit fit{task, u, misfit, misfit / dof, unknown, further};
    fit_parameters p = task.map().parameters(u);
    if (!unknown[rate_on].empty()) p.rate_on_per_s = tried.rate_on_per_s;
    if (!unknown[rate_off].empty()) p.rate_off_per_s = tried.rate_off_per_s;

    fit_result result;
    result.device = model.device(p);
    result.initial_state = p.initial_state;
    result.parameters = fitted_parameters(fit, model, p);
    result.noise = std::sqrt(fit.variance);
    result.floor_a = floor_a;
    result.rows = model.rows();
    describe_rows(fit, model, result);
    return result;
}

}  // namespace memglia
