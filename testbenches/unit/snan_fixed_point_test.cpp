#include "snan/snan_fixed_point.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/maze_generator.hpp"
#include "snan/snan_reference.hpp"
#include "testbenches/support/sample_rule.hpp"

using namespace memglia;
using memglia::test::rule;

namespace {

constexpr direction east = direction::east;
constexpr direction west = direction::west;
constexpr contact_bits to_east = contact_bit(direction::east);
constexpr contact_bits to_west = contact_bit(direction::west);

struct reinforcement {
    cell_index place;
    contact_bits actions;
    int step;
    bool operator==(const reinforcement&) const = default;
};

// What the fixed-point reference asked its synapses for, kept alive by the test.
struct synapse_log {
    std::vector<std::array<std::int32_t, 4>> level;
    std::vector<reinforcement> calls;
    std::uint32_t pulses_per_call = 0;
};

// Levels set by the test; reinforcements only written down.
class spied_synapses : public synapses {
  public:
    explicit spied_synapses(synapse_log& log) : log_(log) {}
    std::array<std::int32_t, 4> read_levels(cell_index place) override { return log_.level[place]; }
    std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) override {
        log_.calls.push_back({place, actions, step});
        return log_.pulses_per_call;
    }

  private:
    synapse_log& log_;
};

struct bench {
    grid_map map;
    synapse_log log;
    std::unique_ptr<snan_fixed_point> agent;

    bench(const rule_config& rule, grid_map m, std::uint64_t seed = 1, int level = 4)
        : map(std::move(m)) {
        log.level.assign(map.cells(), {level, level, level, level});
        agent = std::make_unique<snan_fixed_point>(rule, map, seed,
                                                   std::make_unique<spied_synapses>(log));
        agent->begin_episode();
    }
    const decision_trace& decide(cell_index cell) {
        agent->decide({cell, map.contacts(cell)});
        return agent->last();
    }
};

int level_of(int calcium_out_of_255) {
    const double gate = 1 / (1 + std::exp(-(calcium_out_of_255 / 255.0 - 0.5) / 0.2));
    return static_cast<int>(std::lround(31 * gate));
}

}  // namespace

// Worked out by hand for the rule above on three cells in a row:
// a visit adds 0.5 -> 128/255; one decision later round(128 * 253/256) = 127, two 126, three 124.
// Gate: calcium 0 -> 31 * 0.0759 = 2, calcium 124 to 127 -> 31 * (0.483 to 0.498) = 15.
// Gain: gate 2 -> 255 (1 - 0.95 * 2/31) = 239, gate 15 -> 255 (1 - 0.95 * 15/31) = 138.
// Membrane: weight 4 times gain: 956 or 552; a contact takes 16384 away.
TEST_CASE("snan: fixed point on a 3 x 1 map, worked out by hand") {
    using four = std::array<std::int32_t, 4>;
    bench b(rule(), grid_map(3, 1));
    const decision_trace& first = b.decide(0);
    CHECK(first.decision == 1);
    CHECK(first.seen.cell == 0);
    CHECK(first.seen.contacts == 13);
    CHECK(first.weight_level == four{4, 4, 4, 4});
    CHECK(first.gate_level == four{2, 2, 2, 2});
    CHECK(first.membrane == four{-15428, 956, -15428, -15428});
    CHECK(first.spikes == 2);
    CHECK(first.action == east);
    CHECK(first.write_pulses == 0);

    const decision_trace& second = b.decide(1);
    CHECK(second.decision == 2);
    CHECK(second.gate_level == four{2, 2, 2, 15});
    CHECK(second.membrane == four{-15428, 956, -15428, 552});
    CHECK(second.spikes == 2);
    CHECK(second.action == east);

    const decision_trace& third = b.decide(2);
    CHECK(third.gate_level == four{2, 2, 2, 15});
    CHECK(third.membrane == four{-15428, -15428, -15428, 552});
    CHECK(third.spikes == 8);
    CHECK(third.action == west);

    const decision_trace& fourth = b.decide(1);
    CHECK(fourth.gate_level == four{2, 15, 2, 15});
    CHECK(fourth.membrane == four{-15428, 552, -15428, 552});
    CHECK(fourth.spikes == 10);  // a tie
    CHECK((fourth.action == east || fourth.action == west));

    // Own weights per action: 7 levels to the west now outweigh the fresh side.
    bench c(rule(), grid_map(3, 1));
    c.log.level[1] = {1, 4, 0, 7};
    c.decide(0);
    const decision_trace& weighed = c.decide(1);
    CHECK(weighed.weight_level == four{1, 4, 0, 7});
    CHECK(weighed.membrane == four{239 - 16384, 956, -16384, 966});
    CHECK(weighed.spikes == 8);
}

TEST_CASE("snan: fixed-point calcium saturates and decays by the tables") {
    bench b(rule(), grid_map(2, 1));
    b.decide(1);
    CHECK(b.decide(0).gate_level[1] == level_of(127));
    b.decide(1);  // round(128 * 251/256) + 128 = 254
    CHECK(b.decide(0).gate_level[1] == level_of(251));
    for (int i = 0; i < 5; ++i) b.decide(1);
    CHECK(b.decide(0).gate_level[1] == level_of(252));  // 255, and never more
    for (int elapsed = 2; elapsed < 400; ++elapsed) {
        const double fine = std::round(256 * std::exp(-(elapsed % 64) / 100.0));
        const double coarse = std::round(256 * std::exp(-(elapsed / 64) * 0.64));
        const int calcium =
            static_cast<int>(std::floor(std::floor(255 * fine / 256 + 0.5) * coarse / 256 + 0.5));
        CAPTURE(elapsed);
        REQUIRE(b.decide(0).gate_level[1] == level_of(calcium));
    }
    // A rest of 4000 decisions leaves nothing.
    b.decide(1);
    b.agent->begin_episode();
    CHECK(b.decide(0).gate_level[1] == level_of(0));
}

TEST_CASE("snan: fixed-point calcium is not forgotten all at once") {
    // The slowest decay that the rule admits: 650 decisions. The tables end after 4096.
    for (const double tau_decisions : {20.0, 100.0, 500.0, 650.0}) {
        rule_config r = rule();
        r.calcium_tau_s = tau_decisions * r.decision_window_s;
        r.rest_s = 0;
        REQUIRE_NOTHROW(r.validate());
        bench b(r, grid_map(2, 1));
        b.decide(1);
        int last = b.decide(0).gate_level[1];
        for (int elapsed = 2; elapsed < 4200; ++elapsed) {
            const int now = b.decide(0).gate_level[1];
            CAPTURE(tau_decisions, elapsed);
            REQUIRE(now <= last + 1);  // the tables round: now and then a level up again
            REQUIRE(now >= last - 1);
            last = now;
        }
        CHECK(last == level_of(0));
    }
}

TEST_CASE("snan: fixed point breaks ties uniformly and falls back on open sides") {
    constexpr int count = 3000;
    std::array<int, 4> tied{};
    int easts = 0;
    rule_config deaf = rule();
    deaf.fire_threshold = 15;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        bench b(rule(), grid_map(3, 3), seed);
        CHECK(b.decide(4).spikes == 15);
        ++tied[static_cast<std::size_t>(b.agent->last().action)];
        bench silent(deaf, grid_map(2, 2), seed);
        CHECK(silent.decide(0).spikes == 0);
        easts += silent.agent->last().action == east ? 1 : 0;
    }
    for (const int t : tied) CHECK(std::abs(t - count / 4) < 5 * std::sqrt(count * 3.0 / 16));
    CHECK(std::abs(easts - count / 2) < 5 * std::sqrt(count / 4.0));
    // The stream that the chip draws from, too.
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        random_stream ties(seed, "chip/controller", "ties");
        bench b(rule(), grid_map(3, 3), seed);
        CHECK(b.decide(4).action == all_directions[ties.below(4)]);
    }
    // Walled in, a contact outweighs the strongest synapse.
    grid_map cell(1, 1);
    bench prison(rule(), cell, 1, 15);
    const auto& trace = prison.decide(0);
    CHECK(trace.spikes == 0);
    for (const auto m : trace.membrane) CHECK(m < 0);
}

TEST_CASE("snan: fixed point fires at its threshold, not below") {
    rule_config r = rule();
    r.suppression_depth = 0;
    r.fire_threshold = 4;  // 4 * 255 units, what weight 4 gives without suppression
    CHECK(bench(r, grid_map(3, 3)).decide(4).spikes == 15);
    bench weak(r, grid_map(3, 3));
    weak.log.level[4] = {3, 4, 3, 3};
    CHECK(weak.decide(4).spikes == 2);
    r.fire_threshold = 0;  // even then a dead synapse does not fire
    CHECK(bench(r, grid_map(3, 3), 1, 0).decide(4).spikes == 0);
}

TEST_CASE("snan: fixed point reinforces at reward only, the last action, by age") {
    bench b(rule(), grid_map(20, 1));
    b.log.pulses_per_call = 3;
    // Unvisited cells draw it east: a plain run along the corridor.
    for (cell_index c = 0; c < 16; ++c) {
        REQUIRE(b.decide(c).action == east);
        if (c < 15) b.agent->outcome(false);
    }
    CHECK(b.log.calls.empty());
    b.agent->outcome(true);
    // Ages 0 to 13 in levels: 2 exp(-age/10) rounded; 14 is below the least eligibility.
    std::vector<reinforcement> expected;
    for (cell_index c = 2; c < 16; ++c) expected.push_back({c, to_east, 15 - c <= 2 ? 2 : 1});
    CHECK(b.log.calls == expected);
    CHECK(b.agent->last().write_pulses == 3 * expected.size());
    // The pulses belong to that decision alone.
    CHECK(b.decide(16).write_pulses == 0);

    // No tag survives into the next episode.
    b.log.calls.clear();
    b.agent->begin_episode();
    b.decide(0);
    b.agent->outcome(true);
    CHECK(b.log.calls == std::vector<reinforcement>{{0, to_east, 2}});
    // ... even when there is no rest between the two.
    rule_config restless = rule();
    restless.rest_s = 0;
    bench c(restless, grid_map(20, 1));
    c.decide(7);
    c.agent->begin_episode();
    c.decide(0);
    c.agent->outcome(true);
    CHECK(c.log.calls == std::vector<reinforcement>{{0, to_east, 2}});
}

TEST_CASE("snan: fixed point tags a cell with its last action") {
    bench b(rule(), grid_map(3, 1));
    b.log.level[1] = {4, 4, 4, 15};
    CHECK(b.decide(1).action == west);
    b.log.level[1] = {4, 15, 4, 4};
    CHECK(b.decide(1).action == east);
    b.decide(2);
    b.agent->outcome(true);
    CHECK(b.log.calls == std::vector<reinforcement>{{1, to_east, 2}, {2, to_west, 2}});
    CHECK(b.agent->last().action == west);
}

TEST_CASE("snan: fixed point shares calcium within a region") {
    rule_config r = rule();
    r.region_width_cells = r.region_height_cells = 2;
    bench b(r, grid_map(6, 1));
    b.decide(2);
    // From 4: west leads into the region of 2 and 3, east into its own, just visited.
    const auto& trace = b.decide(4);
    CHECK(trace.gate_level[3] == 15);
    CHECK(trace.gate_level[1] == level_of(128));
    CHECK(b.decide(0).gate_level[1] == level_of(128));
    CHECK(b.decide(1).gate_level[1] == 15);  // region of 2 and 3, three decisions ago
}

TEST_CASE("snan: decisions are counted without rests and the same seed repeats them") {
    const maze task = generate_maze(8, 8, 0.2, 3);
    const auto run = [&task](std::uint64_t seed) {
        snan_fixed_point agent(rule(), task.map, seed,
                               std::make_unique<integer_synapses>(task.map.cells(), 4, 15, 2.5));
        std::vector<unsigned> actions;
        std::uint64_t decisions = 0;
        for (int episode = 0; episode < 3; ++episode) {
            agent.begin_episode();
            cell_index cell = task.start;
            for (int step = 0; step < 256 && cell != task.goal; ++step) {
                const direction a = agent.decide({cell, task.map.contacts(cell)});
                CHECK(agent.last().decision == ++decisions);
                CHECK(agent.last().action == a);
                actions.push_back(static_cast<unsigned>(a));
                if ((task.map.contacts(cell) & contact_bit(a)) == 0) {
                    cell = *task.map.neighbour(cell, a);
                }
                agent.outcome(cell == task.goal);
            }
        }
        return actions;
    };
    CHECK(run(1) == run(1));
    CHECK(run(1) != run(2));
}

TEST_CASE("snan: integers and doubles agree on nearly every decision of the same path") {
    int decisions = 0;
    int agreed = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const maze task = generate_maze(10, 10, 0.2, seed);
        snan_reference reference(rule(), task.map, seed);
        snan_fixed_point integers(rule(), task.map, seed,
                                  std::make_unique<integer_synapses>(task.map.cells(), 4, 15, 2.5));
        reference.begin_episode();
        integers.begin_episode();
        cell_index cell = task.start;
        for (int step = 0; step < 200 && cell != task.goal; ++step) {
            const observation seen{cell, task.map.contacts(cell)};
            const contact_bits winning = reference.winners(seen);
            const direction a = integers.decide(seen);
            ++decisions;
            // The doubles' only winner is among the integers' winners, which tie more often.
            agreed += (winning & ~integers.last().spikes) == 0 ? 1 : 0;
            reference.follow(a);
            if ((seen.contacts & contact_bit(a)) == 0) cell = *task.map.neighbour(cell, a);
            reference.outcome(cell == task.goal);
            integers.outcome(cell == task.goal);
        }
    }
    CAPTURE(agreed, decisions);
    CHECK(decisions > 500);
    CHECK(agreed > 0.95 * decisions);
}
