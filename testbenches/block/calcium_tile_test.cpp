#include "rtl_models/astrocyte/calcium_tile.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/chip/network_area.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/sample_network.hpp"

using namespace memglia;

namespace {

// Units in a ring whose calcium does not decay.
calcium_image ring(std::uint32_t units) {
    calcium_image image;
    image.per_spike = 1'000;
    image.cap = 1 << 23;
    image.decay.fine.fill(1 << 20);
    image.decay.coarse.fill(1 << 20);
    image.gates_of_unit.resize(units);
    image.conductance = 1 << 18;
    for (std::uint32_t u = 0; u < units; ++u) image.edges.push_back({u, (u + 1) % units});
    return image;
}

}  // namespace

TEST_CASE("calcium tile: what flows over edges is neither made nor lost") {
    calcium_tile tile(ring(9));
    random_stream draw(1, "test", "calcium tile");
    std::int64_t spikes = 0;
    for (std::uint64_t tick = 0; tick < 2'000; ++tick) {
        if (tick < 500 && draw.below(3) == 0) {
            tile.receive(draw.below(9));
            ++spikes;
        }
        tile.run_tick(tick);
        std::int64_t sum = 0;
        for (std::uint32_t u = 0; u < 9; ++u) {
            CHECK(tile.calcium(u, tick) >= 0);
            sum += tile.calcium(u, tick);
        }
        CHECK(sum == 1'000 * spikes);
    }
    CHECK(tile.done().exchanges == 9 * 2'000);
    CHECK(tile.done().decays == 9 * 2'000);
    CHECK(tile.cycles_of_tick() == 9 * 3);
}

TEST_CASE("calcium tile: gates follow calcium that has flowed in and out again") {
    calcium_image image = ring(4);
    image.decay.fine[1] = 1 << 19;
    image.table_shift = 4;
    for (std::size_t i = 0; i < image.gate.size(); ++i) {
        image.gate[i] = static_cast<std::int32_t>(i);
    }
    for (std::uint32_t u = 0; u < 4; ++u) image.gates_of_unit[u].push_back({0, u});
    calcium_tile tile(image);
    std::vector<std::int32_t> open(4, 0);
    tile.receive(0);
    std::int32_t most = 0;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        for (const calcium_tile::update& u : tile.run_tick(tick)) open[u.to.gate] = u.open;
        most = std::max(most, open[1]);
    }
    CHECK(most > 0);
    // A half rounds up, so one unit of calcium is left of what halves in every tick.
    CHECK(open == std::vector<std::int32_t>(4, 0));
}

TEST_CASE("network chip: exchanges between coupled units are billed") {
    network net = test::sample_network();
    const auto told = in_own_process([&]() -> std::vector<std::uint64_t> {
        net.astrocytes[0].coupling = coupling_config{coupling_graph::grid, 0.1, 2, "", {}};
        network_chip_config config = test::ideal_network_chip({}, 16);
        config.tech.sram_read_j.value = 1;
        config.tech.multiply_8b_j.value = 1'000;
        network_on_chip chip(net, config);
        chip.run(50);
        std::vector<std::uint64_t> all;
        for (const bill_line& line : chip.bill().lines) {
            if (line.event != "exchange" && line.event != "exchange_unit") continue;
            all.push_back(line.count);
            all.push_back(static_cast<std::uint64_t>(line.j) / line.count);
        }
        return all;
    });
    // Four edges, four units: reads and multiplications of each.
    CHECK(told == std::vector<std::uint64_t>{4 * 50, 7'505, 4 * 50, 7'503});
}

TEST_CASE("network chip: edges take memory") {
    network_chip_image image;
    image.mesh_width = image.mesh_height = 1;
    image.fields.push_back(ring(200));
    const auto banks = [&image] {
        std::uint64_t count = 0;
        for (const area_item& item : network_chip_area({}, image)) {
            if (item.component == "astrocyte_sram_bank") count = item.count;
        }
        return count;
    };
    CHECK(banks() == (64 + 4 * 200 + 200 + 200 + 200 + 1 + 255) / 256);
    std::get<calcium_image>(image.fields[0]).edges.clear();
    CHECK(banks() == (64 + 4 * 200 + 200 + 255) / 256);
}
