#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "testbenches/support/synthetic_measurement.hpp"

using namespace memglia;

namespace {

struct tally {
    int stated = 0;  ///< intervals
    int held = 0;    ///< of them, the truth
};

/// Fits measurements that differ in their noise, and says how often each interval held the truth.
/// "Not determined" is no interval.
void check_coverage(
    int measurements,
    const std::function<measurement(const test::synthetic&, std::uint64_t)>& noisy) {
    const test::synthetic s = test::full_measurement();
    const auto truth = s.truth();
    std::map<std::string, tally> all;
    for (int seed = 0; seed < measurements; ++seed) {
        const auto data = noisy(s, static_cast<std::uint64_t>(seed));
        for (const auto& p : fit_device(data, test::linear_request(s.setup.device)).parameters) {
            tally& t = all[p.name];
            t.stated += p.unknown.empty() ? 1 : 0;
            t.held += test::covers(p, truth.at(p.name)) ? 1 : 0;
        }
    }
    REQUIRE(all.size() == 9);
    tally sum;
    for (const auto& [name, t] : all) {
        WARN(name << ": " << t.held << " of " << t.stated << " intervals hold the truth");
        CAPTURE(name);
        CHECK(t.held >= 0.85 * t.stated);
        sum.stated += t.stated;
        sum.held += t.held;
    }
    WARN("together: " << sum.held << " of " << sum.stated);
    CHECK(sum.stated >= 0.8 * 9 * measurements);
    CHECK(sum.held >= 0.9 * sum.stated);
}

}  // namespace

TEST_CASE("fit: 95 % intervals hold the truth under a noise in proportion to the current") {
    check_coverage(100, [](const test::synthetic& s, std::uint64_t seed) { return s.noisy(seed); });
}

TEST_CASE("fit: 95 % intervals hold the truth among outliers") {
    check_coverage(40, [](const test::synthetic& s, std::uint64_t seed) {
        measurement m = s.noisy(seed);
        random_stream draws(seed, "measurement", "outliers");
        for (double& i : m.current_a) {
            if (draws.uniform() >= 0.05) continue;
            i *= draws.uniform() < 0.5 ? 0.3 : 3;
        }
        return m;
    });
}

TEST_CASE("fit: 95 % intervals hold the truth under a noise that does not go with the current") {
    check_coverage(40, [](const test::synthetic& s, std::uint64_t seed) {
        measurement m = s.clean;
        random_stream draws(seed, "measurement", "additive");
        for (double& i : m.current_a) i += 1e-6 * draws.normal();
        return m;
    });
}
