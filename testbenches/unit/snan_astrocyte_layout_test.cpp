#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "snan/astrocyte_layout.hpp"

using namespace memglia;

namespace {

rule_config regions(std::uint32_t width, std::uint32_t height) {
    rule_config r;
    r.region_width_cells = width;
    r.region_height_cells = height;
    return r;
}

}  // namespace

TEST_CASE("snan: astrocytes cover rectangles of cells, numbered row by row") {
    const astrocyte_layout one(regions(1, 1), grid_map(4, 3));
    CHECK(one.astrocytes() == 12);
    CHECK_FALSE(one.per_synapse());
    for (cell_index c = 0; c < 12; ++c) CHECK(one.of_cell(c) == c);
    // Sides that do not divide the map leave smaller territories at its right and lower edge.
    for (const std::uint32_t side : {1U, 2U, 3U, 5U, 9U}) {
        for (const std::uint32_t rise : {1U, 2U, 4U, 7U}) {
            for (const auto& [width, height] :
                 std::vector<std::array<std::uint32_t, 2>>{{7, 5}, {8, 4}, {1, 9}, {6, 6}}) {
                const grid_map m(width, height);
                const astrocyte_layout layout(regions(side, rise), m);
                CAPTURE(side, rise, width, height);
                std::vector<int> cells(layout.astrocytes(), 0);
                const std::uint32_t columns = (width + side - 1) / side;
                for (cell_index c = 0; c < m.cells(); ++c) {
                    const std::uint32_t a = layout.of_cell(c);
                    REQUIRE(a < layout.astrocytes());
                    CHECK(a % columns == m.x_of(c) / side);
                    CHECK(a / columns == m.y_of(c) / rise);
                    ++cells[a];
                }
                CHECK(*std::min_element(cells.begin(), cells.end()) > 0);
            }
        }
    }
    // 20 astrocytes of five neurons on 10 x 10.
    CHECK(astrocyte_layout(regions(5, 1), grid_map(10, 10)).astrocytes() == 20);
}

TEST_CASE("snan: a synapse is gated by the astrocyte of the cell that it leads to") {
    const grid_map map(5, 4);
    const astrocyte_layout layout(regions(2, 3), map);
    int edges = 0;
    for (cell_index c = 0; c < map.cells(); ++c) {
        for (const direction a : all_directions) {
            const auto to = map.neighbour(c, a);
            const auto gating = layout.of_synapse(map, c, a);
            REQUIRE(gating.has_value() == to.has_value());
            if (to) {
                CHECK(*gating == layout.of_cell(*to));
            } else {
                ++edges;
            }
        }
    }
    CHECK(edges == 2 * (5 + 4));
}

TEST_CASE("snan: with an astrocyte per synapse no two synapses share one") {
    rule_config r;
    r.astrocyte_per = astrocyte_extent::synapse;
    const grid_map map(5, 4);
    const astrocyte_layout layout(r, map);
    CHECK(layout.per_synapse());
    CHECK(layout.astrocytes() == 4 * 20);
    std::set<std::uint32_t> used;
    for (cell_index c = 0; c < map.cells(); ++c) {
        for (const direction a : all_directions) {
            const auto own = layout.of_synapse(map, c, a);
            CHECK(own.has_value() == map.neighbour(c, a).has_value());
            if (!own) continue;
            CHECK(*own < layout.astrocytes());
            CHECK(used.insert(*own).second);
        }
    }
    CHECK(used.size() == 80 - 18);
}
