#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/tasks/working_memory/memory_score.hpp"
#include "snan/tasks/working_memory/memory_task.hpp"
#include "snan/tasks/working_memory/pools_in_double.hpp"

using namespace memglia;

namespace {

memory_condition with(std::vector<memory_manipulation> manipulations) {
    return {.name = "some", .manipulations = std::move(manipulations)};
}

const memory_condition intact = with({});
const memory_condition knocked_out = with({{memory_manipulation_kind::knock_out}});
const memory_condition inhibited_in_delay =
    with({{memory_manipulation_kind::inhibit, memory_phase::delay}});
const memory_condition inhibited_in_sample =
    with({{memory_manipulation_kind::inhibit, memory_phase::sample}});
const memory_condition rescued =
    with({{memory_manipulation_kind::knock_out},
          {memory_manipulation_kind::activate, memory_phase::always, 1.8}});

// Two alike pools of two neurons each without chance, synapses and power-up.
memory_network_config plain_network() {
    memory_network_config config;
    config.pools = 2;
    config.neurons_per_pool = 2;
    config.spread = 0;
    config.neuron.noise = 0;
    config.neuron.excitation = 0;
    config.neuron.inhibition = 0;
    config.neuron.homeostasis.duration_s = 0;
    return config;
}

pools_in_double make(const memory_network_config& config,
                     const memory_condition& condition = intact, std::uint64_t seed = 1) {
    return {config, draw_pools(config, condition, seed), seed};
}

// Pools that remember nothing, or what was shown alone last; they note what is done to them.
class toy_pools final : public memory_pools {
  public:
    explicit toy_pools(std::uint32_t count, bool remembers)
        : remembers_(remembers), spikes_(count) {}

    void run(std::uint64_t ticks) override {
        if (ticks == 0) return;
        const std::size_t shown = shown_.size();
        if (shown == 1) last_ = shown_[0];
        if (shown == 2 && remembers_) ++spikes_[last_];
        shown_.clear();
        ticks_ += ticks;
    }
    void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) override {
        if (current > 0) shown_.push_back(pool);
        stimuli.push_back({ticks_, pool, current, ticks});
    }
    void manipulate(const pool_control& control) override { controls.push_back({ticks_, control}); }
    std::uint32_t count() const override { return static_cast<std::uint32_t>(spikes_.size()); }
    std::uint64_t ticks() const override { return ticks_; }
    std::uint64_t spikes(std::uint32_t pool) const override { return spikes_[pool]; }
    std::uint64_t synaptic_events() const override { return 0; }
    double calcium(std::uint32_t) const override { return 0; }

    struct shown_stimulus {
        std::uint64_t tick;
        std::uint32_t pool;
        double current;
        std::uint64_t ticks;
    };
    std::vector<shown_stimulus> stimuli;
    std::vector<std::pair<std::uint64_t, pool_control>> controls;

  private:
    bool remembers_;
    std::uint32_t last_ = 0;
    std::uint64_t ticks_ = 0;
    std::vector<std::uint32_t> shown_;
    std::vector<std::uint64_t> spikes_;
};

working_memory_config toy_config(std::uint32_t trials, std::vector<memory_delay> delays) {
    working_memory_config config;
    config.trials = trials;
    config.trial.delays = std::move(delays);
    return config;
}

}  // namespace

TEST_CASE("working memory: a neuron without chance spikes at the interval of its equation") {
    memory_network_config config = plain_network();
    config.neuron.bias = 1.25;
    pools_in_double pools = make(config, {.name = "alone", .astrocytes = false});
    // 1.25 (1 - e^(-k/20)) reaches 1 where k = 20 ln 5 = 32.2: the tick of a spike is the first of
    // the next 33.
    pools.run(33 * 100);
    CHECK(pools.spikes(0) == 2 * 100);
    CHECK(pools.spikes(1) == 2 * 100);
    pools.run(32);
    CHECK(pools.spikes(0) == 2 * 100);
    pools.run(1);
    CHECK(pools.spikes(0) == 2 * 101);
}

TEST_CASE("working memory: a refractory neuron is silent, and integrates") {
    memory_network_config config = plain_network();
    config.neuron.bias = 100;
    config.neuron.refractory_s = 7e-3;
    pools_in_double pools = make(config);
    pools.run(70);
    CHECK(pools.spikes(0) == 2 * 10);
}

TEST_CASE(
    "working memory: calcium decays, rises with spikes up to its cap, and may be knocked out") {
    memory_network_config config = plain_network();
    config.neuron.bias = 1.25;
    config.astrocyte.per_spike = 0.3;
    config.astrocyte.current = 0;
    pools_in_double pools = make(config);
    double expected = 0;
    std::uint64_t before = 0;
    for (int t = 0; t < 2000; ++t) {
        pools.run(1);
        expected *= std::exp(-1e-3 / 2);
        expected = std::min(1.5, expected + 0.3 * static_cast<double>(pools.spikes(1) - before));
        before = pools.spikes(1);
        REQUIRE(pools.calcium(1) == Approx(expected).epsilon(1e-12));
    }
    CHECK(expected > 1.4);
    pools.manipulate({.knock_out = true});
    pools.run(100);
    CHECK(pools.calcium(1) == 0);
    CHECK(pools.spikes(1) > before);
}

TEST_CASE("working memory: gliotransmission is a current and a gain, in proportion to the gate") {
    memory_network_config config = plain_network();
    config.neuron.bias = 1.25;
    config.astrocyte.current = 0.5;
    const auto spikes = [&](const pool_control& control, double bias) {
        memory_network_config own = config;
        own.neuron.bias = bias;
        pools_in_double pools = make(own, with({}));
        pools.manipulate(control);
        pools.run(10'000);
        return pools.spikes(0);
    };
    // A current of 2 G as long as the gate is held there: what a bias of as much more does but for
    // the first tick.
    CHECK(spikes({.knock_out = true, .least_gate = 2}, 1.25) == spikes({.knock_out = true}, 2.25));
    CHECK(spikes({.knock_out = true, .inhibit = true, .least_gate = 2}, 1.25) ==
          spikes({.knock_out = true}, 1.25));
    // A pool that excites itself with w and gain 1 + 0.5 * 2 does as one with 2 w.
    config.astrocyte.current = 0;
    config.astrocyte.gain = 0.5;
    config.neuron.excitation = 0.02;
    const std::uint64_t gained = spikes({.knock_out = true, .least_gate = 2}, 1.25);
    const std::uint64_t as_is = spikes({.knock_out = true}, 1.25);
    config.neuron.excitation = 0.04;
    CHECK(gained == spikes({.knock_out = true}, 1.25));
    CHECK(gained > as_is);
}

TEST_CASE("working memory: every spike passes all other neurons, one tick later") {
    memory_network_config config = plain_network();
    config.neuron.bias = 1.25;
    pools_in_double pools = make(config);
    pools.run(33);
    CHECK(pools.synaptic_events() == 0);
    pools.run(1);
    CHECK(pools.synaptic_events() == 4 * 3);
}

TEST_CASE("working memory: power-up brings every neuron near one rate") {
    memory_network_config config;
    const auto spread_of_rates = [&](double duration_s) {
        config.neuron.homeostasis.duration_s = duration_s;
        pools_in_double pools = make(config, knocked_out);
        pools.manipulate({.knock_out = true});
        pools.run(memory_ticks(duration_s));
        std::map<std::uint32_t, double> rates;
        for (int t = 0; t < 40'000; ++t) {
            pools.run(1);
            for (const std::uint32_t j : pools.spiking()) rates[j] += 1.0 / 40;
        }
        std::vector<double> all(128);
        for (const auto& [j, rate] : rates) all[j] = rate;
        std::sort(all.begin(), all.end());
        return std::pair{all[12], all[115]};
    };
    const auto [settled_low, settled_high] = spread_of_rates(60);
    CHECK(settled_low > 0.05);
    CHECK(settled_high < 0.75);
    const auto [raw_low, raw_high] = spread_of_rates(0);
    CHECK(raw_low < 0.05);
    CHECK(raw_high > 1);
}

TEST_CASE("working memory: constants differ by the spread and no more, and conditions share them") {
    const memory_network_config config;
    const drawn_pools drawn = draw_pools(config, intact, 5);
    const auto check_range = [](std::vector<double> values, double value) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        CHECK(*low >= 0.8 * value);
        CHECK(*high <= 1.2 * value);
        CHECK(*high - *low > 0.35 * value);
    };
    std::vector<double> tau;
    std::vector<double> threshold;
    for (const drawn_neuron& n : drawn.neurons) {
        tau.push_back(n.tau_m_s);
        threshold.push_back(n.threshold);
    }
    check_range(tau, 20e-3);
    check_range(threshold, 1);
    const drawn_pools strong =
        draw_pools(config, {.name = "strong", .astrocytes = false, .excitation = 3}, 5);
    CHECK(strong.astrocytes.empty());
    CHECK(strong.neurons[7].bias == drawn.neurons[7].bias);
    CHECK(strong.weight[1] == Approx(3 * drawn.weight[1]));
    CHECK(strong.weight[40] == drawn.weight[40]);
    CHECK(drawn.weight[40] < 0);
    CHECK(drawn.weight[0] == 0);
}

TEST_CASE("working memory: pools that remember choose right, others by chance") {
    const working_memory_config config = toy_config(400, {{0.5}});
    for (const bool remembers : {true, false}) {
        toy_pools pools(4, remembers);
        const auto trials = run_memory_trials(config, intact, 1, pools);
        REQUIRE(trials.size() == 400);
        const auto right = std::count_if(trials.begin(), trials.end(),
                                         [](const memory_trial& t) { return t.is_right; });
        if (remembers) CHECK(right == 400);
        if (!remembers) CHECK(std::abs(right - 200) < 50);
        std::map<std::uint32_t, int> samples;
        for (const memory_trial& t : trials) {
            CHECK(t.sample != t.other);
            CHECK(t.choice == (t.is_right ? t.sample : t.other));
            ++samples[t.sample];
        }
        CHECK(samples.size() == 4);
    }
}

TEST_CASE("working memory: in an alternation the choice is the next sample") {
    working_memory_config config = toy_config(100, {{0.5}, {1}});
    config.trial.paradigm = memory_paradigm::alternation;
    for (const bool remembers : {true, false}) {
        toy_pools pools(4, remembers);
        const auto trials = run_memory_trials(config, intact, 1, pools);
        REQUIRE(trials.size() == 200);
        for (std::size_t k = 0; k < trials.size(); ++k) {
            CHECK(trials[k].sample + trials[k].other == 1);
            CHECK(trials[k].is_right == (trials[k].choice == trials[k].other));
            if (k > 0) CHECK(trials[k].sample == trials[k - 1].choice);
            if (remembers) CHECK(trials[k].is_right);
        }
    }
}

TEST_CASE("working memory: a trial's phases, currents and manipulations come when they should") {
    working_memory_config config = toy_config(1, {{2}});
    const memory_condition condition =
        with({{memory_manipulation_kind::inhibit, memory_phase::delay},
              {memory_manipulation_kind::activate, memory_phase::always, 1.5},
              {memory_manipulation_kind::knock_out, memory_phase::test}});
    toy_pools pools(4, false);
    std::vector<std::uint64_t> moments;
    const auto trials = run_memory_trials(
        config, condition, 1, pools,
        {[&](memory_moment, const memory_trial&) { moments.push_back(pools.ticks()); }});
    const std::vector<std::uint64_t> expected{60'000, 61'000, 63'000, 63'300, 63'500, 65'000};
    CHECK(moments == expected);
    REQUIRE(pools.controls.size() == 5);
    CHECK(pools.controls[0].second == pool_control{});
    CHECK(pools.controls[1] == std::pair{std::uint64_t{60'000}, pool_control{false, false, 1.5}});
    CHECK(pools.controls[2] == std::pair{std::uint64_t{61'000}, pool_control{false, true, 1.5}});
    CHECK(pools.controls[3] == std::pair{std::uint64_t{63'000}, pool_control{true, false, 1.5}});
    CHECK(pools.controls[4] == std::pair{std::uint64_t{63'300}, pool_control{false, false, 1.5}});
    REQUIRE(pools.stimuli.size() == 1 + 2 + 4);
    CHECK(pools.stimuli[0].pool == trials[0].sample);
    CHECK(pools.stimuli[0].ticks == 1000);
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(pools.stimuli[k].current >= 0.85);
        CHECK(pools.stimuli[k].current <= 1.15);
    }
    CHECK(pools.stimuli[2].tick == 63'000);
    CHECK(pools.stimuli[6].current == -5);
    CHECK(pools.stimuli[6].ticks == 200);
}

TEST_CASE("working memory: scores are counted, and compared network by network") {
    working_memory_config config = toy_config(2, {{0}, {2}});
    const auto trial = [](std::uint32_t delay, bool right) {
        memory_trial t;
        t.delay = delay;
        t.is_right = right;
        t.sample_spikes = right ? 1 : 0;
        t.held_spikes = 64;
        t.delay_spikes = 80;
        t.delay_events = 1000;
        return t;
    };
    const memory_runs good{{trial(0, true), trial(1, true), trial(0, true), trial(1, true)},
                           {trial(0, true), trial(1, true), trial(0, false), trial(1, true)}};
    const memory_runs bad{{trial(0, true), trial(1, false), trial(0, true), trial(1, false)},
                          {trial(0, true), trial(1, false), trial(0, false), trial(1, true)}};
    const auto scores = score_memory(config, {good, bad});
    REQUIRE(scores.size() == 2);
    REQUIRE(scores[0].size() == 2);
    CHECK(scores[0][0].right == 3);
    CHECK(scores[0][0].trials == 4);
    CHECK(scores[0][0].ties == 1);
    CHECK(scores[0][0].held_hz == 0);
    CHECK(scores[0][1].right_share() == 1);
    CHECK(scores[0][1].held_hz == 1);
    CHECK(scores[0][1].spikes_per_s == 40);
    CHECK(scores[0][1].events_per_s == 500);
    CHECK(scores[1][0].difference == 0);
    CHECK(scores[1][1].difference == -0.75);
    CHECK(scores[1][1].difference_95.low == -1);
    CHECK(scores[1][1].difference_95.high == -0.5);
    CHECK(scores[1][1].share.high == Approx(share_95(1, 4).high));
}

TEST_CASE("working memory: conditions are told the same samples at the same ticks") {
    working_memory_config config = toy_config(2, {{0}, {0.5}});
    config.network.neuron.homeostasis.duration_s = 1;
    pools_in_double a = make(config.network, intact, 3);
    pools_in_double b = make(config.network, knocked_out, 3);
    const auto first = run_memory_trials(config, intact, 3, a);
    const auto second = run_memory_trials(config, knocked_out, 3, b);
    REQUIRE(first.size() == 4);
    for (std::size_t k = 0; k < first.size(); ++k) {
        CHECK(first[k].delay == second[k].delay);
        CHECK(first[k].sample == second[k].sample);
        CHECK(first[k].other == second[k].other);
        CHECK(first[k].begin_tick == second[k].begin_tick);
    }
}

TEST_CASE("working memory: astrocytes hold it, in double precision") {
    working_memory_config config = toy_config(8, {{0}, {6}});
    const auto right = [&](const memory_condition& condition) {
        std::array<double, 2> shares{};
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            pools_in_double pools = make(config.network, condition, seed);
            for (const memory_trial& t : run_memory_trials(config, condition, seed, pools)) {
                shares[t.delay] += t.is_right ? 1.0 / 24 : 0;
            }
        }
        return shares;
    };
    const auto of_intact = right(intact);
    CHECK(of_intact[0] > 0.9);
    CHECK(of_intact[1] > 0.9);
    const auto of_knocked_out = right(knocked_out);
    CHECK(of_knocked_out[0] > 0.9);
    CHECK(of_knocked_out[1] < 0.75);
    CHECK(right(inhibited_in_sample)[1] > 0.9);
    CHECK(right(inhibited_in_delay)[1] < 0.75);
    CHECK(right(rescued)[1] > 0.9);
    // Recurrent excitation alone: strong enough, or not.
    CHECK(right({.name = "recurrent", .astrocytes = false, .excitation = 3.3})[1] > 0.9);
    CHECK(right({.name = "weak", .astrocytes = false, .excitation = 2})[1] < 0.75);
}

TEST_CASE("working memory: bad input is refused with its key") {
    const auto refused = [](const std::function<void(working_memory_config&)>& change,
                            const std::string& path) {
        working_memory_config config;
        change(config);
        try {
            config.validate();
            FAIL("accepted");
        } catch (const input_error& error) {
            CHECK(error.data.path == path);
        }
    };
    CHECK_NOTHROW(working_memory_config().validate());
    refused([](auto& c) { c.trial.delays.clear(); }, "trial.delays");
    refused([](auto& c) { c.conditions.clear(); }, "conditions");
    refused([](auto& c) { c.conditions.push_back(c.conditions[0]); }, "conditions[1].name");
    refused([](auto& c) { c.conditions[0].name = ""; }, "conditions[0].name");
    refused([](auto& c) { c.network.pools = 64, c.network.neurons_per_pool = 65; },
            "network.neurons_per_pool");
    refused(
        [](auto& c) {
            c.conditions[0].astrocytes = false;
            c.conditions[0].manipulations = {{memory_manipulation_kind::inhibit}};
        },
        "conditions[0].manipulations");
    refused([](auto& c) { c.conditions[0] = with({{memory_manipulation_kind::activate}}); },
            "conditions[0].manipulations[0].gate");
    refused(
        [](auto& c) {
            c.conditions[0] = with({{memory_manipulation_kind::inhibit, memory_phase::test, 1}});
        },
        "conditions[0].manipulations[0].gate");
}
