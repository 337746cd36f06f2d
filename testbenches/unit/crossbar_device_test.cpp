#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/device/device_model.hpp"

using namespace memglia;

namespace {

random_stream stream(std::uint64_t seed = 1) {
    return {seed, "test/device", "noise"};
}

device_config without_noise() {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    return c;
}

device_config ideal(std::uint32_t codes) {
    device_config c;
    c.model = device_kind::ideal;
    c.codes = codes;
    return c;
}

input_error::details refusal(const device_config& c) {
    try {
        c.validate();
    } catch (const input_error& e) {
        return e.data;
    }
    return {};
}

struct spread {
    double mean = 0;
    double sigma = 0;
};

template <class Draw>
spread measure(int count, Draw draw) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; ++i) {
        const double value = draw();
        sum += value;
        squares += value * value;
    }
    const double mean = sum / count;
    return {mean, std::sqrt(squares / count - mean * mean)};
}

}  // namespace

TEST_CASE("crossbar: the ideal device steps by exactly one code and stops at the ends") {
    for (const std::uint32_t codes : {2U, 16U, 128U, 1000U}) {
        const device_model device(ideal(codes));
        const double v_set = device.pulse_voltage_v(device_model::polarity::set);
        const double v_reset = device.pulse_voltage_v(device_model::polarity::reset);
        const auto level = [&device](std::uint32_t code) {
            return device.g_off_s() + code * device.g_step_s();
        };
        CAPTURE(codes);
        CHECK(device.g_step_s() * (codes - 1) == Approx(9e-6).epsilon(1e-14));
        auto noise = stream();
        double x = 1;
        CHECK(device.conductance_s(x) == level(0));
        for (std::uint32_t code = 0; code + 1 < codes; ++code) {
            const auto after = device.pulse(x, v_set, noise);
            CHECK(after.energy_j == v_set * v_set * level(code) * device.config().t_pulse_s);
            x = after.x;
            REQUIRE(device.conductance_s(x) == level(code + 1));
        }
        CHECK(x == 0);
        CHECK(device.conductance_s(x) == Approx(1e-5).epsilon(1e-14));
        x = device.pulse(x, v_set, noise).x;
        CHECK(x == 0);
        for (std::uint32_t code = codes - 1; code > 0; --code) {
            x = device.pulse(x, v_reset, noise).x;
            REQUIRE(device.conductance_s(x) == level(code - 1));
        }
        CHECK(x == 1);
        CHECK(device.pulse(x, v_reset, noise).x == 1);
    }
}

TEST_CASE("crossbar: a device without noise draws nothing") {
    auto noise = stream();
    const auto next_untouched = [&noise] {
        auto fresh = stream();
        auto used = noise;
        return used.uniform() == fresh.uniform();
    };
    const device_model exact(without_noise());
    exact.pulse(0.5, -1.6, noise);
    exact.pulse(0.5, 1.6, noise);
    exact.pulse(0.5, 1.5, noise);
    exact.noisy_read(5e-6, noise);
    CHECK(next_untouched());

    // The ideal device ignores whatever its configuration says about noise.
    const device_model codes(ideal(128));
    CHECK(codes.config().sigma_cycle > 0);
    codes.pulse(0.5, -1.6, noise);
    codes.pulse(0.5, 1.6, noise);
    CHECK(codes.noisy_read(5e-6, noise) == 5e-6);
    CHECK(next_untouched());

    // Nor does a pulse that does not move the state, at or below threshold.
    const device_model noisy(device_config{});
    CHECK(noisy.pulse(0.5, 0.8, noise).x == 0.5);
    CHECK(noisy.pulse(0.5, -1.0, noise).x == 0.5);
    CHECK(noisy.pulse(0.5, 0, noise).x == 0.5);
    CHECK(next_untouched());
    noisy.pulse(0.5, 1.6, noise);
    CHECK_FALSE(next_untouched());
}

TEST_CASE("crossbar: without noise a pulse is the closed form at its voltage") {
    const device_config config = without_noise();
    const device_model device(config);
    const vteam physics(config.vteam);
    auto noise = stream();
    for (const double v : {-1.6, 1.6, -1.45, 1.31, 0.7, 2.0}) {
        for (const double x : {0.0, 0.2, 0.9, 1.0}) {
            const auto found = device.pulse(x, v, noise);
            const auto expected = physics.pulse(x, v, config.t_pulse_s);
            CAPTURE(v, x);
            CHECK(found.x == expected.x);
            CHECK(found.energy_j == expected.energy_j);
            CHECK(device.conductance_s(found.x) == physics.conductance_s(expected.x));
        }
    }
    CHECK(device.pulse_voltage_v(device_model::polarity::set) == -1.6);
    CHECK(device.pulse_voltage_v(device_model::polarity::reset) == 1.6);
    CHECK(device.g_step_s() == Approx(9e-6 / 127).epsilon(1e-14));
    CHECK(device.g_off_s() == 1e-6);
}

TEST_CASE("crossbar: cycle-to-cycle noise has the stated share of the range") {
    constexpr int count = 20'000;
    device_config config = without_noise();
    for (const double sigma : {0.005, 0.037}) {
        config.sigma_cycle = sigma;
        const device_model device(config);
        const device_model exact(without_noise());
        for (const double v : {-1.6, 1.6}) {
            for (const double x : {0.4, 0.6}) {
                auto noise = stream(static_cast<std::uint64_t>(1000 * sigma));
                const double g = exact.conductance_s(exact.pulse(x, v, noise).x);
                const auto deviation = measure(count, [&] {
                    return (device.conductance_s(device.pulse(x, v, noise).x) - g) / 9e-6;
                });
                CAPTURE(sigma, v, x);
                CHECK(std::abs(deviation.mean) < 5 * sigma / std::sqrt(count));
                CHECK(std::abs(deviation.sigma / sigma - 1) < 5 / std::sqrt(2.0 * count));
            }
        }
    }
}

TEST_CASE(
    "crossbar: cycle-to-cycle noise of a weaker pulse has the root of its share of the rate") {
    constexpr int count = 20'000;
    device_config config = without_noise();
    config.sigma_cycle = 0.02;
    const device_model device(config);
    const device_model exact(without_noise());
    const vteam physics(config.vteam);
    for (const double v : {-1.3, 1.1, 1.01, 2.5}) {
        const double nominal = physics.rate_per_s(v < 0 ? -1.6 : 1.6);
        const double share = std::min(1.0, physics.rate_per_s(v) / nominal);
        auto noise = stream(11);
        const double g = exact.conductance_s(exact.pulse(0.5, v, noise).x);
        const auto deviation = measure(count, [&] {
            return (device.conductance_s(device.pulse(0.5, v, noise).x) - g) / 9e-6;
        });
        CAPTURE(v, share);
        CHECK(deviation.sigma ==
              Approx(0.02 * std::sqrt(share)).epsilon(5 / std::sqrt(2.0 * count)));
    }
    // Just above the threshold next to nothing moves, and next to nothing deviates.
    auto noise = stream(12);
    CHECK(std::abs(device.pulse(0.5, 1.0001, noise).x - 0.5) < 1e-6);
}

TEST_CASE("crossbar: cycle-to-cycle noise is one fresh draw per pulse and costs no energy") {
    const device_model device(device_config{});
    const device_model exact(without_noise());
    auto noise = stream();
    auto same = stream();
    double x = 0.5;
    for (int i = 0; i < 50; ++i) {
        const auto after = device.pulse(x, i % 2 == 0 ? -1.6 : 1.6, noise);
        const auto noiseless = exact.pulse(x, i % 2 == 0 ? -1.6 : 1.6, same);
        const double deviation = 0.037 * same.normal() * 9e-6;
        const double g =
            std::min(1e-5, std::max(1e-6, exact.conductance_s(noiseless.x) + deviation));
        CHECK(device.conductance_s(after.x) == Approx(g).epsilon(1e-12));
        CHECK(after.energy_j == noiseless.energy_j);
        x = after.x;
    }
}

TEST_CASE("crossbar: noise never leaves the range") {
    device_config config;
    config.sigma_cycle = 1;
    config.sigma_read = 1;
    for (const resistance_law law :
         {resistance_law::linear_resistance, resistance_law::exponential_resistance,
          resistance_law::linear_conductance}) {
        config.vteam.law = law;
        config.vteam.window = window_kind::rectangular;
        const device_model device(config);
        auto noise = stream();
        double x = 0.5;
        bool inside = true;
        bool positive = true;
        int at_ends = 0;
        for (int i = 0; i < 2000; ++i) {
            x = device.pulse(x, i % 2 == 0 ? -1.6 : 1.6, noise).x;
            inside = inside && x >= 0 && x <= 1;
            at_ends += x == 0 || x == 1;
            positive = positive && device.noisy_read(5e-6, noise) >= 0;
        }
        CAPTURE(word_of(law));
        CHECK(inside);
        CHECK(positive);
        CHECK(at_ends > 100);
    }
}

TEST_CASE("crossbar: read noise has the stated share of the conductance") {
    constexpr int count = 20'000;
    device_config config = without_noise();
    for (const double sigma : {0.01, 0.1}) {
        config.sigma_read = sigma;
        const device_model device(config);
        for (const double g : {1e-6, 1e-5}) {
            auto noise = stream(7);
            const auto seen = measure(count, [&] { return device.noisy_read(g, noise) / g - 1; });
            CAPTURE(sigma, g);
            CHECK(std::abs(seen.mean) < 5 * sigma / std::sqrt(count));
            CHECK(std::abs(seen.sigma / sigma - 1) < 5 / std::sqrt(2.0 * count));
        }
    }
}

TEST_CASE("crossbar: voltages that contradict the thresholds are refused by name") {
    device_config c;
    CHECK(refusal(c).found.empty());
    c.v_read_v = 1.1;
    CHECK(refusal(c).path == "v_read_v");
    CHECK_THAT(refusal(c).found, Catch::StartsWith("found 1.1") && Catch::Contains("RESET"));
    CHECK_THAT(refusal(c).expected, Catch::StartsWith("at most v_off_v, 1 V"));
    CHECK_THROWS_AS(device_model(c), input_error);
    c.v_read_v = 1.0;  // at the threshold nothing moves
    CHECK(refusal(c).found.empty());

    c = {};
    for (const double v : {-1.0, -0.5}) {
        c.v_set_v = v;
        CHECK(refusal(c).path == "v_set_v");
        CHECK_THAT(refusal(c).found, Catch::Contains("does not move the state"));
        CHECK_THAT(refusal(c).expected, Catch::StartsWith("below v_on_v, -1 V"));
    }
    CHECK_THROWS_AS(device_model(c), input_error);

    c = {};
    for (const double v : {1.0, 0.5}) {
        c.v_reset_v = v;
        CHECK(refusal(c).path == "v_reset_v");
        CHECK_THAT(refusal(c).found, Catch::Contains("does not move the state"));
        CHECK_THAT(refusal(c).expected, Catch::StartsWith("above v_off_v, 1 V"));
    }
    CHECK_THROWS_AS(device_model(c), input_error);

    // The ideal device has no thresholds, but its pulses have a polarity, too.
    c.model = device_kind::ideal;
    c.v_read_v = 5;
    c.v_set_v = -0.5;
    CHECK(refusal(c).found.empty());
    CHECK_NOTHROW(device_model(c));
    for (const device_kind model : {device_kind::ideal, device_kind::vteam}) {
        c = {};
        c.model = model;
        c.v_set_v = 0;
        CHECK(refusal(c).path == "v_set_v");
        CHECK_THROWS_AS(device_model(c), input_error);
        c = {};
        c.model = model;
        c.v_reset_v = 0;
        CHECK(refusal(c).path == "v_reset_v");
        CHECK_THROWS_AS(device_model(c), input_error);
    }
    // Inconsistent equations are refused through the device as well.
    c = {};
    c.vteam.r_off_ohm = 1;
    CHECK_THROWS_AS(device_model(c), input_error);
}
