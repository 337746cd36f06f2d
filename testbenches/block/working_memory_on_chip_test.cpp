#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/tasks/working_memory/memory_network.hpp"
#include "snan/tasks/working_memory/memory_task.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

// Choices, counts and every spike of a short session.
std::vector<std::uint64_t> session_on(network_simulation& simulation,
                                      const working_memory_config& config,
                                      const memory_condition& condition) {
    network_pools pools(simulation);
    std::vector<std::uint64_t> all;
    for (const memory_trial& t : run_memory_trials(config, condition, 3, pools)) {
        for (const std::uint64_t number : {std::uint64_t{t.choice}, t.begin_tick, t.held_spikes,
                                           t.delay_spikes, t.delay_events}) {
            all.push_back(number);
        }
    }
    all.push_back(pools.synaptic_events());
    for (const spike_event& s : pools.recorded()) all.push_back(s.tick << 16U | s.neuron);
    return all;
}

}  // namespace

TEST_CASE("working memory on a chip: every spike and choice of fixed point, in every condition") {
    working_memory_config config;
    config.trials = 2;
    config.network.neurons_per_pool = 12;
    config.network.neuron.excitation = 0.008;
    config.network.neuron.homeostasis.duration_s = 2;
    config.trial.paradigm = memory_paradigm::alternation;
    config.trial.delays = {{0.3}};
    config.trial.pause_s = 0.2;
    const auto activated =
        memory_manipulation{memory_manipulation_kind::activate, memory_phase::always, 1.8};
    const std::vector<memory_condition> conditions{
        {.name = "intact"},
        {.name = "manipulated",
         .manipulations = {{memory_manipulation_kind::knock_out, memory_phase::delay},
                           {memory_manipulation_kind::inhibit, memory_phase::test},
                           activated}},
        {.name = "recurrent", .astrocytes = false, .excitation = 3}};
    constexpr number_format format{.weight_levels = 15, .state_bits = 24};
    for (const memory_condition& condition : conditions) {
        const network net =
            memory_network(config.network, draw_pools(config.network, condition, 3), 3, true);
        fixed_engine engine(net, format);
        const auto expected = session_on(engine, config, condition);
        CHECK(expected.size() > 1'000);
        for (const std::uint32_t neurons_per_core : {48U, 20U}) {
            INFO(condition.name << ", " << neurons_per_core << " neurons a core");
            const auto found = in_own_process([&] {
                network_on_chip chip(net, ideal_network_chip(format, neurons_per_core));
                return session_on(chip, config, condition);
            });
            CHECK((expected == found));
        }
    }
}
