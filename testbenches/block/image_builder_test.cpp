#include "snan/mapping/image_builder.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
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
    CHECK(build_image(rule, grid_map(2, 1), chip, 1).leak_of_ticks ==
          std::vector<std::uint16_t>{256, 73, 21, 6, 2});
}

TEST_CASE("block: image builder: the chip is faster than the astrocytes by a decision's window") {
    rule_config rule = test::rule();
    rule.decision_window_s = 0.05;
    chip_config chip;
    chip.ticks_per_decision = 5;
    chip.tick_s = 2e-6;
    CHECK(acceleration(rule, chip) == Approx(5000));
}
