#include "tools/experiments/resource_field/resource_field_experiment.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "snan/tasks/resource_field/resource_bump.hpp"

namespace memglia {

namespace {

void check_order(const char* high_name, double low, double high) {
    if (low <= high) return;
    throw input_error({.path = high_name,
                       .found = "found " + number_text(high),
                       .expected = "at least the low end, " + number_text(low)});
}

}  // namespace

unused_keys resource_plane::unused() const {
    unused_keys all;
    if (!run) {
        add_unused(all,
                   {"against", "beta_points", "beta_low", "beta_high", "points", "low", "high",
                    "near_boundary"},
                   "run is false: no plane is simulated", "run", "run true");
    }
    return all;
}

void resource_field_experiment::validate() const {
    if (model == field_model::brief) return;
    try {
        wide_bump(conserved);
    } catch (input_error& e) {
        e.data.path = "conserved." + e.data.path;
        throw input_error(e.data);
    }
    check_order("plane.beta_high", plane.beta_low, plane.beta_high);
    check_order("plane.high", plane.low, plane.high);
    const double trials = plane.run ? 1.0 + plane.beta_points * plane.points : 1.0;
    const double each = time > 0 ? time : trial_time(conserved);
    const double work = trials * each / grid.dt * grid.points;
    constexpr double most = 5e11;
    if (work <= most) return;
    throw input_error({.path = "grid.points",
                       .found = "found " + number_text(work) + " points times steps in all",
                       .expected = "at most 5e11, some hours of one core"});
}

unused_keys resource_field_experiment::unused() const {
    unused_keys all;
    if (model == field_model::conserved) {
        add_unused(all, {"brief", "seed"}, "model is 'conserved': it has no noise", "model",
                   "model brief");
    } else {
        add_unused(all, {"conserved", "grid", "displacement", "time", "plane"},
                   "model is 'brief', another field", "model", "model conserved");
    }
    return all;
}

}  // namespace memglia
