#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/crossbar_tile.hpp"
#include "testbenches/support/rtl_samples.hpp"

// Synapses from state to next state: a row and a pair of columns a place.
using namespace memglia;

namespace {

using levels = std::array<std::int32_t, 4>;

/// width x height places, each joined to its four neighbours.
chip_image grid_image(std::uint32_t width, std::uint32_t height) {
    auto image = samples::row_image(width * height);
    for (std::uint32_t p = 0; p < width * height; ++p) {
        const auto at = [](std::uint32_t q) { return static_cast<std::int32_t>(q); };
        auto& to = image.neighbour[p];
        to.fill(chip_image::no_destination);
        if (p >= width) to[0] = at(p - width);
        if (p % width + 1 < width) to[1] = at(p + 1);
        if (p + width < width * height) to[2] = at(p + width);
        if (p % width > 0) to[3] = at(p - 1);
    }
    image.destination = image.neighbour;
    return image;
}

tile_config by_states(std::uint32_t places) {
    tile_config config;
    config.layout = tile_layout::states;
    config.rows = places;
    return config;
}

struct bench {
    ledger book;
    crossbar_tile tile;

    bench(const tile_config& config, const chip_image& image,
          const device_config& device = samples::ideal_device())
        : tile(config, device, access_config{}, 0.192e-15, book) {
        tile.load(image, image.places, 0);
    }
};

std::uint32_t open_sides(const chip_image& image, std::uint32_t place) {
    std::uint32_t open = 0;
    for (std::uint32_t a = 0; a < 4; ++a) {
        if (image.neighbour[place][a] != chip_image::no_destination) open |= 1U << a;
    }
    return open;
}

}  // namespace

TEST_CASE("rtl: tile by states: the synapse lies where its place's row meets the next one's pair") {
    const auto image = grid_image(4, 3);
    bench b(by_states(12), image);
    CHECK(b.tile.config().places() == 12);
    CHECK(b.tile.array().rows() == 12);
    CHECK(b.tile.array().columns() == 24);
    std::size_t synapses = 0;
    for (std::size_t row = 0; row < 12; ++row) {
        std::set<std::size_t> expected;  // columns of cells that are programmed
        for (const std::int32_t to : image.neighbour[row]) {
            expected.insert(
                2 * (to == chip_image::no_destination ? row : static_cast<std::size_t>(to)));
        }
        for (std::size_t column = 0; column < 24; ++column) {
            CAPTURE(row, column);
            CHECK((b.tile.array().state(row, column) < 1) == (expected.count(column) != 0));
        }
        synapses += expected.size();
    }
    // 17 edges twice, and an own cell for each of the ten places at the rim.
    CHECK(synapses == 2 * 17 + 10);
    for (std::uint32_t p = 0; p < 12; ++p) CHECK(b.tile.read(p).level == levels{4, 4, 4, 4});
}

TEST_CASE("rtl: tile by states: computes what a tile by actions does, with the ideal device") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        random_stream random(seed, "test", "tiles");
        const std::uint32_t width = 2 + random.below(5);
        const std::uint32_t height = 2 + random.below(5);
        auto image = grid_image(width, height);
        image.weight_initial = static_cast<std::uint8_t>(random.below(6));
        image.weight_max = static_cast<std::uint8_t>(image.weight_initial + random.below(10));
        bench states(by_states(width * height), image);
        tile_config plain;
        plain.rows = 8;
        plain.column_groups = 8;
        bench actions(plain, image);
        for (int i = 0; i < 400; ++i) {
            const std::uint32_t place = random.below(image.places);
            const std::uint32_t mask = random.below(16) & open_sides(image, place);
            const std::uint32_t step = random.below(8);
            CAPTURE(seed, i, place, mask, step);
            const auto one = states.tile.reinforce(place, mask, step);
            const auto two = actions.tile.reinforce(place, mask, step);
            REQUIRE(one.pulses == two.pulses);
            REQUIRE(one.failures == two.failures);
            REQUIRE(one.time_s == Approx(two.time_s));
            const std::uint32_t other = random.below(image.places);
            REQUIRE(states.tile.read(other).level == actions.tile.read(other).level);
        }
        for (std::uint32_t p = 0; p < image.places; ++p) {
            CHECK(states.tile.read(p).level == actions.tile.read(p).level);
        }
    }
}

TEST_CASE("rtl: tile by states: a read costs the same cells and counts") {
    const auto image = grid_image(3, 3);
    bench states(by_states(9), image);
    tile_config plain = by_states(9);
    plain.layout = tile_layout::actions;
    plain.column_groups = 1;
    bench actions(plain, image);
    const auto read = [](bench& b) {
        b.book.open(0);
        b.tile.read(4);
        return b.book.close(0);
    };
    const auto one = read(states);
    const auto two = read(actions);
    CHECK(one.counts == two.counts);
    CHECK(joules_of(one, analogue::read_cells) == Approx(joules_of(two, analogue::read_cells)));
    CHECK(joules_of(one, analogue::read_lines) == Approx(joules_of(two, analogue::read_lines)));
}

TEST_CASE("rtl: tile: several actions grow at once, the others shrink to the initial level") {
    auto image = grid_image(3, 3);
    image.weight_max = 9;
    for (const bool states : {true, false}) {
        tile_config config = by_states(9);
        if (!states) config.layout = tile_layout::actions;
        bench b(config, image);
        b.tile.reinforce(4, 0b1010, 3);
        CHECK(b.tile.read(4).level == levels{4, 7, 4, 7});
        b.tile.reinforce(4, 0b0110, 2);
        CHECK(b.tile.read(4).level == levels{4, 9, 6, 5});
        b.tile.reinforce(4, 0b0000, 1);
        CHECK(b.tile.read(4).level == levels{4, 8, 5, 4});
        b.tile.reinforce(4, 0b1111, 7);
        CHECK(b.tile.read(4).level == levels{9, 9, 9, 9});
        CHECK(b.tile.reinforce(4, 0b1111, 7).pulses == 0);
        b.tile.reinforce(4, 0, 7);
        CHECK(b.tile.read(4).level == levels{4, 4, 4, 4});
        CHECK(b.tile.reinforce(4, 0, 7).pulses == 0);
    }
}

TEST_CASE("rtl: tile: stuck cells read their end and count as failures when written") {
    auto device = samples::ideal_device();
    device.stuck_off_fraction = 1;
    tile_config config = by_states(9);
    config.programming.max_pulses = 40;
    bench off(config, grid_image(3, 3), device);
    CHECK(off.tile.read(4).level == levels{0, 0, 0, 0});
    const auto done = off.tile.reinforce(4, 0b0101, 2);
    CHECK(done.failures == 2);
    CHECK(off.tile.read(4).level == levels{0, 0, 0, 0});
    CHECK(off.tile.reinforce(4, 0, 2).failures == 0);  // below the initial level: let be
    // Both cells of a pair at R_on cancel.
    device.stuck_off_fraction = 0;
    device.stuck_on_fraction = 1;
    bench on(config, grid_image(3, 3), device);
    CHECK(on.tile.read(4).level == levels{0, 0, 0, 0});
}

TEST_CASE("rtl: tile by states: it needs the neighbours, and the whole map in one tile") {
    auto image = grid_image(3, 3);
    image.neighbour.clear();
    ledger book;
    crossbar_tile tile(by_states(9), samples::ideal_device(), access_config{}, 0.192e-15, book);
    CHECK_THROWS_WITH(tile.load(image, 9, 0), Catch::Contains("neighbour table"));

    chip_config config;
    config.tile = by_states(100);
    CHECK(plan_floor(config, 100).cores.size() == 1);
    CHECK(plan_floor(config, 60).cores.size() == 1);
    try {
        plan_floor(config, 101);
        FAIL("accepted");
    } catch (const input_error& e) {
        CHECK(e.data.path == "chip.tile.layout");
        CHECK(e.data.found == "found 'states' with 100 rows for 101 places");
        CHECK(e.data.expected == "at least as many rows as places: the whole map in one tile");
    }
    // An image of fewer places than rows uses the first of them.
    bench small(by_states(20), grid_image(3, 3));
    small.tile.reinforce(8, 0b0001, 2);
    CHECK(small.tile.read(8).level == levels{6, 4, 4, 4});
}
