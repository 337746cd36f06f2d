#include "tools/experiments/environment/environment_questions.hpp"

#include <memory>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/tasks/environment/environment_network.hpp"
#include "tools/network/chip_run.hpp"

namespace memglia {

namespace {

template <class Numbers>
environment_run run_in(const environment_experiment& experiment, const environment_config& config) {
    environment_run run;
    if (experiment.questions == questions_on::rule) {
        run.result = run_environment<Numbers>(config);
        return run;
    }
    const substrate on =
        experiment.questions == questions_on::chip ? substrate::chip : substrate::fixed;
    run.result = learn_and_ask<Numbers>(config, [&](const environment_config& c,
                                                    environment_schedule& schedule,
                                                    const synapse_weight& weight) {
        const std::uint64_t from = schedule.learning_ends();
        const std::unique_ptr<network_simulation> simulation =
            make_simulation(environment_network(c, schedule, from, weight), on, experiment.chip);
        std::vector<answer> answers = answers_of(c, schedule, from, *simulation);
        run.spikes = simulation->recorded(0).spikes;
        if (auto* chip = dynamic_cast<network_on_chip*>(simulation.get())) {
            run.chip = chip_run_json(measure(*chip));
        }
        return answers;
    });
    return run;
}

environment_work work_of(const network_simulation& simulation) {
    environment_work work;
    const auto& populations = simulation.description().populations;
    work.input_spikes = simulation.spikes(index_of(populations, "pixels"));
    work.spikes = simulation.spikes(index_of(populations, "cells"));
    work.synaptic_events = simulation.deliveries();
    const auto* on_chip = dynamic_cast<const network_on_chip*>(&simulation);
    for (std::size_t c = 0; on_chip != nullptr && c < on_chip->chip().cores(); ++c) {
        const tripartite_engine::work& done = on_chip->chip().core(c).tripartite().done();
        work.column_writes += done.column_writes;
        work.level_changes += done.level_changes;
    }
    return work;
}

}  // namespace

environment_run run_as_network(const environment_config& config, substrate on,
                               const network_chip_config& chip) {
    environment_schedule schedule(config);
    const std::unique_ptr<network_simulation> simulation =
        make_simulation(learning_network(config, schedule), on, chip);
    auto* on_chip = dynamic_cast<network_on_chip*>(simulation.get());
    environment_run run;
    simulation->run(schedule.learning_ends());
    run.result.learning = work_of(*simulation);
    if (on_chip != nullptr) run.learning = chip_run_json(measure(*on_chip));
    run.result.answers = answers_of(config, schedule, 0, *simulation);
    run.result.recall = work_of(*simulation) - run.result.learning;
    run.result.scores = score_answers(schedule, run.result.answers);
    run.spikes = simulation->recorded(0).spikes;
    if (on_chip != nullptr) run.chip = chip_run_json(measure(*on_chip));
    return run;
}

environment_run run_network(const environment_experiment& experiment,
                            const environment_config& config) {
    if (experiment.on == environment_numbers::chip) {
        return run_as_network(config, substrate::chip, experiment.chip);
    }
    if (experiment.on == environment_numbers::fixed) {
        return run_in<integer_numbers>(experiment, config);
    }
    return run_in<real_numbers>(experiment, config);
}

}  // namespace memglia
