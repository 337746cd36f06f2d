#include "tools/device/fit_determined.hpp"

#include "base/elementary.hpp"

namespace memglia::fitting {

namespace {

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

// Per degree of freedom that all coordinates leave.
double variance(const problem& task, double misfit, double times) {
    return times * misfit / (static_cast<double>(task.values()) - static_cast<double>(count));
}

}  // namespace

std::vector<int> determined(const reasons& unknown) {
    std::vector<int> all;
    for (int i = 0; i < count; ++i) {
        if (unknown[static_cast<std::size_t>(i)].empty()) all.push_back(i);
    }
    return all;
}

void find_missing_motion(const problem& task, const VectorXd& u, double misfit, reasons& unknown) {
    const auto without = [&](index rate, index threshold, index alpha, const char* why) {
        problem still = task;
        still.free = {r_on, r_off, x0};
        VectorXd w = u;
        w[rate] = -300;
        const double idle = descend(still, w, 200);
        if ((idle - misfit) / 3 > variance(task, misfit, 10)) return;
        for (const index i : {rate, threshold, alpha}) unknown[i] = why;
    };
    without(rate_on, v_on, alpha_on, "no motion towards R_on in the data");
    without(rate_off, v_off, alpha_off, "no motion towards R_off in the data");
}

std::array<VectorXd, 2> find_unreached_ends(const problem& task, const std::string& law,
                                            const VectorXd& u, double misfit, reasons& unknown) {
    const double allowed = variance(task, misfit, 3.84);
    std::array<VectorXd, 2> further;
    for (const index end : {r_on, r_off}) {
        problem moved = task;
        moved.free = determined(unknown);
        std::erase(moved.free, static_cast<int>(end));
        VectorXd w = widened(law, task.map(), u, end);
        if (descend(moved, w, 300) - misfit > allowed) continue;
        unknown[end] =
            end == r_on ? "the state never comes to R_on" : "the state never comes to R_off";
        further[static_cast<std::size_t>(end)] = w;
    }
    return further;
}

}  // namespace memglia::fitting
