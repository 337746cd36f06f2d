#include <catch2/catch.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "snan/decision_trace.hpp"

using namespace memglia;

namespace {

std::string text(const trace_difference& d) {
    return d.block + "." + d.signal + ": " + d.expected + " / " + d.found;
}

}  // namespace

TEST_CASE("snan: equal traces have no difference") {
    decision_trace t;
    t.seen = {7, 3};
    t.membrane = {1, -2, 3, -4};
    CHECK_FALSE(first_difference(t, t));
    CHECK_FALSE(first_difference({}, {}));
}

TEST_CASE("snan: the first difference is the earliest signal in the order of their making") {
    struct change {
        std::string expected;
        std::function<void(decision_trace&)> apply;
    };
    const std::vector<change> in_order{
        {"session.cell: 0 / 9", [](auto& t) { t.seen.cell = 9; }},
        {"session.contacts: 0 / 5", [](auto& t) { t.seen.contacts = 5; }},
        {"astrocyte_unit.gate_level[0]: 0 / 1", [](auto& t) { t.gate_level[0] = 1; }},
        {"astrocyte_unit.gate_level[3]: 0 / 31", [](auto& t) { t.gate_level[3] = 31; }},
        {"crossbar_tile.weight_level[1]: 0 / 4", [](auto& t) { t.weight_level[1] = 4; }},
        {"crossbar_tile.weight_level[2]: 0 / -1", [](auto& t) { t.weight_level[2] = -1; }},
        {"neuron_bank.membrane[0]: 0 / 956", [](auto& t) { t.membrane[0] = 956; }},
        {"neuron_bank.membrane[2]: 0 / -15428", [](auto& t) { t.membrane[2] = -15428; }},
        {"neuron_bank.spikes: 0 / 10", [](auto& t) { t.spikes = 10; }},
        {"navigation_controller.action: 0 / 3", [](auto& t) { t.action = direction::west; }},
        {"learning_engine.rows_requested: 0 / 3", [](auto& t) { t.rows_requested = 3; }},
        {"learning_engine.request_sum: 0 / 99", [](auto& t) { t.request_sum = 99; }},
        {"core.rows_written: 0 / 2", [](auto& t) { t.rows_written = 2; }},
        {"crossbar_tile.write_pulses: 0 / 4000000000",
         [](auto& t) { t.write_pulses = 4'000'000'000U; }},
    };
    // Each alone, and each together with everything that comes later.
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        decision_trace alone;
        in_order[i].apply(alone);
        const auto one = first_difference({}, alone);
        REQUIRE(one);
        CHECK(text(*one) == in_order[i].expected);
        decision_trace all;
        for (std::size_t j = i; j < in_order.size(); ++j) in_order[j].apply(all);
        const auto first = first_difference({}, all);
        REQUIRE(first);
        CHECK(text(*first) == in_order[i].expected);
        // Expected and found change places.
        const auto reversed = first_difference(all, {});
        REQUIRE(reversed);
        CHECK(reversed->expected == first->found);
        CHECK(reversed->found == first->expected);
    }
}

TEST_CASE("snan: a wave is the astrocytes', not the learning engine's") {
    decision_trace expected;
    expected.learns_by_waves = true;
    decision_trace found = expected;
    found.rows_requested = 1;
    const auto sites = first_difference(expected, found);
    REQUIRE(sites);
    CHECK(text(*sites) == "astrocyte_unit.rows_requested: 0 / 1");
    found.rows_requested = 0;
    found.request_sum = 7;
    const auto sides = first_difference(expected, found);
    REQUIRE(sides);
    CHECK(text(*sides) == "astrocyte_unit.request_sum: 0 / 7");
}
