#include "tools/experiments/pattern_memory/pattern_memory_run.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/tasks/environment/environment_network.hpp"
#include "tools/network/chip_run.hpp"

namespace memglia {

pattern_memory_run run_memory(const pattern_memory_experiment& config) {
    if (config.on == substrate::double_precision) {
        return {run_pattern_memory(config.memory), {}, {}};
    }
    const environment_config field = config.field_config();
    environment_schedule schedule(field, config.memory);
    const double weight = initial_weight(field);
    const std::unique_ptr<network_simulation> simulation = make_simulation(
        environment_network(field, schedule, 0,
                            [weight](std::uint32_t, std::uint32_t) { return weight; }),
        config.on, config.chip);
    pattern_memory_run run;
    run.result = pattern_memory_to_fill(config.memory);
    fill_responses(run.result, answers_of(field, schedule, 0, *simulation), field.side());
    run.spikes = simulation->recorded(0).spikes;
    run.result.spikes = run.spikes.size();
    run.result.deliveries = simulation->deliveries();
    if (auto* chip = dynamic_cast<network_on_chip*>(simulation.get())) {
        run.chip = chip_run_json(measure(*chip));
    }
    return run;
}

}  // namespace memglia
