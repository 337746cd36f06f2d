#include <catch2/catch.hpp>
#include <cstdint>

#include "rtl_models/fabric/simulation.hpp"
#include "testbenches/support/quiet_kernel.hpp"

using namespace memglia;

TEST_CASE("block: clock: cycles and ticks of the simulated time") {
    quiet_kernel quiet;
    const clock_domain clock{.period_ps = 2000, .cycles_per_tick = 500};
    CHECK(clock.now() == 0);
    CHECK(clock.until(3) == sc_core::sc_time(6, sc_core::SC_NS));
    CHECK(clock.until(0) == sc_core::SC_ZERO_TIME);
    sc_core::sc_start(sc_core::sc_time(9, sc_core::SC_NS), sc_core::SC_RUN_TO_TIME);
    CHECK(clock.now() == 4);  // the cycle that has begun
    CHECK(clock.until(6) == sc_core::sc_time(3, sc_core::SC_NS));
    CHECK(clock.until(5) == sc_core::sc_time(1, sc_core::SC_NS));
    CHECK(clock.until(4) == sc_core::SC_ZERO_TIME);  // never into the past
    CHECK(clock.until(1) == sc_core::SC_ZERO_TIME);
    CHECK(clock.tick_of(499) == 0);
    CHECK(clock.tick_of(500) == 1);
    CHECK(clock.tick_end(0) == 500);
    CHECK(clock.tick_end(499) == 500);
    CHECK(clock.tick_end(500) == 1000);
}

TEST_CASE("block: clock: a physical time takes the fewest cycles that cover it") {
    const clock_domain clock{.period_ps = 2000, .cycles_per_tick = 500};
    CHECK(clock.cycles_for(0) == 0);
    CHECK(clock.cycles_for(1e-12) == 1);
    CHECK(clock.cycles_for(10e-9) == 5);
    CHECK(clock.cycles_for(10.1e-9) == 6);
    CHECK(clock.cycles_for(50e-9) == 25);
    CHECK(clock.cycles_for(1e-3) == 500'000);
}

TEST_CASE("block: clock: rounding of a sum of times adds no cycle") {
    // A reinforcement lasts a read, so many pulses and one verify read more: always whole cycles
    // here.
    const clock_domain clock{.period_ps = 2000, .cycles_per_tick = 500};
    std::uint64_t wrong = 0;
    for (std::uint64_t pulses = 0; pulses <= 120; ++pulses) {
        double time_s = 10e-9;
        time_s += static_cast<double>(pulses) * 50e-9 + static_cast<double>(pulses + 1) * 10e-9;
        if (clock.cycles_for(time_s) != 5 + 25 * pulses + 5 * (pulses + 1)) ++wrong;
    }
    CHECK(wrong == 0);
}
