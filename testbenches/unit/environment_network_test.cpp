#include "snan/tasks/environment/environment_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

environment_config small_config() {
    environment_config config;
    config.blocks = 3;
    config.stream.recurring = 1;
    config.stream.bouts = 1;
    config.test.images = 1;
    config.plasticity.present = false;
    return config;
}

std::vector<std::vector<std::uint32_t>> pixels_by_tick(const environment_config& config,
                                                       network_simulation& simulation,
                                                       std::uint64_t ticks) {
    const neuron_order order(config);
    simulation.run(ticks);
    std::vector<std::vector<std::uint32_t>> spikes(ticks);
    for (const spike_event& s : simulation.recorded(0).spikes) {
        spikes[s.tick].push_back(order.pixel_of(s.neuron));
    }
    for (auto& pixels : spikes) std::sort(pixels.begin(), pixels.end());
    return spikes;
}

}  // namespace

TEST_CASE("environment: neurons of a zone and of a block are neighbours") {
    const environment_config config = small_config();
    const neuron_order order(config);
    std::set<std::uint32_t> all;
    for (std::uint32_t p = 0; p < config.neurons(); ++p) {
        const std::uint32_t n = order.neuron_of(p);
        all.insert(n);
        CHECK(order.pixel_of(n) == p);
        const std::uint32_t x = p % config.side();
        const std::uint32_t y = p / config.side();
        const std::uint32_t first = order.pixel_of(n / 9 * 9);
        CHECK(first % config.side() == x / 3 * 3);
        CHECK(first / config.side() == y / 3 * 3);
        CHECK(n / 81 == y / 9 * 3 + x / 9);
    }
    CHECK(all.size() == config.neurons());
}

TEST_CASE("environment: as a network it does what its rule does, spike for spike") {
    for (const bool astrocytes : {true, false}) {
        environment_config config = small_config();
        config.astrocytes.present = astrocytes;
        environment_schedule schedule(config);
        environment_schedule again(config);
        const double weight = initial_weight(config);
        const network net = environment_network(
            config, schedule, 0, [weight](std::uint32_t, std::uint32_t) { return weight; });
        network_engine engine(net);
        fixed_engine integers(net, {.weight_levels = 15, .state_bits = 24});
        const auto exact = pixels_by_tick(config, engine, schedule.ticks());
        const auto fixed = pixels_by_tick(config, integers, schedule.ticks());
        environment_sheet<real_numbers> sheet(config);
        environment_sheet<integer_numbers> integer_sheet(config);
        std::uint64_t spikes = 0;
        std::uint64_t fixed_spikes = 0;
        for (std::uint64_t now = 0; now < schedule.ticks(); ++now) {
            sheet.step(again.input(now), false);
            integer_sheet.step(again.input(now), false);
            CAPTURE(now);
            REQUIRE(exact[now] == sheet.spiked());
            spikes += sheet.spiked().size();
            fixed_spikes += fixed[now].size();
        }
        CHECK(spikes > 1000);
        CHECK((sheet.work().gain_windows > 10) == astrocytes);
        // Other fractional bits, other roundings.
        CHECK(static_cast<double>(fixed_spikes) ==
              Approx(static_cast<double>(integer_sheet.work().spikes)).epsilon(0.01));
    }
}

TEST_CASE("environment: what was learned answers as a network as it does by its rule") {
    environment_config config = small_config();
    config.plasticity.present = true;
    config.stream.recurring = 2;
    const environment_result rule = run_environment<real_numbers>(config);
    const environment_result network = learn_and_ask<real_numbers>(
        config, [](const environment_config& c, environment_schedule& schedule,
                   const synapse_weight& weight) {
            const std::uint64_t from = schedule.learning_ends();
            network_engine engine(environment_network(c, schedule, from, weight));
            return answers_of(c, schedule, from, engine);
        });
    CHECK(network.learning.column_writes == rule.learning.column_writes);
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        CHECK(network.scores[c].score == Approx(rule.scores[c].score).margin(0.005));
    }
}
