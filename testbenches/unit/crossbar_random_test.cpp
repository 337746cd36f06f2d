#include "testbenches/support/random_writes.hpp"

// Every law, window, cell, access and schedule against a second method that shares no code with the
// library. More of the same in crossbar_random_coverage_test.cpp.
using namespace memglia;

TEST_CASE("random: pulses of constant voltage end where small steps end") {
    test::check_pulses(0, 50);
}

TEST_CASE("random: a device under a waveform ends where small steps end") {
    test::check_waveforms(0, 30);
}

TEST_CASE("random: writes into arrays end where small steps end") {
    test::check_writes(0, 40);
}
