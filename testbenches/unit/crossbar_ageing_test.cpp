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
    CHECK(exact.cycles(1) == 0);

    c.endurance_cycles = 0;
    endurance immortal(1, c, draws);
    CHECK_FALSE(immortal.use(0, 1e12));

    // ln life is normal with the stated sigma around the stated median.
    c.endurance_cycles = 1e6;
    c.sigma_endurance = 0.3;
    constexpr int cells = 20'000;
    const endurance many(cells, c, draws);
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < cells; ++i) {
        const double deviation = std::log(many.life_cycles(i) / 1e6);
        sum += deviation;
        squares += deviation * deviation;
    }
    CHECK(std::abs(sum / cells) < 5 * 0.3 / std::sqrt(cells));
    CHECK(std::sqrt(squares / cells) == Approx(0.3).epsilon(5 / std::sqrt(2.0 * cells)));
}

TEST_CASE("crossbar: telegraph noise keeps its stationary law and forgets as it should") {
    ageing_config c;
    c.telegraph_fraction = 1;
    c.telegraph_step = 0.1;
    c.telegraph_tau_min_s = 1e-3;
    c.telegraph_tau_max_s = 1e-1;
    auto draws = stream(3);
    telegraph_noise noise(200, c, draws);
    // Dwell times are log-uniform: uniform on the axis of decades.
    double mean = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        const auto& d = noise.dwell_times(i);
        REQUIRE((d.tau_high_s >= 1e-3 && d.tau_high_s <= 1e-1));
        REQUIRE((d.tau_low_s >= 1e-3 && d.tau_low_s <= 1e-1));
        mean += std::log10(d.tau_high_s) / 400 + std::log10(d.tau_low_s) / 400;
    }
    CHECK(std::abs(mean + 2) < 5 * 2 / std::sqrt(12.0 * 400));

    constexpr int samples = 40'000;
    for (const std::size_t cell : {0U, 1U, 2U}) {
        const auto d = noise.dwell_times(cell);
        const double p = d.tau_low_s / (d.tau_high_s + d.tau_low_s);
        const double rate = 1 / d.tau_high_s + 1 / d.tau_low_s;
        const double dt = 0.5 / rate;
        int low = 0;
        int both = 0;
        bool before = false;
        bool only_two = true;
        for (int i = 0; i <= samples; ++i) {
            const double f = noise.factor(cell, 1 + i * dt, draws);
            only_two = only_two && (f == 1 || f == 0.9);
            const bool now = f != 1;
            if (i > 0) {
                low += now;
                both += now && before;
            }
            before = now;
        }
        CHECK(only_two);
        // Neighbouring samples are correlated by e^-1/2: their effective number is about a quarter.
        const double share = static_cast<double>(low) / samples;
        const double error = std::sqrt(p * (1 - p) * 4.1 / samples);
        CAPTURE(cell, p);
        CHECK(std::abs(share - p) < 5 * error);
        const double correlation =
            (static_cast<double>(both) / samples - share * share) / (share * (1 - share));
        CHECK(std::abs(correlation - std::exp(-0.5)) < 0.04);
    }
    // No time, no draw, no change; a cell without noise neither.
    auto used = stream(9);
    auto fresh = stream(9);
    const double f = noise.factor(0, 1 + samples * 0.0, used);
    CHECK(noise.factor(0, 0, used) == f);
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
