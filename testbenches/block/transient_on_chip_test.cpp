#include <catch2/catch.hpp>
#include <cstdint>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/ideal_network_chip.hpp"

using namespace memglia;
using namespace memglia::test;

TEST_CASE("transients on a chip: from start to rest and again, bit for bit in fixed point") {
    network net;
    net.tick_s = 2e-3;
    net.populations.resize(2);
    net.populations[0].name = "in";
    net.populations[0].size = 12;
    net.populations[0].poisson.emplace().rate_hz = 2;
    net.populations[1].name = "cells";
    net.populations[1].size = 12;
    net.populations[1].lif.emplace().tau_m_s = 1;
    projection& p = net.projections.emplace_back();
    p.name = "p";
    p.source = "in";
    p.target = "cells";
    p.weight = 0.1;
    p.connect = connection_rule::one_to_one;
    astrocyte_field& a = net.astrocytes.emplace_back();
    a.name = "glia";
    a.senses = "in";
    a.neurons_per_unit = 4;
    ullah_transient_config& c = a.ullah_transient.emplace();
    c.strong = 2.5;
    c.trace_tau_s = 0.2;
    c.drive_s = 0.3;
    astrocyte_effect& e = a.effects.emplace_back();
    e.projections = {"p"};
    e.strength = 3;
    a.manipulations = {{manipulation_kind::knock_out, 0, 12, 13}};
    const network probed = with_all_probes(net);

    const number_format format{.weight_levels = 15, .state_bits = 24};
    fixed_engine engine(probed, format);
    network_on_chip chip(probed, ideal_network_chip(format, 5));
    engine.run(15'000);
    chip.run(15'000);
    const auto found = first_difference(engine, chip);
    INFO((found ? found->text() : ""));
    CHECK_FALSE(found);
    // Every unit began several times.
    const astrocyte_tile::work& w = chip.chip().field(0).done();
    CHECK(w.changes > 3 * 2 * 2);
    CHECK(w.states > 1'000);
    CHECK(w.states < 3 * 15'000);
}
