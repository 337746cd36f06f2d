#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/astrocyte/resource_tile.hpp"
#include "snan/reference/fixed_resource.hpp"

using namespace memglia;

namespace {

// Random units on a ring; some of them empty, some full, rates up to the largest.
fixed_resource_model random_model(random_stream& draw) {
    fixed_resource_model m;
    const std::uint32_t units = 3 + draw.below(30);
    m.bits = 4 + draw.below(13);
    m.depletion = static_cast<std::int32_t>(draw.below((1U << 28U) + 1) >> draw.below(20));
    m.replenishment = static_cast<std::int32_t>(draw.below((1U << 20U) + 1) >> draw.below(12));
    m.conductance = static_cast<std::int32_t>(draw.below(1U << 19U));
    m.exchanges = draw.below(5);
    m.tag = static_cast<std::uint32_t>(draw.bits());
    for (std::uint32_t u = 0; u < units; ++u) {
        if (m.exchanges > 0) m.edges.push_back({u, (u + 1) % units});
        const std::uint32_t one = 1U << m.bits;
        const std::uint32_t kind = draw.below(4);
        const std::uint32_t some = draw.below(one + 1);
        m.synaptic.push_back(static_cast<std::int32_t>(kind == 0 ? 0 : kind == 1 ? one : some));
        const std::uint32_t more = draw.below(2 * one);
        m.astrocytic.push_back(static_cast<std::int32_t>(kind == 2 ? 0 : more));
    }
    return m;
}

std::int64_t sum_of(const fixed_resource& r) {
    std::int64_t sum = 0;
    for (std::uint32_t u = 0; u < r.units(); ++u) sum += r.synaptic(u) + r.astrocytic(u);
    return sum;
}

// The model's units dealt to so many tiles, at nodes 10, 11 ...
std::vector<resource_tile> tiles_of(const fixed_resource_model& m, std::uint32_t count) {
    const auto units = static_cast<std::uint32_t>(m.synaptic.size());
    const auto tile_of = [&](std::uint32_t u) { return u * count / units; };
    std::vector<resource_image> images(count);
    std::vector<std::uint32_t> local(units);
    for (std::uint32_t u = 0; u < units; ++u) {
        resource_image& image = images[tile_of(u)];
        if (image.synaptic.empty()) image.first_unit = u;
        local[u] = u - image.first_unit;
        image.synaptic.push_back(m.synaptic[u]);
        image.astrocytic.push_back(m.astrocytic[u]);
        image.gates_of_unit.push_back({{u, 0}});
    }
    for (std::uint32_t e = 0; e < m.edges.size(); ++e) {
        const auto [first, second] = m.edges[e];
        images[tile_of(first)].ways.push_back(
            {local[first], {tile_of(second) + 10, local[second]}, 2 * e});
        images[tile_of(second)].ways.push_back(
            {local[second], {tile_of(first) + 10, local[first]}, 2 * e + 1});
    }
    std::vector<resource_tile> tiles;
    for (resource_image& image : images) {
        image.bits = m.bits;
        image.depletion = m.depletion;
        image.replenishment = m.replenishment;
        image.conductance = m.conductance;
        image.exchanges = m.exchanges;
        image.ways_of_field = static_cast<std::uint32_t>(2 * m.edges.size());
        image.tag = m.tag;
        tiles.emplace_back(image);
    }
    return tiles;
}

}  // namespace

TEST_CASE("resource: no quantum is made or lost, on random states in every tick") {
    random_stream draw(1, "test", "quanta");
    for (int trial = 0; trial < 200; ++trial) {
        const fixed_resource_model model = random_model(draw);
        fixed_resource units(model);
        const std::int64_t all = sum_of(units);
        const std::int64_t one = std::int64_t{1} << model.bits;
        std::vector<std::uint32_t> spikes(units.units());
        for (std::uint32_t tick = 0; tick < 50; ++tick) {
            units.exchange(tick);
            for (std::uint32_t& n : spikes) n = draw.below(3) * draw.below(20);
            units.react(spikes, tick);
            REQUIRE(sum_of(units) == all);
            for (std::uint32_t u = 0; u < units.units(); ++u) {
                REQUIRE(units.synaptic(u) >= 0);
                REQUIRE(units.synaptic(u) <= one);
                REQUIRE(units.astrocytic(u) >= 0);
                REQUIRE(units.gate(u) >= 0);
                REQUIRE(units.gate(u) <= 256);
            }
        }
    }
}

TEST_CASE("resource: tiles do bit for bit what the units of one field do, however they are dealt") {
    random_stream draw(2, "test", "quanta");
    for (int trial = 0; trial < 200; ++trial) {
        const fixed_resource_model model = random_model(draw);
        const auto count = static_cast<std::uint32_t>(model.synaptic.size());
        fixed_resource units(model);
        std::vector<resource_tile> tiles = tiles_of(model, 1 + draw.below(std::min(count, 5U)));
        std::vector<std::int32_t> known(count);
        const auto learn = [&known](const std::vector<astrocyte_tile::update>& updates) {
            for (const astrocyte_tile::update& u : updates) known[u.to.node] = u.open;
        };
        for (const resource_tile& tile : tiles) learn(tile.initial_gates());
        std::vector<std::uint32_t> spikes(count);
        for (std::uint32_t tick = 0; tick < 40; ++tick) {
            for (std::uint32_t& n : spikes) n = draw.below(3) * draw.below(20);
            units.exchange(tick);
            for (std::uint32_t round = 0; round < model.exchanges; ++round) {
                for (resource_tile& tile : tiles) {
                    for (const auto& [to, amount] : tile.exchange(tick, round)) {
                        tiles[to.node - 10].take(to.unit, amount);
                    }
                }
                for (resource_tile& tile : tiles) tile.end_exchange();
            }
            std::uint32_t u = 0;
            for (resource_tile& tile : tiles) {
                for (std::uint32_t i = 0; i < tile.units(); ++i, ++u) {
                    for (std::uint32_t n = 0; n < spikes[u]; ++n) tile.receive(i);
                }
                learn(tile.run_tick(tick));
            }
            for (u = 0; u < count; ++u) REQUIRE(known[u] == units.gate(u));
            units.react(spikes, tick);
            u = 0;
            for (const resource_tile& tile : tiles) {
                for (std::uint32_t i = 0; i < tile.units(); ++i, ++u) {
                    REQUIRE(tile.synaptic(i) == units.synaptic(u));
                    REQUIRE(tile.astrocytic(i) == units.astrocytic(u));
                }
            }
        }
    }
}

TEST_CASE("resource: a difference over a ring decays as diffusion does, in the mean") {
    // a = 1000 + 500 cos: the mode decays by 1 - 2 g (1 - cos(2 pi / N)) an exchange.
    fixed_resource_model m;
    constexpr std::uint32_t n = 24;
    m.conductance = 300'000;
    m.exchanges = 2;
    m.tag = 99;
    std::vector<double> mode(n);
    for (std::uint32_t u = 0; u < n; ++u) {
        m.edges.push_back({u, (u + 1) % n});
        mode[u] = std::cos(2 * 3.14159265358979 * u / n);
        m.synaptic.push_back(0);
        m.astrocytic.push_back(static_cast<std::int32_t>(100'000 + 50'000 * mode[u]));
    }
    m.bits = 17;
    fixed_resource units(m);
    constexpr std::uint32_t ticks = 30;
    for (std::uint32_t tick = 0; tick < ticks; ++tick) units.exchange(tick);
    double amplitude = 0;
    for (std::uint32_t u = 0; u < n; ++u) {
        amplitude += 2.0 / n * mode[u] * static_cast<double>(units.astrocytic(u));
    }
    const double factor = 1 - 2 * 300'000 / 1048576.0 * (1 - std::cos(2 * 3.14159265358979 / n));
    CHECK(amplitude == Approx(50'000 * std::pow(factor, 2.0 * ticks)).epsilon(1e-3));
}
