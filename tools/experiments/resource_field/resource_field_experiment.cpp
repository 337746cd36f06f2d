#include "tools/experiments/resource_field/resource_field_experiment.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "snan/tasks/resource_field/resource_bump.hpp"
#include "tools/experiments/chip_keys.hpp"

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
    constexpr double most = 5e11;
    if (simulate == field_medium::grid) {
        const double work = trials * each / grid.dt * grid.points;
        if (work > most) {
            throw input_error({.path = "grid.points",
                               .found = "found " + number_text(work) + " points times steps in all",
                               .expected = "at most 5e11, some hours of one core"});
        }
        return;
    }
    const double neurons = ring.neurons();
    const double events = trials * each / ring.dt * neurons * neurons / 2;
    if (events > most) {
        throw input_error(
            {.path = "ring.neurons_per_unit",
             .found = "found about " + number_text(events) + " synaptic events in all",
             .expected = "at most 5e11, some hours of one core"});
    }
    const double width = 2 * pi / ring.units;
    const double exchanges = conserved.diffusion * ring.dt / (width * width) / 0.25;
    constexpr double most_exchanges = 255;
    if (exchanges > most_exchanges) {
        throw input_error(
            {.path = "conserved.diffusion",
             .found = "found " + number_text(conserved.diffusion) + ", which takes " +
                      number_text(std::ceil(exchanges)) + " exchanges in a tick",
             .expected = "at most 255: less diffusion, fewer units or a shorter tick"});
    }
}

unused_keys resource_field_experiment::unused() const {
    unused_keys all;
    if (model == field_model::brief) {
        add_unused(all,
                   {"conserved", "simulate", "grid", "ring", "on", "chip", "displacement", "time",
                    "plane"},
                   "model is 'brief', another field", "model", "model conserved");
        return all;
    }
    if (simulate == field_medium::grid) {
        add_unused(all, {"ring", "on", "chip"}, "simulate is 'grid': no network is made",
                   "simulate", "simulate ring");
    } else {
        add_unused(all, {"grid"}, "simulate is 'ring': the network has no grid", "simulate",
                   "simulate grid");
        add_unused_chip(all, on);
    }
    add_unused(all, {"brief", "seed"}, "model is 'conserved': it has no noise", "model",
               "model brief");
    return all;
}

}  // namespace memglia
