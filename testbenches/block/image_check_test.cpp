#include "tools/validate/image_check.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <utility>

#include "snan/mapping/image_builder.hpp"
#include "snan/reference_wiring.hpp"
#include "testbenches/support/sample_rule.hpp"

// Every table of a chip image is derived a second time: whatever chip and fixed point share.
using namespace memglia;

namespace {

const grid_map map(7, 5);

std::string first_wrong(const rule_config& rule, const std::function<void(chip_image&)>& spoil) {
    const chip_config chip;
    chip_image image = build_image(rule, map, chip, 1);
    spoil(image);
    const auto wrong = check_image(rule, map, chip, image);
    return wrong ? wrong->signal : "nothing";
}

void leave(chip_image&) {}

}  // namespace

TEST_CASE("block: image check: what the builder makes holds, whatever the rule") {
    rule_config rule = test::rule();
    CHECK(first_wrong(rule, leave) == "nothing");
    rule.region_width_cells = 3;
    rule.region_height_cells = 2;
    rule.exploration = wave_exploration::wave;
    CHECK(first_wrong(rule, leave) == "nothing");
    rule.astrocyte_per = astrocyte_extent::synapse;
    rule.learning = snan_learning::wave;
    rule.membrane_tau_s = 0.5;
    rule.calcium_tau_s = 3;
    rule.fire_threshold = 0;
    CHECK(first_wrong(rule, leave) == "nothing");
    rule.learning = snan_learning::eligibility;
    rule.learning_rate = 6.5;
    rule.eligibility_tau_s = 2;
    CHECK(first_wrong(rule, leave) == "nothing");
}

TEST_CASE("block: image check: an entry that is wrong is named") {
    rule_config rule = test::rule();
    rule.learning = snan_learning::eligibility;
    rule.membrane_tau_s = 0.5;
    const auto with = [&](const std::function<void(chip_image&)>& spoil) {
        return first_wrong(rule, spoil);
    };
    CHECK(with([](chip_image& i) { i.destination[9][1] = 9; }) == "destination[9][1]");
    CHECK(with([](chip_image& i) { std::swap(i.neighbour[0][1], i.neighbour[0][2]); }) ==
          "neighbour[0][1]");
    CHECK(with([](chip_image& i) { i.neighbour[6][1] = 7; }) == "neighbour[6][1]");
    CHECK(with([](chip_image& i) { i.astrocyte_of_place[3] = 4; }) == "astrocyte_of_place[3]");
    CHECK(with([](chip_image& i) { --i.decay_fine[40]; }) == "decay_fine[40]");
    CHECK(with([](chip_image& i) { ++i.decay_coarse[5]; }) == "decay_coarse[5]");
    CHECK(with([](chip_image& i) { i.gate_of_calcium[100] ^= 1; }) == "gate_of_calcium[100]");
    CHECK(with([](chip_image& i) { ++i.gain_of_gate[31]; }) == "gain_of_gate[31]");
    CHECK(with([](chip_image& i) { i.calcium_per_visit -= 2; }) == "calcium_per_visit");
    CHECK(with([](chip_image& i) { i.learning_steps.pop_back(); }) == "learning_steps' end");
    CHECK(with([](chip_image& i) { i.rest_decisions /= 2; }) == "rest_decisions");
    CHECK(with([](chip_image& i) { ++i.weight_max; }) == "weight_max");
    CHECK(with([](chip_image& i) { i.leak.pop_back(); }) == "leak's last factor");
}

TEST_CASE("block: image check: a membrane that leaks half as fast") {
    const rule_config rule = test::rule();
    rule_config slow = rule;
    slow.membrane_tau_s *= 2;
    const chip_config chip;
    const auto wrong = check_image(rule, map, chip, build_image(slow, map, chip, 1));
    REQUIRE(wrong);
    CHECK(wrong->signal == "leak after 1 ticks");
}

TEST_CASE("block: image check: the double-precision reference is wired alike") {
    for (const std::uint32_t side : {1U, 2U, 4U}) {
        rule_config rule = test::rule();
        rule.region_width_cells = side;
        for (const auto extent : {astrocyte_extent::region, astrocyte_extent::synapse}) {
            rule.astrocyte_per = extent;
            const reference_wiring wiring(rule, map);
            const chip_image image = build_image(rule, map, chip_config{}, 1);
            CHECK(wiring.astrocytes() == image.astrocytes);
            for (cell_index cell = 0; cell < map.cells(); ++cell) {
                if (!wiring.per_synapse()) {
                    CHECK(wiring.sensing(cell) == image.astrocyte_of_place[cell]);
                }
                for (const direction a : all_directions) {
                    const auto gating = wiring.gating(cell, a);
                    const std::int32_t in_image =
                        image.destination[cell][static_cast<std::size_t>(a)];
                    CHECK((gating ? static_cast<std::int32_t>(*gating)
                                  : chip_image::no_destination) == in_image);
                }
            }
        }
    }
}
