#include <fmt/format.h>

#include <memory>

#include "base/number_text.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/resource_field/field_runs.hpp"
#include "tools/experiments/resource_field/field_trace.hpp"
#include "tools/network/chip_run.hpp"

namespace memglia {

namespace {

// Neurons of a unit to their mean, so that all signals have the units' places.
std::vector<double> by_unit(const std::vector<double>& neurons, std::uint32_t units) {
    const std::size_t each = neurons.size() / units;
    std::vector<double> means(units);
    for (std::size_t j = 0; j < neurons.size(); ++j) {
        means[j / each] += neurons[j] / static_cast<double>(each);
    }
    return means;
}

void add_samples(task_outcome& outcome, const ring_result& run, std::uint32_t units) {
    std::vector<double> places;
    for (std::uint32_t u = 0; u < units; ++u) places.push_back((u + 0.5) * 2 * pi / units - pi);
    field_trace trace(places, {"u", "q", "a"});
    std::string path = "time,position\n";
    nlohmann::ordered_json positions = nlohmann::ordered_json::array();
    constexpr std::size_t most_shown = 200;
    const std::size_t step = (run.times.size() + most_shown - 1) / most_shown;
    for (std::size_t s = 0; s < run.times.size(); ++s) {
        path += number_text(run.times[s]) + "," + number_text(run.position[s]) + "\n";
        if (s % step != 0) continue;
        trace.add(run.times[s],
                  {by_unit(run.activity[s], units), run.synaptic[s], run.astrocytic[s]});
        positions.push_back({run.times[s], run.position[s]});
    }
    outcome.shown["trace"] = trace.shown();
    outcome.shown["position"] = positions;
    outcome.tables = {{"space_time.csv", trace.table()}, {"position.csv", path}};
}

}  // namespace

task_outcome run_ring(const resource_field_experiment& config) {
    const conserved_parameters& p = config.conserved;
    const double time = config.time > 0 ? config.time : trial_time(p);
    throw_if_stopped();
    const auto simulation = make_simulation(
        ring_network(p, config.ring, config.displacement, ring_sample_ticks(config.ring, time)),
        config.on, config.chip);
    const ring_result run = try_ring(*simulation, p, config.ring, time);
    task_outcome outcome;
    outcome.result["analysis"] = analysis_json(p);
    outcome.result["trial"] = {{"time", run.time},
                               {"drifts", run.drifts},
                               {"is_alive", run.is_alive},
                               {"displacement", run.displacement},
                               {"velocity", run.velocity},
                               {"mass_error", run.mass_error},
                               {"ticks", simulation->ticks()},
                               {"spikes", simulation->spikes(0)},
                               {"synaptic_events", simulation->deliveries()}};
    add_samples(outcome, run, config.ring.units);
    outcome.text =
        analysis_text(outcome.result["analysis"]) +
        fmt::format(
            "ring to {:<16.6g} the bump {}, moved {:.6g} rad, velocity {:.6g}, "
            "mass error {:.2g}\n{} ticks, {} spikes, {} synaptic events\n",
            run.time, run.drifts ? "drifts" : "stays", run.displacement, run.velocity,
            run.mass_error, simulation->ticks(), simulation->spikes(0), simulation->deliveries());
    if (auto* chip = dynamic_cast<network_on_chip*>(simulation.get())) {
        const chip_run took = measure(*chip);
        outcome.result["chip"] = chip_run_json(took);
        outcome.tables.push_back({"bill.csv", bill_table(took)});
        outcome.text += chip_run_text(took);
    }
    return outcome;
}

}  // namespace memglia
