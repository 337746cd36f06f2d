#include <fmt/format.h>

#include "tools/experiments/chip_ladder.hpp"
#include "tools/experiments/first_spike.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_run.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_task.hpp"

namespace memglia {

namespace {

/// What rungs 2 and 3 allow: the tested score below the reference.
constexpr double most_apart = 0.02;

pattern_memory_run ran_on(pattern_memory_experiment config, substrate on) {
    config.on = on;
    return run_memory(config);
}

rung_outcome near_score(const char* of, double reference, double tested) {
    return {tested >= reference - most_apart,
            {fmt::format("reference  score {:.4f}", reference),
             fmt::format("{:<10} score {:.4f}, at most {} below", of, tested, most_apart)}};
}

}  // namespace

std::vector<rung> pattern_memory_task::rungs(const pattern_memory_experiment& config,
                                             unsigned) const {
    pattern_memory_experiment ideal = config;
    ideal.chip = with_ideal_device(config.chip);
    pattern_memory_experiment noiseless = config;
    noiseless.chip = without_noise(config.chip);
    return {{"1", "chip, ideal device = fixed point",
             [ideal] {
                 return same_spikes(ran_on(ideal, substrate::fixed).spikes,
                                    ran_on(ideal, substrate::chip).spikes);
             }},
            {"1b", "chip, VTEAM without noise ~ fixed point",
             [noiseless] {
                 return near_score("tested", ran_on(noiseless, substrate::fixed).result.score,
                                   ran_on(noiseless, substrate::chip).result.score);
             }},
            {"2", "fixed point ~ the published network in double precision",
             [config] {
                 return near_score("tested",
                                   ran_on(config, substrate::double_precision).result.score,
                                   ran_on(config, substrate::fixed).result.score);
             }},
            {"3", "chip, devices as configured ~ fixed point", [config] {
                 return near_score("tested", ran_on(config, substrate::fixed).result.score,
                                   ran_on(config, substrate::chip).result.score);
             }}};
}

}  // namespace memglia
