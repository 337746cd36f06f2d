#include <algorithm>
#include <catch2/catch.hpp>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/tasks/environment/environment_network.hpp"
#include "testbenches/support/ideal_network_chip.hpp"

using namespace memglia;

TEST_CASE("environment: the chip is fixed point, spike for spike, over several cores") {
    environment_config config;
    config.blocks = 2;
    config.stream.recurring = 1;
    config.stream.bouts = 1;
    config.test.images = 1;
    config.plasticity.present = false;
    environment_schedule schedule(config);
    const double weight = initial_weight(config);
    const network net = environment_network(
        config, schedule, 0, [weight](std::uint32_t, std::uint32_t) { return weight; });
    const network_chip_config chip =
        test::ideal_network_chip({.weight_levels = 15, .state_bits = 24}, 81);
    network_on_chip hardware(net, chip);
    fixed_engine reference(net, {chip.core.synapses.weight_levels(), chip.core.state_bits});
    CHECK(hardware.mapping().cores == 4);
    const std::uint64_t ticks = 6200;  // a bout, an image seen once, the gap, the first cue
    hardware.run(ticks);
    reference.run(ticks);
    const auto expected = reference.recorded(0).spikes;
    CHECK(expected.size() > 300);
    CHECK(hardware.recorded(0).spikes == expected);
    CHECK(hardware.deliveries() == reference.deliveries());
    const block_bill bill = hardware.bill();
    CHECK(std::any_of(bill.lines.begin(), bill.lines.end(), [](const bill_line& line) {
        return line.part == component::astrocytes && line.count > 0;
    }));
}
