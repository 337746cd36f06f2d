#include <fmt/format.h>

#include <utility>

#include "snan/tasks/recall/recall_network.hpp"
#include "tools/experiments/chip_ladder.hpp"
#include "tools/experiments/network_rungs.hpp"
#include "tools/experiments/recall/recall_chip.hpp"
#include "tools/experiments/recall/recall_task.hpp"

namespace memglia {

namespace {

// How far F1 may fall: of a chip's integers below double precision, of the chip below its integers.
constexpr double most_lost_in_integers = 0.01;
constexpr double most_lost_on_chip = 0.02;

// The network that recalls, with its cues.
network recalling_network(const recall_config& memory, unsigned jobs) {
    network net;
    run_recall(
        memory,
        [&net](const recall_config& config, const delayed_weights& weights,
               const std::vector<spike_pattern>& cues) {
            net = recall_network(config, weights, cues);
            return free_runs(config, weights, cues);
        },
        jobs);
    return net;
}

rung_outcome same_on(const recall_experiment& config, const network_chip_config& chip,
                     unsigned jobs) {
    return same_in_every_signal(recalling_network(config.memory, jobs), chip,
                                recall_schedule(config.memory).ticks());
}

std::string scores(const char* name, const recall_result& result) {
    return fmt::format("{}: F1 {:.6f}, {} spikes, {} synaptic operations", name, result.score.f1(),
                       result.spikes, result.synaptic_operations);
}

rung_outcome nearly(const recall_result& reference, const recall_result& tested, double most_lost) {
    const double lost = reference.score.f1() - tested.score.f1();
    rung_outcome outcome{lost <= most_lost,
                         {scores("reference", reference), scores("tested", tested)}};
    if (!outcome.holds) {
        outcome.lines.push_back(
            fmt::format("F1 is {:.6f} below, at most {} is allowed", lost, most_lost));
    }
    return outcome;
}

}  // namespace

std::vector<rung> recall_task::rungs(const recall_experiment& config, unsigned jobs) const {
    return {
        {"1", "chip, ideal device = fixed point",
         [=] { return same_on(config, with_ideal_device(config.chip), jobs); }},
        {"1b", "chip, VTEAM without noise = fixed point",
         [=] { return same_on(config, without_noise(config.chip), jobs); }},
        {"2", "fixed point ~ double precision",
         [=] {
             return nearly(run_recall(config.memory, free_runs, jobs),
                           run_recall(config.memory, recall_in_fixed_point(config.chip), jobs),
                           most_lost_in_integers);
         }},
        {"3", "chip, real device ~ fixed point",
         [=] {
             chip_recall took;
             return nearly(run_recall(config.memory, recall_in_fixed_point(config.chip), jobs),
                           run_recall(config.memory, recall_on_chip(config.chip, took), jobs),
                           most_lost_on_chip);
         }},
    };
}

}  // namespace memglia
