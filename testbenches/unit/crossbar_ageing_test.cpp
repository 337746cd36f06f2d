#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "crossbar/device/ageing.hpp"

using namespace memglia;

namespace {

random_stream stream(std::uint64_t seed = 1) {
    return {seed, "test/ageing", "draws"};
}

}  // namespace

TEST_CASE("crossbar: drift is a power of time with the exponent of the level") {
    ageing_config c;
    c.drift_nu_on = 0.01;
    c.drift_nu_off = 0.05;
    c.drift_t0_s = 2;
    const auto at = [&c](double g, double t) { return drifted_conductance_s(g, 1e-4, 1e-6, t, c); };
    CHECK(at(1e-4, 200) / 1e-4 == Approx(std::pow(100, -0.01)).epsilon(1e-14));
    CHECK(at(1e-6, 200) / 1e-6 == Approx(std::pow(100, -0.05)).epsilon(1e-14));
    CHECK(at(50.5e-6, 200) / 50.5e-6 == Approx(std::pow(100, -0.03)).epsilon(1e-14));
    CHECK(at(1e-5, 2) == 1e-5);
    CHECK(at(1e-5, 0) == 1e-5);
    // Decade after decade by the same factor.
    CHECK(at(1e-5, 2e4) / at(1e-5, 2e3) == Approx(at(1e-5, 2e3) / at(1e-5, 2e2)).epsilon(1e-13));
    CHECK(drifted_conductance_s(1e-5, 1e-4, 1e-6, 1e9, ageing_config{}) == 1e-5);
}

TEST_CASE("crossbar: a cell wears out once, after its drawn life in full cycles") {
    ageing_config c;
    c.endurance_cycles = 10;
    c.sigma_endurance = 0;
    auto draws = stream();
    endurance exact(2, c, draws);
    int events = 0;
    for (int half = 1; half <= 40; ++half) {
        const bool out = exact.use(0, half % 2 == 0 ? -0.5 : 0.5);
        events += out;
        CHECK(out == (half == 40));  // 40 half ways are ten cycles
    }
    CHECK(events == 1);
    CHECK_FALSE(exact.use(0, 1));
    CHECK(exact.worn(0));
    CHECK_FALSE(exact.worn(1));

    c.endurance_cycles = 0;
    endurance immortal(1, c, draws);
    CHECK_FALSE(immortal.use(0, 1e12));

    // ln life is normal with the stated sigma around the stated median.
    c.endurance_cycles = 1e6;
    c.sigma_endurance = 0.3;
    constexpr int cells = 20'000;
    endurance many(cells, c, draws);
    double used = 0;
    for (const double sigmas : {-2.0, -1.0, 0.0, 1.0, 2.0}) {
        const double cycles = 1e6 * std::exp(0.3 * sigmas);
        int worn = 0;
        for (std::size_t i = 0; i < cells; ++i) {
            many.use(i, 2 * (cycles - used));
            worn += many.worn(i);
        }
        used = cycles;
        const double expected = std::erfc(-sigmas / std::sqrt(2.0)) / 2;
        CAPTURE(sigmas);
        CHECK(std::abs(static_cast<double>(worn) / cells - expected) < 5 * 0.5 / std::sqrt(cells));
    }
}

TEST_CASE("crossbar: telegraph noise keeps its stationary law and forgets as it should") {
    ageing_config c;
    c.telegraph_fraction = 1;
    c.telegraph_step = 0.1;
    c.telegraph_tau_min_s = 1e-3;
    c.telegraph_tau_max_s = 1e-1;
    auto draws = stream(3);
    // Over all cells, whose dwell times are log-uniform and which start from their stationary law:
    // low first, and low again after each of these times.
    constexpr int cells = 20'000;
    for (const double wait_s : {1e-3, 1e-2, 10.0}) {
        CAPTURE(wait_s);
        telegraph_noise noise(cells, c, draws);
        int low = 0;
        int both = 0;
        for (std::size_t i = 0; i < cells; ++i) {
            const double first = noise.factor(i, 0, draws);
            const double second = noise.factor(i, wait_s, draws);
            REQUIRE(((first == 1 || first == 0.9) && (second == 1 || second == 0.9)));
            low += first != 1;
            both += first != 1 && second != 1;
        }
        double expected = 0;  // of both
        constexpr int parts = 100;
        for (int k = 0; k < parts * parts; ++k) {
            const double high_s = 1e-3 * std::pow(100, (k / parts + 0.5) / parts);
            const double low_s = 1e-3 * std::pow(100, (k % parts + 0.5) / parts);
            const double p = low_s / (high_s + low_s);
            const double memory = std::exp(-wait_s * (1 / high_s + 1 / low_s));
            expected += (p * p + p * (1 - p) * memory) / (parts * parts);
        }
        const double error = 5 * 0.5 / std::sqrt(cells);
        CHECK(std::abs(low / static_cast<double>(cells) - 0.5) < error);
        CHECK(std::abs(both / static_cast<double>(cells) - expected) < error);
    }

    // A single cell over many samples, half a memory apart.
    c.telegraph_tau_max_s = 1e-3;
    telegraph_noise one(1, c, draws);
    constexpr int samples = 40'000;
    int low = 0;
    int both = 0;
    bool before = false;
    for (int i = 0; i <= samples; ++i) {
        const bool now = one.factor(0, 1 + i * 0.25e-3, draws) != 1;
        if (i > 0) {
            low += now;
            both += now && before;
        }
        before = now;
    }
    // Neighbouring samples are correlated by e^-1/2: their effective number is about a quarter.
    const double share = static_cast<double>(low) / samples;
    CHECK(std::abs(share - 0.5) < 5 * std::sqrt(0.25 * 4.1 / samples));
    const double correlation =
        (static_cast<double>(both) / samples - share * share) / (share * (1 - share));
    CHECK(std::abs(correlation - std::exp(-0.5)) < 0.04);

    // No time, no draw, no change; a cell without noise neither.
    auto used = stream(9);
    auto fresh = stream(9);
    const double f = one.factor(0, 1 + samples * 0.25e-3, used);
    CHECK(one.factor(0, 0, used) == f);
    CHECK(used.uniform() == fresh.uniform());
    telegraph_noise none(2, ageing_config{}, draws);
    CHECK(none.factor(1, 5, used) == 1);
}

TEST_CASE("crossbar: telegraph dwell times the wrong way round are refused") {
    ageing_config c;
    c.telegraph_tau_min_s = 1;
    c.telegraph_tau_max_s = 0.1;
    CHECK_THROWS_AS(c.validate(), input_error);
    c.telegraph_tau_max_s = 1;
    CHECK_NOTHROW(c.validate());
}
