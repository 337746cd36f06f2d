#include "tools/device/fit_determined.hpp"

#include "base/elementary.hpp"

namespace memglia::fitting {

namespace {

// The same curve of resistance with one end of the range further out.
VectorXd widened(resistance_law law, const coordinates& map, const VectorXd& u, index end) {
    const auto scale = [law](double r) {
        return law == resistance_law::linear_resistance        ? r
               : law == resistance_law::exponential_resistance ? log_exact_bits(r)
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
    const double allowed = 3.84 * task.noise().variance;
    std::array<VectorXd, 2> further;
    for (const index end : {r_on, r_off}) {
        problem moved = task;
        moved.free = determined(task, unknown);
        std::erase(moved.free, static_cast<int>(end));
        VectorXd w = widened(law, task.map(), u, end);
        if (descend(moved, w, 100) - misfit > allowed) continue;
        unknown[end] =
            end == r_on ? "the state never comes to R_on" : "the state never comes to R_off";
        further[static_cast<std::size_t>(end)] = w;
    }
    return further;
}

}  // namespace memglia::fitting
