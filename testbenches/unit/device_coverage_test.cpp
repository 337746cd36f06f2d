#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "testbenches/support/synthetic_measurement.hpp"

using namespace memglia;

TEST_CASE("fit: 95 % intervals hold the truth in at least 90 of 100 noisy measurements") {
    const test::synthetic s = test::full_measurement();
    const auto truth = s.truth();
    std::map<std::string, int> held;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        for (const auto& p :
             fit_device(s.noisy(seed), test::linear_request(s.setup.device)).parameters) {
            held[p.name] += test::covers(p, truth.at(p.name)) ? 1 : 0;
        }
    }
    REQUIRE(held.size() == 9);
    for (const auto& [name, count] : held) {
        CAPTURE(name, count);
        CHECK(count >= 90);
    }
}
