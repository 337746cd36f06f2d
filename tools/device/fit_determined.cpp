#include "tools/device/fit_determined.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "crossbar/device/resistance_curve.hpp"

namespace memglia::fitting {

namespace {

// The same curve of resistance with one end of the range `factor` times as large.
VectorXd stretched(resistance_law law, const coordinates& map, const VectorXd& u, index end,
                   double factor) {
    const auto scale = [law](double r) {
        return law == resistance_law::linear_resistance        ? r
               : law == resistance_law::exponential_resistance ? log_exact_bits(r)
                                                               : -1 / r;
    };
    fit_parameters p = map.parameters(u);
    const double on = scale(p.r_on_ohm);
    const double off = scale(p.r_off_ohm);
    const double start = on + (off - on) * p.initial_state;
    (end == r_on ? p.r_on_ohm : p.r_off_ohm) *= factor;
    const double new_on = scale(p.r_on_ohm);
    const double span = scale(p.r_off_ohm) - new_on;
    p.rate_on_per_s *= (off - on) / span;
    p.rate_off_per_s *= (off - on) / span;
    p.initial_state = (start - new_on) / span;
    return map.of(p);
}

// Which resistances the model's states came to.
struct range {
    double least_ohm;
    double most_ohm;
};

range resistances_met(const problem& task, const VectorXd& u) {
    const fit_model& model = task.model();
    const fit_parameters p = task.map().parameters(u);
    std::vector<double> ignored(model.rows());
    std::vector<double> states(model.rows());
    model.currents(p, ignored, states);
    const auto [low, high] = std::minmax_element(states.begin(), states.end());
    const auto curve = curve_of(model.shape().vteam.law, p.r_on_ohm, p.r_off_ohm);
    return {1 / curve.conductance_s(*low), 1 / curve.conductance_s(*high)};
}

// Where the clamp leaves the cell the threshold, the SET stops, at whatever resistance that is: the
// threshold that would have stopped it where it did. 0: no row is clamped below 0 V, or the
// threshold would lie beyond all voltages.
double stopping_v(const problem& task, const VectorXd& u) {
    const fit_model& model = task.model();
    bool clamped = false;
    for (std::size_t i = 0; i < model.rows() && !clamped; ++i) {
        clamped = model.clamped(i) && model.data().voltage_v[i] < 0;
    }
    if (!clamped) return 0;
    const cell_iv iv(model.cell(task.map().parameters(u)));
    const double least_ohm = resistances_met(task, u).least_ohm;
    const double v = iv.voltage_v(1 / least_ohm, -model.shape().compliance_a);
    return v > model.v_min_v() ? v : 0;
}

// At its physical bound, not for want of a range between the two.
bool at_bound(const coordinates& map, const VectorXd& u, index end) {
    return map.at_limit(u, end) && u[r_off] > u[r_on] + 0.01;
}

}  // namespace

std::vector<int> determined(const problem& task, const reasons& unknown) {
    std::vector<int> all = coordinates_of(task.model().shape());
    std::erase_if(all, [&](int i) { return !unknown[static_cast<std::size_t>(i)].empty(); });
    return all;
}

void find_missing_motion(const problem& task, const VectorXd& u, double misfit, reasons& unknown) {
    const auto without = [&](index rate, index threshold, index alpha, const char* why) {
        problem still = task;
        still.free = coordinates_of(task.model().shape());
        std::erase_if(still.free, [&](int i) { return i >= v_on && i <= rate_off; });
        VectorXd w = u;
        w[rate] = no_rate;
        const double idle = descend(still, w, 60);
        if ((idle - misfit) / 3 > 10 * task.noise().variance) return;
        for (const index i : {rate, threshold, alpha}) unknown[i] = why;
    };
    without(rate_on, v_on, alpha_on, "no motion towards R_on in the data");
    without(rate_off, v_off, alpha_off, "no motion towards R_off in the data");
}

std::array<VectorXd, 2> find_unreached_ends(const problem& task, resistance_law law,
                                            const VectorXd& u, double misfit, reasons& unknown) {
    // 95 % of chi-squared with one parameter held, and with two.
    const double allowed = 3.84 * task.noise().variance;
    const double allowed_of_two = 5.99 * task.noise().variance;
    std::array<VectorXd, 2> further;
    // The fit with one end there, and how much worse it is.
    const auto held_at = [&](index end, VectorXd& w, bool with_threshold) {
        problem moved = task;
        moved.free = determined(task, unknown);
        std::erase(moved.free, static_cast<int>(end));
        if (with_threshold) std::erase(moved.free, static_cast<int>(v_on));
        return descend(moved, w, 100) - misfit;
    };
    for (const index end : {r_on, r_off}) {
        VectorXd& there = further[static_cast<std::size_t>(end)];
        if (at_bound(task.map(), u, end)) {
            // What the fit has made of the other parameters to let it run there shows further in,
            // however much worse the fit is.
            const range met = resistances_met(task, u);
            const double nearest = end == r_on ? met.least_ohm : met.most_ohm;
            there = stretched(law, task.map(), u, end, std::sqrt(nearest / exp_exact_bits(u[end])));
            held_at(end, there, false);
            unknown[end] = "it stands at the bound of what is physical";
            continue;
        }
        VectorXd w = stretched(law, task.map(), u, end, end == r_on ? 0.6 : 1 / 0.6);
        if (held_at(end, w, false) <= allowed) {
            unknown[end] =
                end == r_on ? "the state never comes to R_on" : "the state never comes to R_off";
            there = w;
            continue;
        }
        const double v = end == r_on && unknown[v_on].empty() ? stopping_v(task, u) : 0;
        if (v >= 0) continue;
        w = stretched(law, task.map(), u, end, 0.6);
        w[v_on] = logit(v / task.model().v_min_v());
        if (held_at(end, w, true) > allowed_of_two) continue;
        unknown[end] = "the compliance may have stopped the SET before R_on";
        there = w;
    }
    return further;
}

}  // namespace memglia::fitting
