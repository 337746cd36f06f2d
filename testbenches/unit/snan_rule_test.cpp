#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/quantised_rule.hpp"
#include "snan/synapses.hpp"

using namespace memglia;

namespace {

rule_config rule(double calcium_tau_s, double gate_threshold, double gate_slope, double alpha) {
    rule_config r;
    r.decision_window_s = 0.05;
    r.calcium_tau_s = calcium_tau_s;
    r.gate_threshold = gate_threshold;
    r.gate_slope = gate_slope;
    r.suppression_depth = alpha;
    return r;
}

// True if n is x rounded to the nearest whole number, either one when x is half way up to 1e-9.
bool is_rounded(long double x, long n) {
    return std::abs(x - static_cast<long double>(n)) <= 0.5L + 1e-9L;
}

}  // namespace

TEST_CASE("snan: the tables of the quantised rule equal their formulas") {
    for (const rule_config& r : {rule_config{}, rule(5, 0.5, 0.2, 0.95), rule(0.05, 0.3, 0.05, 1),
                                 rule(30, 0.9, 10, 0.3), rule(25, 0, 0.01, 0)}) {
        const quantised_rule q(r);
        const auto tau = static_cast<long double>(r.calcium_tau_s / r.decision_window_s);
        CAPTURE(r.calcium_tau_s, r.gate_threshold, r.gate_slope, r.suppression_depth);
        REQUIRE(q.decay_fine.size() == 64);
        REQUIRE(q.decay_coarse.size() == 64);
        for (std::size_t n = 0; n < 64; ++n) {
            const auto elapsed = static_cast<long double>(n);
            CHECK(is_rounded(256 * std::exp(-elapsed / tau), q.decay_fine[n]));
            CHECK(is_rounded(256 * std::exp(-64 * elapsed / tau), q.decay_coarse[n]));
        }
        REQUIRE(q.gate_of_calcium.size() == 256);
        for (std::size_t ca = 0; ca < 256; ++ca) {
            const long double x =
                (static_cast<long double>(ca) / 255 - static_cast<long double>(r.gate_threshold)) /
                static_cast<long double>(r.gate_slope);
            CHECK(is_rounded(31 / (1 + std::exp(-x)), q.gate_of_calcium[ca]));
        }
        REQUIRE(q.gain_of_gate.size() == 32);
        for (std::size_t g = 0; g < 32; ++g) {
            const long double gate = static_cast<long double>(g) / 31;
            const auto alpha = static_cast<long double>(r.suppression_depth);
            CHECK(is_rounded(255 * (1 - alpha * gate), q.gain_of_gate[g]));
        }
        // No time heals backwards, no visit opens a gate less, no gate strengthens.
        CHECK(q.decay_fine[0] == 256);
        CHECK(q.decay_coarse[0] == 256);
        CHECK(std::is_sorted(q.decay_fine.rbegin(), q.decay_fine.rend()));
        CHECK(std::is_sorted(q.decay_coarse.rbegin(), q.decay_coarse.rend()));
        CHECK(std::is_sorted(q.gate_of_calcium.begin(), q.gate_of_calcium.end()));
        CHECK(std::is_sorted(q.gain_of_gate.rbegin(), q.gain_of_gate.rend()));
        CHECK(q.gain_of_gate[0] == 255);
        // The end of one table meets the beginning of the next.
        CHECK(q.decay_coarse[1] <= q.decay_fine[63]);
        CHECK(is_rounded(255 * static_cast<long double>(r.calcium_per_visit), q.calcium_per_visit));
        CHECK(q.weight_initial == r.weight_initial);
        CHECK(q.weight_max == r.weight_max);
        CHECK(q.rest_decisions == r.rest_decisions());
    }
}

TEST_CASE("snan: scalars of the quantised rule") {
    rule_config r;
    for (const auto& [threshold, units] : std::vector<std::pair<double, std::int32_t>>{
             {0, 1}, {0.001, 1}, {1, 255}, {4, 1020}, {15, 3825}}) {
        r.fire_threshold = threshold;
        CHECK(quantised_rule(r).fire_threshold == units);
    }
    for (const auto& [visit, units] :
         std::vector<std::pair<double, int>>{{0, 0}, {0.2, 51}, {0.4, 102}, {1, 255}}) {
        r.calcium_per_visit = visit;
        CHECK(quantised_rule(r).calcium_per_visit == units);
    }
    // A contact silences an action neuron that four full synapses drive.
    CHECK(quantised_rule::contact_inhibition > 4 * 15 * quantised_rule::gain_one);
}

TEST_CASE("snan: learning steps are the rounded eligibilities down to the least") {
    rule_config r;
    r.learning = snan_learning::eligibility;
    r.decision_window_s = 0.05;
    r.eligibility_tau_s = 0.5;
    r.eligibility_min = 0.25;
    r.learning_rate = 2;
    // 2 exp(-age/10): 2, 1.81, 1.64, 1.48 ... 0.545 at age 13; exp(-1.4) = 0.247 is too little.
    CHECK(quantised_rule(r).learning_steps ==
          std::vector<std::uint8_t>{2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    r.eligibility_min = 0.001;  // now the first step that rounds to nothing ends it
    CHECK(quantised_rule(r).learning_steps.size() == 14);
    r.eligibility_min = 1;
    CHECK(quantised_rule(r).learning_steps == std::vector<std::uint8_t>{2});
    r.learning_rate = 0;
    CHECK(quantised_rule(r).learning_steps.empty());
    r.learning_rate = 0.4;
    CHECK(quantised_rule(r).learning_steps.empty());
    r.learning_rate = 7;
    r.eligibility_min = 0.1;
    r.eligibility_tau_s = 2;
    const auto steps = quantised_rule(r).learning_steps;
    CHECK(steps.size() == 93);  // 40 ln 10 = 92.1
    for (std::size_t age = 0; age < steps.size(); ++age) {
        CHECK(is_rounded(7 * std::exp(-static_cast<long double>(age) / 40), steps[age]));
    }
}

TEST_CASE("snan: the rule converts its times into decisions") {
    rule_config r;
    r.decision_window_s = 0.05;
    r.calcium_tau_s = 5;
    r.eligibility_tau_s = 0.5;
    r.rest_s = 200;
    CHECK(r.calcium_tau_decisions() == Approx(100).epsilon(1e-14));
    CHECK(r.eligibility_tau_decisions() == Approx(10).epsilon(1e-14));
    CHECK(r.rest_decisions() == 4000);
    r.decision_window_s = 0.3;
    r.rest_s = 1;  // 3.33
    CHECK(r.rest_decisions() == 3);
    r.rest_s = 0;
    CHECK(r.rest_decisions() == 0);
    r.decision_window_s = 1e-3;
    r.rest_s = 1e5;  // the ends of both ranges
    CHECK(r.rest_decisions() == 100'000'000);
}

TEST_CASE("snan: an initial weight above the maximum is refused") {
    rule_config r;
    CHECK_NOTHROW(r.validate());
    r.weight_max = 6;
    r.weight_initial = 6;
    CHECK_NOTHROW(r.validate());
    r.weight_initial = 7;
    try {
        r.validate();
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "weight_initial");
        CHECK(e.data.found == "found 7");
        CHECK(e.data.expected == "at most weight_max, 6");
    }
}

TEST_CASE("snan: an astrocyte per synapse has no region, and a rest must fit the index") {
    const auto refusal = [](const rule_config& r) {
        try {
            r.validate();
        } catch (const input_error& e) {
            return e.data.path + ": " + e.data.found + ", expected " + e.data.expected;
        }
        return std::string("accepted");
    };
    rule_config r;
    r.astrocyte_per = astrocyte_extent::synapse;
    CHECK(refusal(r) == "accepted");
    r.region_height_cells = 2;
    const std::string regions =
        "astrocyte_per: found 'synapse' together with regions of several cells, expected "
        "region_width_cells and region_height_cells of 1";
    CHECK(refusal(r) == regions);
    r.region_height_cells = 1;
    r.region_width_cells = 2;
    CHECK(refusal(r) == regions);
    r.astrocyte_per = astrocyte_extent::region;
    CHECK(refusal(r) == "accepted");
    r.rest_s = r.decision_window_s * (1U << 23U);
    CHECK_THAT(refusal(r), Catch::StartsWith("rest_s: found 419430.4"));
    CHECK_THAT(refusal(r), Catch::Contains("less than 2^23 decisions"));
    r.rest_s = r.decision_window_s * ((1U << 23U) - 1);
    CHECK(refusal(r) == "accepted");
}

TEST_CASE("snan: only the eligibility rule has learning steps, a wave has its own") {
    rule_config r;
    r.learning_rate = 2.4;
    for (const snan_learning learning : {snan_learning::wave, snan_learning::none}) {
        r.learning = learning;
        CHECK(quantised_rule(r).learning_steps.empty());
        CHECK(quantised_rule(r).wave_step == 2);
    }
    r.learning = snan_learning::eligibility;
    CHECK(quantised_rule(r).learning_steps.front() == 2);
}

TEST_CASE("snan: a calcium decay beyond the reach of the tables is refused") {
    rule_config r;
    r.decision_window_s = 0.05;
    r.calcium_tau_s = 32.5;  // 650 decisions: exp(-4096/650) of 255 rounds to nothing
    CHECK_NOTHROW(r.validate());
    CHECK(255 * std::exp(-4096 / r.calcium_tau_decisions()) < 0.5);
    r.calcium_tau_s = 33;
    try {
        r.validate();
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "calcium_tau_s");
        CHECK_THAT(e.data.found, Catch::StartsWith("found 660"));
        CHECK_THAT(e.data.expected, Catch::StartsWith("at most 32.5"));
    }
}

TEST_CASE("snan: integer synapses start at the initial level, whatever the tolerance") {
    for (const double tolerance : {0.0, 1.0, 2.5, 3.9}) {
        for (std::uint8_t level = 0; level <= 15; ++level) {
            integer_synapses s(3, level, 15, tolerance);
            for (cell_index place = 0; place < 3; ++place) {
                for (const auto found : s.read_levels(place)) CHECK(found == level);
            }
        }
    }
}

TEST_CASE("snan: integer synapses move by whole levels between floor and maximum") {
    integer_synapses s(4, 4, 15, 0);
    using four = std::array<std::int32_t, 4>;
    // Two levels of eight codes each; the others lie on the floor already.
    CHECK(s.reinforce(2, contact_bit(direction::south), 2) == 16);
    CHECK(s.read_levels(2) == four{4, 4, 6, 4});
    CHECK(s.reinforce(2, contact_bit(direction::east), 1) == 16);  // one up, one down
    CHECK(s.read_levels(2) == four{4, 5, 5, 4});
    CHECK(s.reinforce(2, contact_bit(direction::east), 7) ==
          56 + 8);  // the other stops at the floor
    CHECK(s.read_levels(2) == four{4, 12, 4, 4});
    CHECK(s.reinforce(2, contact_bit(direction::east), 7) == 24);  // up to the maximum
    CHECK(s.read_levels(2) == four{4, 15, 4, 4});
    CHECK(s.reinforce(2, contact_bit(direction::east), 3) == 0);
    CHECK(s.reinforce(2, contact_bit(direction::east), 0) == 0);
    CHECK(s.reinforce(2, contact_bit(direction::north), 0) == 0);
    CHECK(s.read_levels(2) == four{4, 15, 4, 4});
    for (const cell_index other : {0U, 1U, 3U}) CHECK(s.read_levels(other) == four{4, 4, 4, 4});
    // A maximum below the top.
    integer_synapses low(1, 2, 5, 0);
    CHECK(low.reinforce(0, contact_bit(direction::west), 7) == 24);
    CHECK(low.read_levels(0) == four{2, 2, 2, 5});
}

TEST_CASE("snan: a tolerance saves pulses but never changes a level") {
    for (const double tolerance : {0.0, 1.0, 2.5, 3.9}) {
        integer_synapses s(1, 4, 15, tolerance);
        std::array<int, 4> level{4, 4, 4, 4};
        std::array<int, 4> code{};
        const auto program = [tolerance](int& c, int target) {
            std::uint32_t pulses = 0;
            for (; std::abs(target - c) > tolerance; ++pulses) c += target > c ? 1 : -1;
            return pulses;
        };
        for (int& c : code) program(c, 32);
        std::uint32_t state = 1;
        for (int i = 0; i < 300; ++i) {
            state = state * 1664525U + 1013904223U;
            const auto a = static_cast<std::size_t>(state >> 30U);
            const auto step = static_cast<std::uint8_t>((state >> 20U) % 4);
            std::uint32_t expected = 0;
            for (std::size_t b = 0; b < 4; ++b) {
                const int wanted =
                    b == a ? std::min(15, level[b] + step) : std::max(4, level[b] - step);
                if (wanted != level[b]) expected += program(code[b], 8 * wanted);
                level[b] = wanted;
            }
            CAPTURE(tolerance, i);
            REQUIRE(s.reinforce(0, contact_bit(all_directions[a]), step) == expected);
            for (std::size_t b = 0; b < 4; ++b) REQUIRE(s.read_levels(0)[b] == level[b]);
        }
    }
}
