#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/sample_rule.hpp"

// The chip with the ideal device equals the fixed-point reference, decision for decision.
using namespace memglia;

namespace {

struct journey {
    std::uint32_t width = 10;
    std::uint32_t height = 10;
    std::uint64_t mazes = 10;
    int episodes = 5;
    std::uint64_t first_seed = 1;
};

std::string text(const std::optional<trace_difference>& d) {
    return d ? d->block + "." + d->signal + ": expected " + d->expected + ", found " + d->found
             : "no difference";
}

/// One chip, several mazes. Returns how many decisions found no winner.
std::uint64_t check_lockstep(const chip_config& config, const rule_config& rule, const journey& j) {
    quiet_kernel quiet;
    chip hardware("chip", config, j.width * j.height, false);
    std::uint64_t decisions = 0;
    std::uint64_t pulses = 0;
    std::uint64_t silent = 0;
    for (std::uint64_t seed = j.first_seed; seed < j.first_seed + j.mazes; ++seed) {
        const maze task = generate_maze(j.width, j.height, 0.2, seed);
        lockstep both(hardware, rule, task.map, 100 + seed);
        run_until_different(both, task, j.episodes);
        decisions += both.decisions;
        pulses += both.pulses;
        silent += both.silent;
        INFO("maze " << seed << ", decision " << both.decisions);
        REQUIRE(text(both.difference) == "no difference");
    }
    CHECK(hardware.write_failures() == 0);
    CHECK(decisions > j.mazes * static_cast<std::uint64_t>(j.episodes));
    CHECK(pulses > 0);  // learning took part
    return silent;
}

/// "block.signal" of the first difference when the chip's image is not the rule's.
class spoiled_chip {
  public:
    explicit spoiled_chip(const rule_config& rule) : rule_(rule) {}

    std::string operator()(const std::function<void(chip_image&)>& spoil) {
        lockstep both(hardware_, rule_, task_.map, 42);
        chip_image image = build_image(rule_, task_.map, hardware_.config(), 42);
        spoil(image);
        hardware_.load(image);
        run_until_different(both, task_, 5);
        if (!both.difference) return "no difference";
        const std::string& signal = both.difference->signal;
        return both.difference->block + "." + signal.substr(0, signal.find('['));
    }

  private:
    quiet_kernel quiet_;
    chip hardware_{"chip", ideal_chip(), 100, false};
    maze task_ = generate_maze(10, 10, 0.2, 3);
    rule_config rule_;
};

}  // namespace

TEST_CASE("block: lockstep: ten mazes of 10 x 10, five episodes each") {
    const std::uint64_t silent = check_lockstep(ideal_chip(), {}, {});
    CHECK(silent == 0);
}

TEST_CASE("block: lockstep: a map of 24 x 17") {
    check_lockstep(ideal_chip(), {}, {.width = 24, .height = 17, .mazes = 2, .first_seed = 50});
}

TEST_CASE("block: lockstep: four cells share an astrocyte") {
    rule_config rule;
    rule.region_width_cells = rule.region_height_cells = 2;
    check_lockstep(ideal_chip(), rule, {.mazes = 5, .first_seed = 70});
}

TEST_CASE("block: lockstep: territories that do not divide the map") {
    rule_config rule;
    rule.region_width_cells = rule.region_height_cells = 3;
    check_lockstep(ideal_chip(), rule, {.width = 11, .height = 8, .mazes = 3, .first_seed = 80});
}

TEST_CASE("block: lockstep: four cores in a 3 x 3 mesh") {
    check_lockstep(many_core_chip(), {}, {.mazes = 5, .first_seed = 90});
}

TEST_CASE("block: lockstep: thirteen cores, buffers of one flit, slow links") {
    chip_config config = many_core_chip();
    config.router = {.buffer_flits = 1, .hop_cycles = 2, .link_cycles = 3};
    check_lockstep(config, {}, {.width = 24, .height = 17, .mazes = 1, .first_seed = 50});
}

TEST_CASE("block: lockstep: another clock, a shorter tick, five ticks a decision") {
    chip_config config = ideal_chip();
    config.clock_hz = 1e9;
    config.tick_s = 200e-9;
    config.ticks_per_decision = 5;
    check_lockstep(config, {}, {.mazes = 2, .episodes = 3, .first_seed = 60});
}

TEST_CASE("block: lockstep: exact programming and strong learning") {
    chip_config config = ideal_chip();
    config.tile.programming.tolerance_codes = 0;
    rule_config rule = test::rule();
    rule.learning_rate = 7;
    check_lockstep(config, rule, {.mazes = 3, .first_seed = 20});
}

TEST_CASE("block: lockstep: VTEAM devices without noise against their closed form") {
    chip_config config = ideal_chip();
    config.device = samples::noisy_device();
    config.device.sigma_cycle = 0;
    config.device.sigma_read = 0;
    check_lockstep(config, {}, {.mazes = 5, .first_seed = 40});
}

TEST_CASE("block: lockstep: programming that stops half-way between two levels") {
    chip_config config = ideal_chip();
    config.tile.programming.tolerance_codes = 4;
    check_lockstep(config, {}, {.mazes = 3, .first_seed = 20});
}

TEST_CASE("block: lockstep: rules drawn at random") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    random_stream random(1, "test", "rules");
    const auto between = [&random](double low, double high) {
        const double u = random.uniform();
        return low + (high - low) * u;
    };
    for (std::uint64_t seed = 200; seed < 220; ++seed) {
        rule_config rule = test::rule();
        rule.fire_threshold = 0;  // so that an open side always fires
        rule.suppression_depth = between(0, 0.95);
        rule.gate_threshold = between(0.1, 0.9);
        rule.gate_slope = between(0.05, 1);
        rule.calcium_tau_s = between(0.1, 50);
        rule.calcium_per_visit = between(0, 1);
        rule.region_width_cells = rule.region_height_cells = 1 + random.below(3);
        rule.weight_initial = 1 + random.below(8);
        rule.weight_max = rule.weight_initial + random.below(16 - rule.weight_initial);
        rule.learning_rate = between(0.5, 7);
        rule.eligibility_tau_s = between(0.05, 1);
        rule.rest_s = between(0, 300);
        rule.membrane_tau_s = between(0.001, 0.2);
        const maze task = generate_maze(10, 10, 0.2, seed);
        lockstep both(hardware, rule, task.map, seed);
        run_until_different(both, task, 3);
        INFO("rule " << seed << ", decision " << both.decisions);
        REQUIRE(text(both.difference) == "no difference");
    }
}

// A decision without a winner leaves charge in the neurons.
TEST_CASE("block: lockstep: a threshold that no neuron reaches before learning") {
    rule_config rule;
    rule.fire_threshold = 4.5;
    const std::uint64_t silent = check_lockstep(ideal_chip(), rule, {.mazes = 3, .first_seed = 30});
    CHECK(silent > 0);
}

TEST_CASE("block: lockstep: no weights before learning") {
    rule_config rule;
    rule.weight_initial = 0;
    const std::uint64_t silent = check_lockstep(ideal_chip(), rule, {.mazes = 3, .first_seed = 30});
    CHECK(silent > 0);
}

TEST_CASE("block: lockstep: one thing wrong in the image, and its block is named") {
    spoiled_chip first_wrong_block(test::rule());
    CHECK(first_wrong_block([](chip_image&) {}) == "no difference");
    CHECK(first_wrong_block([](chip_image& i) { i.gate_of_calcium[127] ^= 1; }) ==
          "astrocyte_unit.gate_level");
    CHECK(first_wrong_block([](chip_image& i) { i.calcium_per_visit += 40; }) ==
          "astrocyte_unit.gate_level");
    CHECK(first_wrong_block([](chip_image& i) { i.decay_fine[1] = 128; }) ==
          "astrocyte_unit.gate_level");
    CHECK(first_wrong_block([](chip_image& i) {
              for (auto& row : i.destination) std::swap(row[0], row[2]);
          }) == "astrocyte_unit.gate_level");
    CHECK(first_wrong_block([](chip_image& i) { i.rest_decisions = 0; }) ==
          "astrocyte_unit.gate_level");
    CHECK(first_wrong_block([](chip_image& i) { i.weight_initial = 5; }) ==
          "crossbar_tile.weight_level");
    CHECK(first_wrong_block([](chip_image& i) { i.gain_of_gate[i.gate_of_calcium[0]] ^= 1; }) ==
          "neuron_bank.membrane");
    CHECK(first_wrong_block([](chip_image& i) { i.contact_inhibition += 1; }) ==
          "neuron_bank.membrane");
    CHECK(first_wrong_block([](chip_image& i) { i.fire_threshold = 2000; }) ==
          "neuron_bank.spikes");
    CHECK(first_wrong_block([](chip_image& i) { i.seed = 43; }) == "navigation_controller.action");
    CHECK(first_wrong_block([](chip_image& i) { i.learning_steps.resize(2); }) ==
          "learning_engine.rows_requested");
    CHECK(first_wrong_block([](chip_image& i) { i.learning_steps[0] += 1; }) ==
          "learning_engine.request_sum");
    CHECK(first_wrong_block([](chip_image& i) { i.weight_max = 5; }) ==
          "crossbar_tile.write_pulses");
}

TEST_CASE("block: lockstep: one thing wrong in a wave, and its block is named") {
    spoiled_chip first_wrong_block(rule_config{});
    CHECK(first_wrong_block([](chip_image&) {}) == "no difference");
    CHECK(first_wrong_block([](chip_image& i) { i.wave_reach = 0; }) ==
          "astrocyte_unit.rows_requested");
    CHECK(first_wrong_block([](chip_image& i) {
              for (auto& row : i.neighbour) std::swap(row[0], row[2]);
          }) == "astrocyte_unit.rows_requested");
    CHECK(first_wrong_block([](chip_image& i) { i.wave_step = 1; }) ==
          "crossbar_tile.write_pulses");
}
