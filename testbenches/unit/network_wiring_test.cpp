#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "snan/network/wiring.hpp"
#include "testbenches/support/sample_network.hpp"

using namespace memglia;
using memglia::test::sample_network;

namespace {

std::vector<synapse> synapses_of(const network& net, std::size_t projection_index) {
    std::vector<synapse> all;
    for_each_synapse(net, projection_index, [&all](const synapse& s) { all.push_back(s); });
    return all;
}

}  // namespace

TEST_CASE("network: all to all has every pair once, by source") {
    network net = sample_network();
    const auto all = synapses_of(net, 0);
    REQUIRE(all.size() == 50);
    CHECK(expected_synapses(net, 0) == 50);
    for (std::size_t k = 0; k < all.size(); ++k) {
        CHECK(all[k].source == k / 10);
        CHECK(all[k].target == k % 10);
        CHECK(all[k].weight >= 0.1);
        CHECK(all[k].weight <= 0.5);
        CHECK(all[k].delay_ticks == 1);
    }
    CHECK(all[0].weight != all[1].weight);
    net.projections[1].connect = connection_rule::all_to_all;
    net.projections[1].probability = 0;
    CHECK(synapses_of(net, 1).size() == 90);
    CHECK(expected_synapses(net, 1) == 90);
    net.projections[1].autapses = true;
    CHECK(synapses_of(net, 1).size() == 100);
    net.projections[1].connect = connection_rule::one_to_one;
    for (const synapse& s : synapses_of(net, 1)) CHECK(s.source == s.target);
}

TEST_CASE("network: chance takes as many pairs as it should, each at most once") {
    network net = sample_network();
    net.populations[1].size = 100;
    const double pairs = 100 * 99;
    for (const double p : {0.01, 0.3, 1.0}) {
        net.projections[1].probability = p;
        const auto some = synapses_of(net, 1);
        const double deviation = std::sqrt(pairs * p * (1 - p));
        CHECK(static_cast<double>(some.size()) == Approx(p * pairs).margin(4 * deviation + 1e-9));
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
        std::vector<int> of_delay(30);
        for (const synapse& s : some) {
            CHECK(s.source != s.target);
            CHECK(seen.emplace(s.source, s.target).second);
            ++of_delay.at(s.delay_ticks);
        }
        CHECK(std::is_sorted(some.begin(), some.end(), [](const synapse& a, const synapse& b) {
            return std::pair(a.source, a.target) < std::pair(b.source, b.target);
        }));
        for (std::uint32_t d = 0; d < 30; ++d) CHECK((of_delay[d] > 0) == (d >= 11 && d <= 19));
    }
}

TEST_CASE("network: the seed decides, and a name of its own makes draws of its own") {
    network net = sample_network();
    const auto first = synapses_of(net, 1);
    const auto again = synapses_of(net, 1);
    REQUIRE(first.size() == again.size());
    for (std::size_t k = 0; k < first.size(); ++k) {
        CHECK(first[k].target == again[k].target);
        CHECK(first[k].delay_ticks == again[k].delay_ticks);
    }
    const double weight = synapses_of(net, 0)[0].weight;
    net.projections[1].name = "other";
    CHECK(synapses_of(net, 0)[0].weight == weight);
    net.seed = 2;
    CHECK(synapses_of(net, 0)[0].weight != weight);
}

TEST_CASE("network: a table is visited by source, rows of one source in their order") {
    network net = sample_network();
    projection& p = net.projections[0];
    p.connect = connection_rule::list;
    p.table = {{3, 0, 3}, {7, 9, 2}, {}, {5, 6, 7}};
    const auto all = synapses_of(net, 0);
    REQUIRE(all.size() == 3);
    CHECK(all[0].target == 9);
    CHECK(all[1].target == 7);
    CHECK(all[2].target == 2);
    CHECK(all[2].delay_ticks == 7);
}
