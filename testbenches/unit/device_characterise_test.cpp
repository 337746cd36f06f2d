#include <catch2/catch.hpp>
#include <vector>

#include "base/choice.hpp"
#include "crossbar/device/transient.hpp"
#include "tools/device/characterise.hpp"

using namespace memglia;

TEST_CASE("device: the pulse train is one transient, and comes back under a window that sticks") {
    device_bench bench;
    bench.device.vteam.law = resistance_law::linear_resistance;
    bench.device.t_pulse_s *= 1e4;  // far beyond what a double holds of a state
    bench.pulses = 20;
    const device_config& d = bench.device;
    std::vector<double> volts(20, d.v_set_v);
    volts.insert(volts.end(), 20, d.v_reset_v);
    std::vector<double> ends;
    for (int i = 1; i <= 40; ++i) ends.push_back(2 * i * d.t_pulse_s);
    for (const window_kind window :
         {window_kind::joglekar, window_kind::prodromakis, window_kind::biolek}) {
        CAPTURE(word_of(window));
        bench.device.vteam.window = window;
        transient_setup setup = bench.setup();
        setup.initial_state = 0.99;
        const auto expected =
            run_transient(setup, waveform::pulses(volts, 0, d.t_pulse_s, d.t_pulse_s, 0), ends);
        const auto found = characterise(bench).pulses;
        REQUIRE(found.size() == 40);
        double energy_j = 0;
        for (std::size_t i = 0; i < 40; ++i) {
            CAPTURE(i);
            CHECK(found[i].voltage_v == volts[i]);
            CHECK(found[i].state == Approx(expected[i].state).epsilon(1e-6));
            energy_j += found[i].energy_j;
            CHECK(energy_j == Approx(expected[i].source_energy_j).epsilon(1e-9));
        }
        CHECK(found[19].state < 0.01);
        CHECK(found[39].state > 0.5);
    }
}
