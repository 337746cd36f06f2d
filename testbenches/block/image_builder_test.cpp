#include "snan/mapping/image_builder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "testbenches/support/sample_rule.hpp"

using namespace memglia;

TEST_CASE("block: image builder: the membrane leaks over whole ticks, until nothing is left") {
    rule_config rule = test::rule();
    rule.decision_window_s = 0.05;
    rule.membrane_tau_s = 0.02;
    chip_config chip;
    chip.ticks_per_decision = 2;
    // 256 exp(-1.25 k) for k = 0, 1, ...: 256, 73.3, 21.0, 6.02, 1.72, 0.49.
    CHECK(build_image(rule, grid_map(2, 1), chip, 1).leak ==
          std::vector<leak_step>{{0, 256}, {1, 73}, {2, 21}, {3, 6}, {4, 2}, {5, 0}});
}

TEST_CASE("block: image builder: the longest leak of any configuration is whole") {
    rule_config rule = test::rule();
    rule.decision_window_s = 1e-3;
    rule.membrane_tau_s = 10;
    chip_config chip;
    chip.ticks_per_decision = 1'000'000;
    const auto leak = build_image(rule, grid_map(2, 1), chip, 1).leak;
    REQUIRE(leak.size() == 257);
    for (std::size_t k = 0; k < leak.size(); ++k) {
        CHECK(leak[k].factor == 256 - k);
        if (k == 0) continue;
        // exp(-t/tau) passes (256.5 - k)/256 at tau ln(256/(256.5 - k)).
        const double passes = 1e10 * std::log(256 / (256.5 - static_cast<double>(k)));
        CHECK(static_cast<double>(leak[k].from_tick) == Approx(std::ceil(passes)).margin(2));
    }
}

TEST_CASE("block: image builder: the chip is faster than the astrocytes by a decision's window") {
    rule_config rule = test::rule();
    rule.decision_window_s = 0.05;
    chip_config chip;
    chip.ticks_per_decision = 5;
    chip.tick_s = 2e-6;
    CHECK(acceleration(rule, chip) == Approx(5000));
}
