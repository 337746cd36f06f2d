#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/tile/synapse_array.hpp"

using namespace memglia;

namespace {

device_config analogue_device() {
    device_config device;
    device.vteam.r_on_ohm = 1e5;
    device.vteam.r_off_ohm = 1e6;
    device.sigma_cycle = 0.01;
    device.sigma_read = 0.03;
    return device;
}

device_config ideal_device() {
    device_config device = analogue_device();
    device.model = device_kind::ideal;
    device.sigma_cycle = 0;
    device.sigma_read = 0;
    return device;
}

/// One group; rows of synapses given as {column, level}.
core_image image_of(std::uint32_t columns,
                    const std::vector<std::vector<std::array<std::int32_t, 2>>>& rows) {
    core_image image;
    image.column_tag.resize(columns);
    image.groups.resize(1);
    image.row_begin = {0};
    for (const auto& row : rows) {
        image.rows.push_back({});
        for (const auto& [column, level] : row) {
            image.column.push_back(static_cast<std::uint32_t>(column));
            image.level.push_back(level);
        }
        image.row_begin.push_back(static_cast<std::uint32_t>(image.column.size()));
    }
    return image;
}

std::map<std::uint32_t, std::int32_t> read(synapse_array& array, std::size_t row) {
    std::map<std::uint32_t, std::int32_t> levels;
    array.read(row, [&levels](std::uint32_t c, std::int32_t level) { levels[c] = level; });
    return levels;
}

synapse_array_config config_of(std::uint32_t levels_per_cell, std::uint32_t slices) {
    synapse_array_config config;
    config.array_rows = 4;
    config.levels_per_cell = levels_per_cell;
    config.slices = slices;
    return config;
}

}  // namespace

TEST_CASE("synapse array: an ideal device gives back every level, of both signs and all slices") {
    for (const auto& [levels, slices] : {std::array{1U, 1U}, {15U, 1U}, {3U, 2U}, {15U, 2U}}) {
        const synapse_array_config config = config_of(levels, slices);
        const auto most = static_cast<std::int32_t>(config.weight_levels());
        std::vector<std::vector<std::array<std::int32_t, 2>>> rows;
        for (std::int32_t level = -most; level <= most; ++level) {
            rows.push_back({{0, level}, {5, -level}});
        }
        const core_image image = image_of(8, rows);
        for (const wire_model wires : {wire_model::ideal, wire_model::exact}) {
            access_config access;
            access.wires = wires;
            access.lines = {0, 0, 0, 0};
            synapse_array array(image, config, ideal_device(), access, 0, 1, 0);
            for (std::size_t r = 0; r < rows.size(); ++r) {
                const auto seen = read(array, r);
                CHECK(seen.size() == 2);
                CHECK(seen.at(0) == rows[r][0][1]);
                CHECK(seen.at(5) == rows[r][1][1]);
            }
            CHECK(array.take_work().failures == 0);
        }
    }
}

TEST_CASE("synapse array: a read has the distribution of two noisy currents") {
    const device_config device = analogue_device();
    const synapse_array_config config = config_of(15, 1);
    const core_image image = image_of(1, {{{0, 12}}});
    synapse_array array(image, config, device, {}, 0, 7, 0);
    // The same cells, read by the array's own noise.
    cell_array cells(config.array_rows, 2, device_model(device), {}, 0);
    cells.reset(7, 0);
    const double codes = std::floor((device.codes - 1.0) / config.levels_per_cell);
    program_pair(cells, 0, 0, 12 * codes, config.programming);
    const double level_a = device.v_read_v * cells.device().g_step_s() * codes;
    constexpr int reads = 40'000;
    std::map<std::int32_t, double> share;
    std::map<std::int32_t, double> expected;
    for (int k = 0; k < reads; ++k) {
        share[read(array, 0).at(0)] += 1.0 / reads;
        std::array<double, 2> a{};
        cells.read(0, 0, a);
        const double level = std::floor((a[0] - a[1]) / level_a + 0.5001);
        expected[static_cast<std::int32_t>(std::min(15.0, std::max(0.0, level)))] += 1.0 / reads;
    }
    CHECK(expected.size() >= 3);
    for (const auto& [level, p] : expected) {
        INFO("level " << level);
        // Five standard deviations of the difference of two shares.
        CHECK(std::abs(share[level] - p) < 5 * std::sqrt(2 * p * (1 - p) / reads) + 5.0 / reads);
    }
}

TEST_CASE("synapse array: a read costs what its cells take, before and after a write") {
    const device_config device = ideal_device();
    synapse_array_config config = config_of(15, 1);
    config.programming.tolerance_codes = 0;
    const core_image image = image_of(3, {{{0, 15}, {2, 4}}});
    constexpr double line_f = 1e-16;
    synapse_array array(image, config, device, {}, line_f, 1, 0);
    const auto programming = array.take_work();
    CHECK(programming.pulses == (15 + 4) * 8);
    CHECK(programming.row_reads == 0);
    const device_model model(device);
    const double v = device.v_read_v;
    const auto cells_j = [&](double levels) {
        const double g = 4 * model.g_off_s() + levels * 8 * model.g_step_s();
        return v * v * g * device.t_read_s;
    };
    for (int k = 0; k < 10; ++k) read(array, 0);
    array.move(0, 1, 3);
    for (int k = 0; k < 5; ++k) read(array, 0);
    const auto done = array.take_work();
    CHECK(done.row_reads == 15);
    CHECK(done.pair_reads == 30);
    CHECK(done.pulses == 3 * 8);
    CHECK(done.read_cells_j == Approx(10 * cells_j(19) + 5 * cells_j(22)).epsilon(1e-12));
    // Before its change the second pair was read alone, at level 4; then once after each pulse, and
    // once before the first.
    const double g = 2 * model.g_off_s() + 4 * 8 * model.g_step_s();
    CHECK(done.plastic_reads == 1);
    CHECK(done.verifies == 3 * 8 + 1);
    CHECK(done.verify_lines_j == Approx(line_f * v * v * 2 * config.array_rows).epsilon(1e-12));
    CHECK(done.verify_cells_j > 2 * v * v * g * device.t_read_s);
    CHECK(done.read_lines_j == Approx(15 * line_f * v * v * 4 * config.array_rows).epsilon(1e-12));
    CHECK(array.events() == 30);
    const auto nothing = array.take_work();
    CHECK(nothing.row_reads == 0);
    CHECK(nothing.read_cells_j == 0);
}

TEST_CASE("synapse array: levels move within 0 and the largest") {
    const core_image image = image_of(1, {{{0, 10}}});
    synapse_array array(image, config_of(15, 1), ideal_device(), {}, 0, 1, 0);
    array.move(0, 0, 100);
    CHECK(array.level(0) == 15);
    CHECK(array.move(0, 0, 1).seconds == Approx(10e-9));  // a read, nothing to write
    array.move(0, 0, -100);
    CHECK(array.level(0) == 0);
    CHECK(array.take_work().failures == 0);
}

TEST_CASE("synapse array: most pairs with a stuck cell still hold their level") {
    device_config device = ideal_device();
    device.stuck_on_fraction = 0.05;
    device.stuck_off_fraction = 0.05;
    std::vector<std::vector<std::array<std::int32_t, 2>>> rows;
    for (std::int32_t r = 0; r < 400; ++r) rows.push_back({{0, r % 16}, {1, -(r % 16)}});
    const core_image image = image_of(2, rows);
    const auto right = [&](stuck_pairs stuck) {
        synapse_array_config config = config_of(15, 1);
        config.programming.stuck = stuck;
        synapse_array array(image, config, device, {}, 0, 3, 0);
        int count = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const auto seen = read(array, r);
            count += (seen.at(0) == rows[r][0][1]) + (seen.at(1) == rows[r][1][1]);
        }
        return count;
    };
    const int compensated = right(stuck_pairs::compensate);
    const int given_up = right(stuck_pairs::give_up);
    INFO(compensated << " and " << given_up << " of 800");
    CHECK(compensated > 780);
    CHECK(given_up < 720);
}

TEST_CASE("synapse array: what lines resist is what a read misses") {
    std::vector<std::array<std::int32_t, 2>> row;
    for (std::int32_t c = 0; c < 64; ++c) row.push_back({c, 15});
    const core_image image = image_of(64, {row});
    access_config access;
    access.wires = wire_model::exact;
    access.lines = {200, 200, 0, 0};
    synapse_array array(image, config_of(15, 1), ideal_device(), access, 0, 1, 0);
    const auto seen = read(array, 0);
    // Each pair was verified alone; with all driven the far columns get less.
    CHECK(seen.at(0) >= seen.at(63));
    CHECK(seen.at(63) < 15);
}

TEST_CASE("synapse array: levels fade as their cells drift, and the run finds what is left") {
    device_config device = analogue_device();
    device.sigma_cycle = 0;
    device.sigma_read = 0;
    synapse_array_config config = config_of(15, 1);
    config.programming.tolerance_codes = 0.5;
    config.ageing.emplace();
    config.ageing->endurance_cycles = 0;
    config.ageing->drift_nu_on = 0.05;
    config.ageing->drift_nu_off = 0.05;  // alike: a difference of currents fades as they do
    config.age_s = 1e4;
    const core_image image = image_of(5, {{{0, 15}, {1, 12}, {2, -8}, {3, 4}, {4, 1}}});
    synapse_array aged(image, config, device, {}, 0, 1, 0);
    const double left = std::pow(1e4, -0.05);
    std::map<std::uint32_t, std::int32_t> expected;
    for (const auto& [column, level] :
         std::map<std::uint32_t, int>{{0, 15}, {1, 12}, {2, -8}, {3, 4}, {4, 1}}) {
        expected[column] = static_cast<std::int32_t>(std::lround(level * left));
    }
    CHECK(read(aged, 0) == expected);
    CHECK(expected[0] == 9);
    config.age_s = 0;
    synapse_array fresh(image, config, device, {}, 0, 1, 0);
    CHECK(read(fresh, 0)[0] == 15);
}

TEST_CASE("network chip: a verify that cannot tell levels apart is refused") {
    network_chip_config config;
    config.tech.name = "none";
    config.validate();
    config.core.synapses.programming.tolerance_codes = 4;  // a level has eight codes
    CHECK_THROWS_AS(config.validate(), input_error);
    config.core.synapses.levels_per_cell = 7;
    CHECK_NOTHROW(config.validate());
    config.core.synapses.levels_per_cell = 15;
    config.core.synapses.programming.scheme = programming_scheme::open_loop;
    CHECK_NOTHROW(config.validate());
}
