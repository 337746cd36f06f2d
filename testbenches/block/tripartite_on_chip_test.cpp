#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "rtl_models/chip/network_area.hpp"
#include "rtl_models/cost/memory_wire.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"

// Columns that a core writes where astrocytes permit it.
using namespace memglia;
using namespace memglia::test;

namespace {

// Cells that a table holds: what they learn does not depend on what they hear.
network held_cells(std::uint32_t inputs, std::uint32_t cells, const std::vector<spike_event>& in,
                   const std::vector<spike_event>& out) {
    network net;
    net.tick_s = 1e-3;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = inputs;
    net.populations[0].spikes.emplace().spikes = in;
    net.populations[1].name = "cells";
    net.populations[1].size = cells;
    net.populations[1].lif.emplace();
    net.populations[1].clamp = clamp_config{{{0, 10}}, "", out};
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.weight = 5;
    p.delay_ticks = 0;
    p.tripartite = tripartite_config{.window_s = 5e-3, .pause_s = 10e-3};
    p.tripartite->synaptic_scaling = synaptic_scaling_config{.total = 1, .floor = 1};
    return net;
}

// Three inputs to two cells; three columns are written.
network three_columns() {
    return held_cells(3, 2, {{0, 1}, {1, 1}, {2, 1}, {0, 30}, {1, 30}, {2, 30}},
                      {{0, 2}, {1, 2}, {1, 5}, {0, 31}});
}

std::uint64_t count_of(const block_bill& bill, component part, std::string_view event) {
    std::uint64_t all = 0;
    for (const bill_line& line : bill.lines) {
        if (line.part == part && line.event == event) all += line.count;
    }
    return all;
}

double joules_of(const block_bill& bill, component part, std::string_view event) {
    double all = 0;
    for (const bill_line& line : bill.lines) {
        if (line.part == part && line.event == event) all += line.j;
    }
    return all;
}

network_chip_config ideal_chip() {
    network_chip_config chip = ideal_network_chip({.weight_levels = 15, .state_bits = 24}, 4);
    chip.tech.sram_read_j.value = 3e-12;
    chip.tech.sram_write_j.value = 5e-12;
    chip.tech.add_16b_j.value = 7e-14;
    chip.tech.flip_flop_j.value = 11e-15;
    return chip;
}

}  // namespace

TEST_CASE("tripartite on chip: words, columns and pairs are counted and priced one by one") {
    const network_chip_config config = ideal_chip();
    const network net = three_columns();
    const fixed_network fixed = quantise(net, format_of(config));
    // Three rows, six synapses, two words of each of two columns, sums up to 45.
    CHECK(memory_of(map_network(net, fixed, config).image.cores[0]).trace_words ==
          3 + 6 + 2 * 2 + 46);
    network_on_chip chip(net, config);
    chip.run(60);
    const block_bill bill = chip.bill();
    constexpr auto learning = component::learning;
    CHECK(count_of(bill, learning, "arrival_tick") == 6);
    CHECK(count_of(bill, learning, "pause") == 4);
    CHECK(count_of(bill, learning, "column_write") == 3);
    CHECK(count_of(bill, learning, "pairing") == 9);
    CHECK(count_of(bill, learning, "scaling_table") == 3);
    CHECK(count_of(bill, component::crossbar_write, "read") == 9);
    const double wire_j = bank_wire_j(config.tech, 1);
    const double read_j = 3e-12 + wire_j;
    const double write_j = 5e-12 + wire_j;
    CHECK(joules_of(bill, learning, "arrival_tick") == Approx(6 * write_j));
    CHECK(joules_of(bill, learning, "pause") == Approx(4 * (read_j + 2 * 7e-14)));
    CHECK(joules_of(bill, learning, "column_write") == Approx(3 * 2 * write_j));
    CHECK(joules_of(bill, learning, "pairing") == Approx(9 * (2 * read_j + 3 * 7e-14)));
    CHECK(joules_of(bill, learning, "scaling_table") == Approx(3 * (read_j + 24 * 11e-15)));
    std::vector<double> weights;
    chip.for_each_synapse_now(0, [&](const synapse& s) { weights.push_back(s.weight); });
    CHECK(weights == std::vector<double>{7, 6, 7, 6, 7, 6});
}

TEST_CASE(
    "tripartite on chip: a column takes a cycle a word and the time of its reads and pulses") {
    // What a run with writes takes more than one without.
    struct taken {
        std::uint64_t cycles;
        std::uint64_t pulses;
        std::uint64_t verifies;
    };
    const auto run = [](double until_s) {
        const auto told = in_own_process([until_s]() -> std::vector<std::uint64_t> {
            network net = three_columns();
            net.projections[0].tripartite->until_s = until_s;
            network_on_chip chip(net, ideal_chip());
            chip.run(60);
            const block_bill bill = chip.bill();
            return {chip.chip().busy_cycles(),
                    count_of(bill, component::crossbar_write, "column_drive"),
                    count_of(bill, component::crossbar_write, "verify")};
        });
        return taken{told[0], told[1], told[2]};
    };
    const taken with = run(1);
    const taken without = run(1e-3);
    CHECK(without.pulses == 0);
    CHECK(with.pulses > 0);
    const network_chip_config config = ideal_chip();
    const double analogue_s = static_cast<double>(with.pulses) * config.device.t_pulse_s +
                              static_cast<double>(with.verifies + 9) * config.device.t_read_s;
    const double cycles = 4 + 9 + 3 + 3 + analogue_s * config.clock_hz;
    // Two ticks write, each to the next whole cycle.
    CHECK(static_cast<double>(with.cycles - without.cycles) == Approx(cycles + 1).margin(1.01));
}

TEST_CASE("tripartite on chip: levels that real devices are written to are those of fixed point") {
    std::vector<spike_event> in;
    std::vector<spike_event> out;
    for (std::uint64_t tick = 0; tick < 600; ++tick) {
        for (std::uint32_t i = 0; i < 20; ++i) {
            if ((tick * (i + 3)) % 41 < 4) in.push_back({i, tick});
        }
        for (std::uint32_t j = 0; j < 10; ++j) {
            if ((tick * (j + 5)) % 37 < 5) out.push_back({j, tick});
        }
    }
    const network net = held_cells(20, 10, in, out);
    fixed_engine integers(net, {.weight_levels = 15, .state_bits = 24});
    integers.run(600);
    std::vector<double> expected;
    integers.for_each_synapse_now(0, [&](const synapse& s) { expected.push_back(s.weight); });
    // Levels that differ, how far the farthest is off, columns written, writes that gave up.
    const auto run = [&](double sigma_read) {
        return in_own_process([&, sigma_read]() -> std::vector<std::uint64_t> {
            network_chip_config config;  // TaOx/HfOx
            config.core.neurons = 16;
            config.device.sigma_read = sigma_read;
            config.tech.write_supply.value = 1;
            network_on_chip chip(net, config);
            chip.run(600);
            std::size_t k = 0;
            std::uint64_t apart = 0;
            double furthest = 0;
            chip.for_each_synapse_now(0, [&](const synapse& s) {
                const double by = std::abs(s.weight - expected[k++]);
                furthest = std::max(furthest, by);
                apart += by > 0 ? 1 : 0;
            });
            const block_bill bill = chip.bill();
            CHECK(joules_of(bill, component::crossbar_write, "cells") > 0);
            return {apart, static_cast<std::uint64_t>(furthest),
                    count_of(bill, component::learning, "column_write"), chip.write_failures()};
        });
    };
    const network_chip_config config;
    REQUIRE(config.device.model == device_kind::vteam);
    REQUIRE(config.device.sigma_read > 0);
    // A level is 8 codes and a verified one within 2.5 of its own: a read without noise finds it.
    const auto exact = run(0);
    CHECK(exact[0] == 0);
    CHECK(exact[2] > 300);
    CHECK(exact[3] == 0);
    // With noise a read is wrong by a level now and then, and the step is taken from there.
    const auto noisy = run(config.device.sigma_read);
    CAPTURE(noisy);
    CHECK(noisy[0] > 0);
    CHECK(noisy[0] < expected.size() / 2);
    CHECK(noisy[1] <= 4);
    CHECK(noisy[2] == exact[2]);
    CHECK(noisy[3] == 0);
}
