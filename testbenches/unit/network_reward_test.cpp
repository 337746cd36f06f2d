#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

// Pair STDP whose changes wait for rewards.
using namespace memglia;

namespace {

constexpr double tick_s = 1e-3;
constexpr double tau_plus = 20;
constexpr double tau_minus = 30;
constexpr double tau_eligible = 200;

// `inputs` inputs that spike together, a cell that is held and spikes in tick 30, rewards.
network one_pair(std::uint32_t inputs, const std::vector<std::uint64_t>& rewards, double gain) {
    network net;
    net.tick_s = tick_s;
    net.populations.resize(3);
    net.populations[0].name = "in";
    net.populations[0].size = inputs;
    net.populations[0].spikes.emplace();
    for (std::uint32_t i = 0; i < inputs; ++i) {
        // The first comes before the cell's spike, the second after it.
        net.populations[0].spikes->spikes.push_back({i, 10});
        net.populations[0].spikes->spikes.push_back({i, 75});
    }
    net.populations[1].name = "cell";
    net.populations[1].lif.emplace();
    net.populations[1].clamp = clamp_config{{{0, 2}}, "", {{0, 30}}};
    net.populations[2].name = "reward";
    net.populations[2].size = 2;
    net.populations[2].spikes.emplace();
    for (const std::uint64_t tick : rewards) {
        net.populations[2].spikes->spikes.push_back({0, tick});
    }
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cell";
    p.weight = 0.5;
    p.delay_ticks = 0;
    p.stdp = pair_stdp_config{.a_plus = 0.1,
                              .a_minus = 0.08,
                              .tau_plus_s = tau_plus * tick_s,
                              .tau_minus_s = tau_minus * tick_s,
                              .w_max = 1,
                              .reward = reward_config{"reward", tau_eligible * tick_s, gain}};
    return net;
}

// Eligibility after this tick's pairs.
double eligibility(double tick) {
    double c = 0;
    if (tick >= 30) c += 0.1 * std::exp(-20 / tau_plus) * std::exp((30 - tick) / tau_eligible);
    if (tick >= 75) c -= 0.08 * std::exp(-45 / tau_minus) * std::exp((75 - tick) / tau_eligible);
    return c;
}

double mean_weight(const network_simulation& engine) {
    double sum = 0;
    double n = 0;
    engine.for_each_synapse_now(0, [&](const synapse& s) {
        sum += s.weight;
        ++n;
    });
    return sum / n;
}

}  // namespace

TEST_CASE("reward: what pairs have made eligible, as it has decayed, is added when it comes") {
    network_engine engine(one_pair(1, {20, 50, 130, 131}, 2));
    const auto at = [&engine](std::uint64_t ticks) {
        engine.run(ticks - engine.ticks());
        return mean_weight(engine);
    };
    CHECK(at(50) == 0.5);
    double expected = 0.5 + 2 * eligibility(50);
    CHECK(at(51) == Approx(expected).epsilon(1e-12));
    CHECK(at(130) == Approx(expected).epsilon(1e-12));
    expected += 2 * eligibility(130);
    CHECK(at(131) == Approx(expected).epsilon(1e-12));
    expected += 2 * eligibility(131);
    CHECK(at(1'000) == Approx(expected).epsilon(1e-12));
}

TEST_CASE("reward: several in a tick add up, punishments take off, weights stay within bounds") {
    network two = one_pair(1, {100}, 1.5);
    two.populations[2].spikes->spikes.push_back({1, 100});
    network_engine engine(two);
    engine.run(200);
    CHECK(mean_weight(engine) == Approx(0.5 + 3 * eligibility(100)).epsilon(1e-12));
    network_engine punished(one_pair(1, {100}, -3));
    punished.run(200);
    CHECK(mean_weight(punished) == Approx(0.5 - 3 * eligibility(100)).epsilon(1e-12));
    network_engine most(one_pair(1, {100}, 900));
    most.run(200);
    CHECK(mean_weight(most) == 1);
    network_engine least(one_pair(1, {100}, -900));
    least.run(200);
    CHECK(mean_weight(least) == 0);
    network_engine never(one_pair(1, {}, 5));
    never.run(200);
    CHECK(mean_weight(never) == 0.5);
}

TEST_CASE("reward: in fixed point levels move by as much in the mean") {
    // Of 2000 synapses that round by chance, each by a level at most in 15: 0.5 / 15 / sqrt(2000).
    for (const std::uint32_t levels : {15U, 255U}) {
        fixed_engine engine(one_pair(2'000, {50, 130}, 2),
                            {.weight_levels = levels, .state_bits = 24});
        const double before = mean_weight(engine);
        engine.run(200);
        const double within = 4 * 0.5 / levels / std::sqrt(2'000.0) + 1e-3;
        CHECK(mean_weight(engine) - before ==
              Approx(2 * eligibility(50) + 2 * eligibility(130)).margin(within));
    }
}

TEST_CASE("reward: populations and times that do not fit are refused with their place") {
    const auto refused_at = [](const network& net) -> std::string {
        try {
            check(net);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "accepted";
    };
    network net = one_pair(1, {}, 1);
    CHECK(refused_at(net) == "accepted");
    net.projections[0].stdp->reward->by = "rewards";
    CHECK(refused_at(net) == "projections[0].stdp.reward.by");
    net = one_pair(1, {}, 1);
    net.projections[0].stdp->reward->tau_s = tick_s / 2;
    CHECK(refused_at(net) == "projections[0].stdp.reward.tau_s");
}
