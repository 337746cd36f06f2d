#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/chip/network_area.hpp"
#include "rtl_models/cost/memory_wire.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/sample_network.hpp"

// What a chip of neurocores bills for a network.
using namespace memglia;
using namespace memglia::test;

namespace {

// A table in which every number is another one.
technology some_prices() {
    technology t;
    double value = 1e-12;
    technology::fields(t, [&value](const field&, auto& member) {
        if constexpr (requires { member.value; }) {
            member.value = value;
            member.source = "test";
            value *= 1.1;
        }
    });
    t.router_control.value = 0.25;
    t.write_supply.value = 1.5;
    return t;
}

network_chip_config some_chip() {
    network_chip_config config = ideal_network_chip({.weight_levels = 15, .state_bits = 24}, 4);
    config.tech = some_prices();
    return config;
}

network spiking_network() {
    network net = sample_network();
    for (std::uint64_t tick = 0; tick < 200; ++tick) {
        for (std::uint32_t j = 0; j < 5; ++j) {
            if ((tick + j) % 7 == 0) net.populations[0].spikes->spikes.push_back({j, tick});
        }
    }
    return net;
}

// Joules of every line, and the sums: total, over components, over blocks.
std::vector<double> billed(const network& net, const network_chip_config& config,
                           std::vector<std::string>* names = nullptr) {
    const auto bits = in_own_process([&]() -> std::vector<std::uint64_t> {
        network_on_chip chip(net, config);
        chip.run(200);
        const block_bill bill = chip.bill();
        double components = 0;
        for (std::size_t i = 0; i < component_count; ++i) {
            components += bill.of(static_cast<component>(i));
        }
        double blocks = 0;
        std::set<std::string> seen;
        for (const bill_line& line : bill.lines) {
            if (seen.insert(line.block).second) blocks += bill.of_block(line.block);
        }
        std::vector<std::uint64_t> told;
        for (const double j : {bill.total_j(), components, blocks}) {
            told.push_back(std::bit_cast<std::uint64_t>(j));
        }
        for (const bill_line& line : bill.lines) {
            told.push_back(std::bit_cast<std::uint64_t>(line.j));
            const std::string name =
                line.block + " " + std::string(name_of(line.part)) + " " + std::string(line.event);
            told.push_back(name.size());
            told.insert(told.end(), name.begin(), name.end());
        }
        return told;
    });
    std::vector<double> joules;
    for (std::size_t k = 0; k < bits.size();) {
        joules.push_back(std::bit_cast<double>(bits[k++]));
        if (joules.size() <= 3) continue;
        const std::size_t length = bits[k++];
        std::string name;
        for (std::size_t c = 0; c < length; ++c) name += static_cast<char>(bits[k++]);
        if (names != nullptr) names->push_back(name);
    }
    return joules;
}

}  // namespace

TEST_CASE("network bill: lines add up to components, blocks and the total") {
    const auto joules = billed(spiking_network(), some_chip());
    REQUIRE(joules.size() > 30);
    CHECK(joules[0] > 0);
    CHECK(joules[1] == Approx(joules[0]).epsilon(1e-12));
    CHECK(joules[2] == Approx(joules[0]).epsilon(1e-12));
    double lines = 0;
    for (std::size_t k = 3; k < joules.size(); ++k) lines += joules[k];
    CHECK(lines == joules[0]);
}

TEST_CASE("network bill: neurons that nothing drives cost their updates, the clock and leakage") {
    network net;
    net.populations.resize(1);
    net.populations[0].name = "idle";
    net.populations[0].size = 10;
    net.populations[0].lif.emplace();
    std::vector<std::string> names;
    billed(net, some_chip(), &names);
    CHECK(names == std::vector<std::string>{"core[0] neurons update", "core[1] neurons update",
                                            "core[2] neurons update", "chip clock cycle",
                                            "chip static leakage"});
}

TEST_CASE(
    "network bill: noise, a floor and homeostasis are lines, memory and circuits of their own") {
    network net;
    net.populations.resize(1);
    net.populations[0].name = "idle";
    net.populations[0].size = 4;
    lif_config& lif = net.populations[0].lif.emplace();
    const auto area_of = [&net]() {
        const network_chip_config config = some_chip();
        const fixed_network fixed = quantise(net, format_of(config));
        return report(map_network(net, fixed, config), config).area_m2;
    };
    const auto words_of_neurons = [&net]() {
        const network_chip_config config = some_chip();
        const fixed_network fixed = quantise(net, format_of(config));
        return memory_of(map_network(net, fixed, config).image.cores[0]).neuron_words;
    };
    const double plain_m2 = area_of();
    CHECK(words_of_neurons() == 12);
    lif.v_floor = -1;
    lif.noise = 0.1;
    const double noisy_m2 = area_of();
    CHECK(noisy_m2 > plain_m2);
    CHECK(words_of_neurons() == 16);
    // 100 of the 200 ticks that are billed.
    lif.homeostasis = homeostasis_config{.until_s = 10e-3};
    CHECK(area_of() > noisy_m2);
    CHECK(words_of_neurons() == 20);
    std::vector<std::string> names;
    const auto joules = billed(net, some_chip(), &names);
    const auto of = [&](const std::string& event) {
        const auto at = std::find(names.begin(), names.end(), "core[0] neurons " + event);
        REQUIRE(at != names.end());
        return joules[3 + static_cast<std::size_t>(at - names.begin())];
    };
    const technology t = some_prices();
    const double add_j = t.add_16b_j.value * 24 / 16;
    CHECK(of("floor") == Approx(200 * 4 * 2 * add_j));
    CHECK(of("threshold_offset") ==
          Approx(200 * 4 * (add_j + t.sram_read_j.value + bank_wire_j(t, 1))));
    CHECK(of("homeostasis") ==
          Approx(100 * 4 * (2 * add_j + t.sram_write_j.value + bank_wire_j(t, 1))));
    const double random_j = 2 * 16 * t.multiply_8b_j.value + 3 * 2 * t.add_16b_j.value;
    CHECK(of("noise") == Approx(200 * 4 *
                                (t.sram_read_j.value + bank_wire_j(t, 1) + random_j + add_j +
                                 t.multiply_8b_j.value * 24 * 17 / 64)));
}

TEST_CASE("network bill: neurons of every model have lines, words and circuits of their own") {
    struct model {
        std::uint64_t words;
        std::vector<std::string> lines;
        std::function<void(population&)> make;
    };
    const std::vector<model> models{
        {12, {"update"}, [](population& p) { p.lif.emplace(); }},
        {16, {"izhikevich"}, [](population& p) { p.izhikevich.emplace(); }},
        {16, {"adex", "exponential"}, [](population& p) { p.adex.emplace(); }}};
    const network_chip_config config = some_chip();
    double plain_m2 = 0;
    for (const model& m : models) {
        network net;
        net.populations.resize(1);
        net.populations[0].name = "idle";
        net.populations[0].size = 4;
        m.make(net.populations[0]);
        const fixed_network fixed = quantise(net, format_of(config));
        const mapped_network mapped = map_network(net, fixed, config);
        CHECK(memory_of(mapped.image.cores[0]).neuron_words == m.words);
        const double area_m2 = report(mapped, config).area_m2;
        if (m.words == 12) plain_m2 = area_m2;
        CHECK((m.words == 12 || area_m2 > plain_m2));
        std::vector<std::string> names;
        billed(net, config, &names);
        std::vector<std::string> expected;
        for (const std::string& line : m.lines) expected.push_back("core[0] neurons " + line);
        expected.push_back("chip clock cycle");
        expected.push_back("chip static leakage");
        CHECK(names == expected);
    }
}

TEST_CASE("network bill: a price that doubles doubles the lines it is the price of, and no other") {
    const network net = spiking_network();
    std::vector<std::string> names;
    const auto before = billed(net, some_chip(), &names);
    struct priced {
        technology_entry technology::*entry;
        std::set<std::string> lines;
    };
    const std::vector<priced> all{
        {&technology::neuron_spike_j, {"neurons spike"}},
        {&technology::link_j, {"router link"}},
        {&technology::router_hop_j, {"router hop"}},
        {&technology::clock_wire_j_per_m, {"clock cycle"}},
        {&technology::write_supply, {"crossbar_write cells", "crossbar_write lines"}}};
    for (const priced& p : all) {
        network_chip_config config = some_chip();
        (config.tech.*p.entry).value *= 2;
        const auto after = billed(net, config);
        REQUIRE(after.size() == before.size());
        std::set<std::string> doubled;
        for (std::size_t k = 3; k < before.size(); ++k) {
            if (after[k] == before[k]) continue;
            CHECK(after[k] == 2 * before[k]);
            doubled.insert(names[k - 3].substr(names[k - 3].find(' ') + 1));
        }
        CHECK(doubled == p.lines);
    }
}

TEST_CASE("network bill: the ends of a range bound the bill") {
    const auto totals = in_own_process([]() -> std::vector<std::uint64_t> {
        network_chip_config config = some_chip();
        config.tech.sram_read_j.low = config.tech.sram_read_j.value / 2;
        config.tech.bit_line_cell_f.high = 2 * config.tech.bit_line_cell_f.value;
        network_on_chip chip(spiking_network(), config);
        chip.run(200);
        std::vector<std::uint64_t> told;
        for (const estimate end : {estimate::low, estimate::value, estimate::high}) {
            told.push_back(std::bit_cast<std::uint64_t>(chip.bill(end).total_j()));
        }
        return told;
    });
    CHECK(std::bit_cast<double>(totals[0]) < std::bit_cast<double>(totals[1]));
    CHECK(std::bit_cast<double>(totals[1]) < std::bit_cast<double>(totals[2]));
}

TEST_CASE("network mapping: as many cores as there may be are tried before it is refused") {
    network net;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = 6;
    net.populations[0].poisson.emplace();
    net.populations[1].name = "out";
    net.populations[1].size = 6;
    net.populations[1].lif.emplace();
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "out";
    p.connect = connection_rule::one_to_one;
    p.weight = 0.5;
    network_chip_config config = some_chip();
    config.core.neurons = 256;
    config.core.synapses.array_rows = 2;
    config.core.synapses.arrays = 1;
    config.most_cores = 3;
    const fixed_network fixed = quantise(net, format_of(config));
    CHECK(map_network(net, fixed, config).image.cores.size() == 3);
    config.most_cores = 2;
    CHECK_THROWS_WITH(map_network(net, fixed, config), Catch::Contains("needs 3 rows"));
}
