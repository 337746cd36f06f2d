#include "testbenches/support/random_writes.hpp"

using namespace memglia;

TEST_CASE("random coverage: pulses of constant voltage") {
    test::check_pulses(1000, 2000);
}

TEST_CASE("random coverage: devices under waveforms") {
    test::check_waveforms(1000, 600);
}

TEST_CASE("random coverage: writes into arrays") {
    test::check_writes(1000, 1000);
}
