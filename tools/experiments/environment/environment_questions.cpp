#include "tools/experiments/environment/environment_questions.hpp"

#include <memory>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/tasks/environment/environment_network.hpp"
#include "tools/network/chip_run.hpp"
#include "tools/network/simulate.hpp"

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

}  // namespace

environment_run run_network(const environment_experiment& experiment,
                            const environment_config& config) {
    if (experiment.on == environment_numbers::fixed) {
        return run_in<integer_numbers>(experiment, config);
    }
    return run_in<real_numbers>(experiment, config);
}

}  // namespace memglia
