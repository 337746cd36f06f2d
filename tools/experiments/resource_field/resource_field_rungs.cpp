#include <fmt/format.h>

#include <cmath>

#include "snan/tasks/resource_field/brief_findings.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "tools/experiments/resource_field/resource_field_task.hpp"

namespace memglia {

namespace {

constexpr double most_mass_error = 1e-3;

rung_outcome simulation_is_analysis(const resource_field_experiment& config) {
    const conserved_parameters& p = config.conserved;
    const double critical = critical_diffusion(p);
    const drift_result run = try_drift(p, config.grid, config.displacement,
                                       config.time > 0 ? config.time : trial_time(p));
    const bool expected = p.diffusion < critical;
    return {run.drifts == expected && run.mass_error <= most_mass_error,
            {fmt::format("analysis   the bump {}: diffusion {:.6g}, critical {:.6g}",
                         expected ? "drifts" : "stays", p.diffusion, critical),
             fmt::format("simulation the bump {}: moved {:.6g} rad, mass error {:.2g}",
                         run.drifts ? "drifts" : "stays", run.displacement, run.mass_error)}};
}

rung_outcome finer_steps_say_the_same(const resource_field_experiment& config) {
    const brief_outcome coarse = try_persistence(config.brief, config.seed);
    brief_parameters finer = config.brief;
    finer.dt /= 2;
    const brief_outcome fine = try_persistence(finer, config.seed);
    constexpr double most_apart = 0.05;
    const bool holds =
        coarse.fate == fine.fate && std::abs(coarse.active_share - fine.active_share) <= most_apart;
    return {holds,
            {fmt::format("step {:<8.4g} {:.4f} of the ring active", config.brief.dt,
                         coarse.active_share),
             fmt::format("step {:<8.4g} {:.4f} of the ring active", finer.dt, fine.active_share)}};
}

}  // namespace

std::vector<rung> resource_field_task::rungs(const resource_field_experiment& config,
                                             unsigned) const {
    if (config.model == field_model::brief) {
        return {{"0", "half the step says the same",
                 [config] { return finer_steps_say_the_same(config); }}};
    }
    return {{"0", "simulation ~ linear stability of the bump",
             [config] { return simulation_is_analysis(config); }}};
}

}  // namespace memglia
