#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "snan/maze_generator.hpp"
#include "snan/quantised_rule.hpp"
#include "snan/session.hpp"
#include "testbenches/support/sample_rule.hpp"
#include "tools/processor/elf_program.hpp"

// The firmware that computes decisions by itself equals the integer rule of snan/, which lends its
// tables; ties are drawn as the firmware draws them.
using namespace memglia;

namespace {

constexpr std::uint32_t tables_at = block_named("SRAM").base + 0x80000;
constexpr std::size_t most_steps = 64;

class table_bytes {
  public:
    template <class T>
    void put(T value) {
        std::array<std::uint8_t, sizeof(T)> raw{};
        std::memcpy(raw.data(), &value, sizeof value);  // little endian, as all our machines
        bytes.insert(bytes.end(), raw.begin(), raw.end());
    }
    std::vector<std::uint8_t> bytes;
};

std::vector<std::uint8_t> tables_of(const quantised_rule& rule, const grid_map& map) {
    table_bytes t;
    for (const std::uint32_t word :
         {map.cells(), std::uint32_t{rule.calcium_per_visit},
          static_cast<std::uint32_t>(rule.fire_threshold),
          static_cast<std::uint32_t>(quantised_rule::contact_inhibition), rule.rest_decisions,
          std::uint32_t{rule.weight_initial}, std::uint32_t{rule.weight_max}, 2463534242U,
          static_cast<std::uint32_t>(rule.learning_steps.size())}) {
        t.put(word);
    }
    for (const std::uint16_t factor : rule.decay_fine) t.put(factor);
    for (const std::uint16_t factor : rule.decay_coarse) t.put(factor);
    for (const std::uint8_t gate : rule.gate_of_calcium) t.put(gate);
    for (const std::uint8_t gain : rule.gain_of_gate) t.put(gain);
    std::vector<std::uint8_t> steps = rule.learning_steps;
    steps.resize(most_steps);
    for (const std::uint8_t step : steps) t.put(step);
    for (cell_index cell = 0; cell < map.cells(); ++cell) {
        for (const direction side : all_directions) {
            const auto to = map.neighbour(cell, side);
            t.put(static_cast<std::int16_t>(to ? static_cast<int>(*to) : -1));
        }
    }
    return t.bytes;
}

/// The firmware on a processor of its own.
class soft_decider final : public decider {
  public:
    soft_decider(const rule_config& rule, const grid_map& map) : system_({}, nullptr) {
        const std::string file = std::string(MEMGLIA_SOURCE_DIR) + "/firmware/images/nav_soft.elf";
        const std::string text = read_bytes(file);
        load_program(parse_elf(text, file), file, system_);
        REQUIRE(system_.write_memory(tables_at, tables_of(quantised_rule(rule), map)));
    }
    void begin_episode() override { first_ = true; }
    direction decide(const observation& seen) override {
        REQUIRE(
            system_.send(seen.cell | std::uint32_t{seen.contacts} << 24 | (first_ ? 1U << 31 : 0)));
        first_ = false;
        const std::uint32_t word = answer();
        cycles += word >> 8;
        ++decisions;
        return static_cast<direction>(word & 3U);
    }
    void outcome(bool rewarded) override {
        if (!rewarded) return;
        system_.raise(constant_of("SYSTEM", "INTERRUPT_EVENT_0"));
        cycles += answer();
    }
    std::uint64_t cycles = 0;
    std::uint64_t decisions = 0;

  private:
    std::uint32_t answer() {
        REQUIRE(system_.run(riscv_core::no_limit, 10'000'000) == program_stop::asleep);
        const auto word = system_.receive();
        REQUIRE(word.has_value());
        return *word;
    }
    processor_system system_;
    bool first_ = false;
};

// The rule as docs/snan-rule.md states it, cell by cell, with nothing kept that can be looked up.
class stated_rule final : public decider {
  public:
    stated_rule(const rule_config& rule, const grid_map& map)
        : rule_(rule), map_(map), calcium_(map.cells()), visited_(map.cells()), tag_(map.cells()) {
        weight_.assign(map.cells(), {});
        for (auto& row : weight_) row.fill(rule_.weight_initial);
    }
    void begin_episode() override {
        now_ += rule_.rest_decisions;
        tag_.assign(map_.cells(), {});
    }
    direction decide(const observation& seen) override {
        ++now_;
        calcium_[seen.cell] = std::min(255, calcium(seen.cell) + rule_.calcium_per_visit);
        visited_[seen.cell] = now_;
        std::array<std::int32_t, 4> charge{};
        std::int32_t best = rule_.fire_threshold;
        for (const direction side : all_directions) {
            const auto i = static_cast<std::size_t>(side);
            const auto to = map_.neighbour(seen.cell, side);
            const auto level = static_cast<std::size_t>(to ? calcium(*to) : 0);
            charge[i] = weight_[seen.cell][i] * rule_.gain_of_gate[rule_.gate_of_calcium[level]];
            if ((seen.contacts & contact_bit(side)) != 0) {
                charge[i] -= quantised_rule::contact_inhibition;
            }
            best = std::max(best, charge[i]);
        }
        std::vector<direction> winners;
        for (const direction side : all_directions) {
            if (charge[static_cast<std::size_t>(side)] == best) winners.push_back(side);
        }
        if (winners.empty()) {
            for (const direction side : all_directions) {
                if ((seen.contacts & contact_bit(side)) == 0) winners.push_back(side);
            }
        }
        std::size_t which = 0;
        if (winners.size() > 1) {
            random_ ^= random_ << 13;
            random_ ^= random_ >> 17;
            random_ ^= random_ << 5;
            which = (random_ >> 16) * winners.size() >> 16;
            ++ties;
        }
        tag_[seen.cell] = {now_, winners.at(which)};
        return winners.at(which);
    }
    void outcome(bool rewarded) override {
        for (cell_index cell = 0; rewarded && cell < map_.cells(); ++cell) {
            const auto& [when, side] = tag_[cell];
            if (when == 0 || now_ - when >= rule_.learning_steps.size()) continue;
            const int step = rule_.learning_steps[now_ - when];
            for (std::size_t i = 0; i < 4; ++i) {
                int& w = weight_[cell][i];
                if (i == static_cast<std::size_t>(side)) {
                    w = std::min<int>(rule_.weight_max, w + step);
                } else if (w > rule_.weight_initial) {
                    w = std::max<int>(rule_.weight_initial, w - step);
                }
            }
        }
    }
    std::uint64_t ties = 0;

  private:
    int calcium(cell_index cell) const {
        const std::uint64_t age = now_ - visited_[cell];
        if (age >= 4096) return 0;
        const int fine = (calcium_[cell] * rule_.decay_fine[age % 64] + 128) / 256;
        return (fine * rule_.decay_coarse[age / 64] + 128) / 256;
    }

    quantised_rule rule_;
    const grid_map& map_;
    std::uint64_t now_ = 0;
    std::uint32_t random_ = 2463534242U;
    std::vector<int> calcium_;
    std::vector<std::uint64_t> visited_;
    std::vector<std::pair<std::uint64_t, direction>> tag_;
    std::vector<std::array<int, 4>> weight_;
};

/// Two deciders side by side: the first one's choice is carried out.
class both_of final : public decider {
  public:
    both_of(decider& first, decider& second) : first_(first), second_(second) {}
    void begin_episode() override {
        first_.begin_episode();
        second_.begin_episode();
    }
    direction decide(const observation& seen) override {
        const direction chosen = first_.decide(seen);
        REQUIRE(second_.decide(seen) == chosen);
        return chosen;
    }
    void outcome(bool rewarded) override {
        first_.outcome(rewarded);
        second_.outcome(rewarded);
    }

  private:
    decider& first_;
    decider& second_;
};

}  // namespace

TEST_CASE("firmware: nav_soft decides as the rule states, ties and learning included") {
    for (const std::uint64_t seed : {4U, 5U, 6U}) {
        const rule_config rule = test::rule();
        const maze task = generate_maze(8, 8, 0.2, seed);
        soft_decider firmware(rule, task.map);
        stated_rule stated(rule, task.map);
        both_of both(firmware, stated);
        for (int episode = 0; episode < 10; ++episode) {
            run_episode(task, step_limit(task.map), both);
        }
        CHECK(firmware.decisions > 100);
        CHECK(stated.ties > 10);
    }
}

TEST_CASE("firmware: nav_soft takes some hundred cycles a decision") {
    const maze task = generate_maze(8, 8, 0.2, 4);
    soft_decider agent(test::rule(), task.map);
    for (int episode = 0; episode < 10; ++episode) {
        run_episode(task, step_limit(task.map), agent);
    }
    const std::uint64_t each = agent.cycles / agent.decisions;
    CAPTURE(agent.cycles, agent.decisions);
    CHECK(each == 393);
}
