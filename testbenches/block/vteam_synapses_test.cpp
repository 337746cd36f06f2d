#include "snan/mapping/vteam_synapses.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

#include "rtl_models/navigation/crossbar_tile.hpp"
#include "testbenches/block/chip_bench.hpp"

// Rung 1b's synapses at the edges of programming, where the tile must do the same.
using namespace memglia;

namespace {

constexpr contact_bits north = contact_bit(direction::north);

chip_config quiet_vteam() {
    chip_config config = ideal_chip();
    config.device = samples::noisy_device();
    config.device.sigma_cycle = 0;
    config.device.sigma_read = 0;
    return config;
}

/// Pulses that one reinforcement from level 0 takes in a tile with the same configuration.
std::uint32_t tile_pulses(const chip_config& config, std::uint8_t step) {
    ledger book;
    crossbar_tile tile(config.tile, config.device, config.crossbar,
                       config.tech.bit_line_cell_f.value, book);
    chip_image image = samples::row_image(1);
    image.weight_initial = 0;
    tile.load(image, 1, 0);
    return tile.reinforce(0, north, step).pulses;
}

}  // namespace

TEST_CASE("block: vteam synapses: a level exactly at the tolerance is left as it is") {
    // An erased cell has code 0 exactly, a level is 8 codes: one level up is 8 codes away.
    chip_config config = quiet_vteam();
    config.tile.programming.tolerance_codes = 8;
    CHECK(vteam_synapses(config, 1, 0, 15).reinforce(0, north, 1) == 0);
    CHECK(tile_pulses(config, 1) == 0);
    config.tile.programming.tolerance_codes = 7.999;
    const std::uint32_t pulses = vteam_synapses(config, 1, 0, 15).reinforce(0, north, 1);
    CHECK(pulses > 0);
    CHECK(tile_pulses(config, 1) == pulses);
}

TEST_CASE("block: vteam synapses: a level at the end of the range is reached, and no pulse more") {
    // Codes 0 to 15: the highest level is the fully SET cell, which pulses reach exactly.
    chip_config config = quiet_vteam();
    config.device.codes = 16;
    config.tile.codes_per_level = 1;
    config.tile.programming.tolerance_codes = 0;
    vteam_synapses reference(config, 1, 0, 15);
    const std::uint32_t pulses = reference.reinforce(0, north, 15);
    CHECK(reference.read_levels(0)[0] == 15);
    CHECK(pulses > 1);
    CHECK(pulses < config.tile.programming.max_pulses);
    CHECK(tile_pulses(config, 15) == pulses);
}

TEST_CASE("block: vteam synapses: a synapse shrinks by the step, to the initial level at most") {
    chip_config config = quiet_vteam();
    config.tile.programming.tolerance_codes = 2.5;
    vteam_synapses reference(config, 1, 4, 15);
    const auto level = [&reference] { return reference.read_levels(0)[0]; };
    reference.reinforce(0, north, 6);
    CHECK(level() == 10);
    reference.reinforce(0, 0, 1);
    CHECK(level() == 9);
    reference.reinforce(0, 0, 15);
    CHECK(level() == 4);
    CHECK(reference.reinforce(0, 0, 1) == 0);
}

TEST_CASE("block: vteam synapses: programming gives up after the pulses it may have") {
    chip_config config = quiet_vteam();
    config.tile.programming.max_pulses = 3;
    CHECK(vteam_synapses(config, 1, 0, 15).reinforce(0, north, 15) == 3);
    CHECK(tile_pulses(config, 15) == 3);
}

TEST_CASE("block: vteam synapses: open loop gives a pulse per missing code, up and down") {
    chip_config config = quiet_vteam();
    config.tile.programming.scheme = programming_scheme::open_loop;
    vteam_synapses reference(config, 1, 0, 15);
    CHECK(reference.reinforce(0, north, 2) == 16);
    CHECK(tile_pulses(config, 2) == 16);
    const std::int32_t up = reference.read_levels(0)[0];
    CHECK(up > 0);
    CHECK(reference.reinforce(0, 0, 15) > 0);
    CHECK(reference.read_levels(0)[0] < up);
    config.tile.programming.max_pulses = 5;
    CHECK(vteam_synapses(config, 1, 0, 15).reinforce(0, north, 2) == 5);
    CHECK(tile_pulses(config, 2) == 5);
}
