#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "snan/mapping/soft_decider.hpp"
#include "snan/maze_generator.hpp"
#include "snan/session.hpp"
#include "snan/snan_fixed_point.hpp"
#include "testbenches/support/sample_rule.hpp"
#include "tools/experiment/firmware_images.hpp"

// The firmware that computes decisions by itself equals the fixed-point rule of snan/, decision by
// decision; ties are drawn as the firmware draws them.
using namespace memglia;

namespace {

const program_image& image() {
    static const program_image program = [] {
        run_config wanted;
        wanted.experiment.agents = {agent_chip};
        return *find_firmware(wanted, std::filesystem::path(MEMGLIA_SOURCE_DIR) / "firmware/images")
                    .nav_soft;
    }();
    return program;
}

processor_config processor_for(const rule_config& rule, const grid_map& map) {
    return {.sram_kib = soft_decider::memory_kib(image(), rule, map.cells()), .cycles = {}};
}

/// Two deciders side by side: the first one's choice is carried out.
class both_of final : public decider {
  public:
    both_of(decider& first, decider& second) : first_(first), second_(second) {}
    void begin_episode() override {
        first_.begin_episode();
        second_.begin_episode();
    }
    direction decide(const observation& seen) override {
        ++decisions;
        const direction chosen = first_.decide(seen);
        if (second_.decide(seen) != chosen) ++different;
        return chosen;
    }
    void outcome(bool rewarded) override {
        first_.outcome(rewarded);
        second_.outcome(rewarded);
    }
    std::uint64_t decisions = 0;
    std::uint64_t different = 0;

  private:
    decider& first_;
    decider& second_;
};

struct compared {
    std::uint64_t decisions = 0;
    std::uint64_t different = 0;
    std::uint64_t ties = 0;
    std::uint64_t writes = 0;
};

// Ten episodes: the goal is elsewhere in the fifth to seventh.
compared compare(const rule_config& rule, const maze& task, std::uint32_t seed) {
    soft_decider firmware(processor_for(rule, task.map), image(), rule, task.map, seed);
    compared found;
    std::uint32_t random = seed;
    const tie_source ties{[&](std::uint32_t n) {
        ++found.ties;
        return soft_decider::draw(random, n);
    }};
    snan_fixed_point stated(rule, task.map, ties,
                            std::make_unique<integer_synapses>(
                                task.map.cells(), static_cast<std::uint8_t>(rule.weight_initial),
                                static_cast<std::uint8_t>(rule.weight_max), 0));
    both_of both(firmware, stated);
    maze moved = task;  // to the last cell that can be reached
    moved.goal = task.map.cells();
    do {
        --moved.goal;
    } while (moved.goal == task.goal || moved.goal == task.start ||
             !task.map.shortest_path(task.start, moved.goal));
    for (int episode = 1; episode <= 10; ++episode) {
        run_episode(episode < 5 || episode > 7 ? task : moved, step_limit(task.map), both);
        found.writes += stated.last().rows_written;
    }
    found.decisions = both.decisions;
    found.different = both.different;
    return found;
}

rule_config guided() {
    rule_config rule;
    rule.exploration = wave_exploration::wave;
    return rule;
}

struct variant {
    std::string name;
    rule_config rule;
};

std::vector<variant> variants() {
    std::vector<variant> all{{"waves that guide", guided()},
                             {"waves that teach alone", rule_config{}},
                             {"eligibility tags", test::rule()}};
    const auto add = [&](const std::string& name, auto&& change) {
        rule_config rule = guided();
        change(rule);
        all.push_back({name, rule});
    };
    add("over visited cells", [](rule_config& r) { r.wave_over = wave_cells::visited; });
    add("no reach", [](rule_config& r) { r.wave_reach_cells = 0; });
    add("far reach", [](rule_config& r) { r.wave_reach_cells = 5; });
    add("no memory of rewards", [](rule_config& r) { r.reward_memory = 0; });
    add("one step", [](rule_config& r) { r.learning_rate = 1; });
    add("an astrocyte per synapse",
        [](rule_config& r) { r.astrocyte_per = astrocyte_extent::synapse; });
    add("shared astrocytes", [](rule_config& r) {
        r.region_width_cells = 3;
        r.region_height_cells = 2;
    });
    add("a transient", [](rule_config& r) { r.astrocyte_model = calcium_model::ullah_transient; });
    add("no rest", [](rule_config& r) { r.rest_s = 0; });
    add("no learning", [](rule_config& r) {
        r.learning = snan_learning::none;
        r.exploration = wave_exploration::local;
    });
    return all;
}

}  // namespace

TEST_CASE("firmware: nav_soft decides as the fixed-point rule, whatever the rule") {
    for (const variant& v : variants()) {
        std::uint64_t writes = 0;
        for (const std::uint32_t seed : {4U, 5U, 6U}) {
            INFO(v.name << ", seed " << seed);
            const compared found = compare(v.rule, generate_maze(12, 11, 0.25, seed), seed);
            CHECK(found.different == 0);
            CHECK(found.decisions > 100);
            CHECK(found.ties > 5);
            writes += found.writes;
        }
        INFO(v.name);
        CHECK((writes > 0) == (v.rule.learning != snan_learning::none));
    }
}

TEST_CASE("firmware: nav_soft decides as the rule on mazes of many sizes") {
    for (std::uint32_t size = 2; size < 24; size += 3) {
        const maze task = generate_maze(size + 1, size, 0.2, 100 + size);
        INFO(size);
        CHECK(compare(guided(), task, size).different == 0);
    }
}

TEST_CASE("firmware: nav_soft takes what memory it is said to, and refuses less") {
    const maze task = generate_maze(20, 20, 0.2, 4);
    for (const rule_config& rule : {guided(), test::rule()}) {
        processor_config config = processor_for(rule, task.map);
        CHECK_NOTHROW(soft_decider(config, image(), rule, task.map, 1));
        config.sram_kib -= 4;
        CHECK_THROWS_WITH(soft_decider(config, image(), rule, task.map, 1),
                          Catch::Contains("nav_soft has stopped: exit"));
    }
}

TEST_CASE("firmware: what nav_soft spends is what its core did") {
    const maze task = generate_maze(8, 8, 0.2, 4);
    const rule_config rule = guided();
    const processor_config config = processor_for(rule, task.map);
    soft_decider agent(config, image(), rule, task.map, 1);
    for (int episode = 0; episode < 3; ++episode) {
        run_episode(task, step_limit(task.map), agent);
    }
    const auto count = [&](activity what) {
        return agent.spent().counts[static_cast<std::size_t>(what)];
    };
    const auto by_class = config.cycles.by_class();
    std::uint64_t cycles = count(activity::processor_stall) + count(activity::processor_sleep) +
                           count(activity::processor_split) * config.cycles.split;
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        cycles += by_class[c] *
                  agent.spent().counts[static_cast<std::size_t>(activity::processor_integer) + c];
    }
    CHECK(cycles == agent.cycles());
    CHECK(count(activity::processor_sleep) == 0);  // no time passes in between
    CHECK(count(activity::rest_decision) == 2 * rule.rest_decisions());
    CHECK(count(activity::processor_load) ==
          count(activity::processor_sram_read) + count(activity::processor_register) -
              (count(activity::processor_store) - count(activity::processor_sram_write)));
    CHECK(count(activity::processor_fetch) > agent.decisions() * 100);
}
