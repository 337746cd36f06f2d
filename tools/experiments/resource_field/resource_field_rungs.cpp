#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "snan/network/first_difference.hpp"
#include "snan/tasks/resource_field/brief_findings.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "tools/experiments/chip_ladder.hpp"
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

double time_of(const resource_field_experiment& config) {
    return config.time > 0 ? config.time : trial_time(config.conserved);
}

network ring_of(const resource_field_experiment& config) {
    return with_end_probes(ring_network(config.conserved, config.ring, config.displacement,
                                        ring_sample_ticks(config.ring, time_of(config))));
}

struct ring_run {
    std::unique_ptr<network_simulation> simulation;
    ring_result result;
};

ring_run run_on(const resource_field_experiment& config, substrate on,
                const network_chip_config& chip) {
    ring_run run{make_simulation(ring_of(config), on, chip), {}};
    run.result = try_ring(*run.simulation, config.conserved, config.ring, time_of(config));
    return run;
}

std::string line_of(const char* name, const ring_run& run) {
    return fmt::format(
        "{:<10} the bump {}: moved {:.6g} rad, velocity {:.6g}, mass error {:.2g}, "
        "{} spikes, {} synaptic events",
        name, run.result.drifts ? "drifts" : "stays", run.result.displacement, run.result.velocity,
        run.result.mass_error, run.simulation->spikes(0), run.simulation->deliveries());
}

rung_outcome chip_is_fixed(const resource_field_experiment& config,
                           const network_chip_config& chip) {
    const ring_run fixed = run_on(config, substrate::fixed, chip);
    const ring_run tested = run_on(config, substrate::chip, chip);
    if (const auto differs = first_difference(*fixed.simulation, *tested.simulation)) {
        return {false, {differs->text()}};
    }
    return {tested.result.mass_error == 0,
            {line_of("reference", fixed), line_of("tested", tested)}};
}

// What integers and devices may change: how fast a bump drifts, not whether it does.
rung_outcome are_alike(const ring_run& reference, const ring_run& tested, double most_apart) {
    const double a = reference.result.velocity;
    const double b = tested.result.velocity;
    constexpr double at_rest = 1e-3;
    const bool holds = reference.result.drifts == tested.result.drifts && tested.result.is_alive &&
                       tested.result.mass_error == 0 &&
                       std::abs(a - b) <= most_apart * std::max(a, b) + at_rest;
    rung_outcome outcome{holds, {line_of("reference", reference), line_of("tested", tested)}};
    if (!holds) {
        outcome.lines.push_back(
            fmt::format("allowed: the same fate, mass error 0, velocities {:.0f} % and {} apart",
                        100 * most_apart, at_rest));
    }
    return outcome;
}

std::vector<rung> ring_rungs(const resource_field_experiment& config) {
    constexpr double by_integers = 0.1;
    constexpr double by_devices = 0.15;
    const network_chip_config ideal = with_ideal_device(config.chip);
    const network_chip_config quiet = without_noise(config.chip);
    return {
        {"1", "chip, ideal device = fixed point",
         [config, ideal] { return chip_is_fixed(config, ideal); }},
        {"1b", "chip, VTEAM without noise = fixed point",
         [config, quiet] { return chip_is_fixed(config, quiet); }},
        {"2", "fixed point ~ double precision",
         [config, by_integers] {
             return are_alike(run_on(config, substrate::double_precision, config.chip),
                              run_on(config, substrate::fixed, config.chip), by_integers);
         }},
        {"3", "chip with its devices ~ fixed point",
         [config, by_devices] {
             return are_alike(run_on(config, substrate::fixed, config.chip),
                              run_on(config, substrate::chip, config.chip), by_devices);
         }},
    };
}

}  // namespace

std::vector<rung> resource_field_task::rungs(const resource_field_experiment& config,
                                             unsigned) const {
    if (config.model == field_model::brief) {
        return {{"0", "half the step says the same",
                 [config] { return finer_steps_say_the_same(config); }}};
    }
    std::vector<rung> all;
    if (config.simulate == field_medium::ring) all = ring_rungs(config);
    all.insert(all.begin(), {"0", "simulation ~ linear stability of the bump",
                             [config] { return simulation_is_analysis(config); }});
    return all;
}

}  // namespace memglia
