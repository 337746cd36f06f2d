#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"

using namespace memglia;

namespace {

// Six inputs in groups of two. Group 0 spikes in ticks 3, 4 and 9, group 1 in 2 and 12, group 2 in
// 4, 5 (both neurons) and 20.
network three_groups(const readout& r) {
    network net;
    net.tick_s = 1e-3;
    population& p = net.populations.emplace_back();
    p.name = "in";
    p.size = 6;
    p.spikes.emplace().spikes = {{0, 3}, {1, 4}, {0, 9}, {3, 2}, {2, 12},
                                 {4, 4}, {4, 5}, {5, 5}, {5, 20}};
    net.readouts.push_back(r);
    return net;
}

std::vector<std::uint64_t> counts(const readout_result& r) {
    std::vector<std::uint64_t> all;
    for (const group_reading& g : r.groups) all.push_back(g.spikes);
    return all;
}

}  // namespace

TEST_CASE("readout: spikes of a window by group, the first of them and the rate") {
    const network net = three_groups({"r", "in", readout_kind::rate, 2, 3e-3, 10e-3});
    network_engine engine(net);
    CHECK(engine.read(0).ticks == 0);
    engine.run(3);
    CHECK(engine.read(0).ticks == 0);
    CHECK(counts(engine.read(0)) == std::vector<std::uint64_t>{0, 0, 0});
    CHECK(engine.read(0).winners.empty());
    engine.run(3);
    CHECK_FALSE(engine.read(0).is_over);
    CHECK(engine.read(0).ticks == 3);
    CHECK(engine.read(0).groups[2].rate_hz == Approx(3 / 2.0 / 3e-3));
    engine.run(20);
    const readout_result r = engine.read(0);
    CHECK(r.is_over);
    CHECK(r.ticks == 7);
    CHECK(counts(r) == std::vector<std::uint64_t>{3, 0, 3});
    CHECK(r.groups[0].first_tick == 3);
    CHECK_FALSE(r.groups[1].first_tick);
    CHECK(r.groups[2].first_tick == 4);
    CHECK(r.groups[0].rate_hz == Approx(3 / 2.0 / 7e-3));
    CHECK(r.winners == std::vector<std::uint32_t>{0, 2});
    fixed_engine fixed(net, {});
    fixed.run(26);
    CHECK(fixed.read(0) == r);
}

TEST_CASE("readout: the winner has most spikes, and who ties is named") {
    network net = three_groups({"r", "in", readout_kind::winner, 2, 0, 1e9});
    net.readouts.push_back({"late", "in", readout_kind::winner, 3, 0.021, 1e9});
    net.readouts.push_back({"each", "in", readout_kind::winner, 1, 0, 1e9});
    network_engine engine(net);
    engine.run(30);
    CHECK(engine.read(0).winners == std::vector<std::uint32_t>{2});
    CHECK(counts(engine.read(0)) == std::vector<std::uint64_t>{3, 2, 4});
    CHECK(engine.read(1).winners.empty());
    CHECK(engine.read(2).winners == std::vector<std::uint32_t>{0, 4, 5});
    CHECK_FALSE(engine.read(0).is_over);
}
