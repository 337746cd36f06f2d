#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/brief_findings.hpp"

using namespace memglia;

TEST_CASE("brief field: uniform activity and resource solve their equations") {
    // Wide excitation alone: every point does the same, u = w r f(u), (1 - r)/tau = beta r f.
    brief_parameters p;
    p.excitation = 2;
    p.excitation_width = 3.2;
    p.inhibition = 0;
    p.beta = 0.02;
    brief_field field(p);
    field.run(20, 1, 1000);
    field.run(1000);
    const double u = field.activity()[5];
    const double rate = std::tanh(p.gain * (u - p.theta));
    double weight = 0;
    for (std::uint32_t i = 0; i < p.points; ++i) {
        const double z = wrapped(i * 2 * pi / p.points);
        weight += 2 * pi / p.points * p.excitation *
                  std::exp(-z * z / (2 * p.excitation_width * p.excitation_width));
    }
    CHECK(field.resource()[5] == Approx(1 / (1 + p.recovery * p.beta * rate)).epsilon(1e-9));
    CHECK(u == Approx(weight * field.resource()[5] * rate).epsilon(1e-9));
    CHECK(field.activity()[40] == Approx(u).epsilon(1e-12));
}

TEST_CASE("brief field: what diffuses is kept, what is lost returns with its time constant") {
    brief_parameters p;
    brief_field field(p);
    field.deplete(0.5);
    field.run(10);
    CHECK(field.resource()[7] == Approx(1 - 0.5 * std::exp(-10 / p.recovery)).epsilon(2e-3));
    CHECK(field.active_share() == 0);
    CHECK(field.centre() == 0);
}

TEST_CASE("brief field: noise is of its strength, and the same for the same seed") {
    brief_parameters p;
    p.noise = 0.05;
    p.excitation = 0;
    p.inhibition = 0;
    brief_field one(p, 3);
    brief_field same(p, 3);
    brief_field other(p, 4);
    double squares = 0;
    for (int i = 0; i < 2000; ++i) {
        one.run(1);
        for (const double u : one.activity()) squares += u * u;
    }
    same.run(2000);
    other.run(2000);
    CHECK(one.activity() == same.activity());
    CHECK(one.activity() != other.activity());
    // Euler's method: sigma^2 dt / (1 - (1 - dt)^2).
    CHECK(squares / (2000.0 * p.points) == Approx(p.noise * p.noise / (2 - p.dt)).epsilon(0.03));
}

TEST_CASE("brief field: diffusion extends the range of stable activity") {
    brief_parameters p;
    p.diffusion = 0.03;
    const double little = largest_stable_beta(p, 0.02, 1);
    p.diffusion = 0.3;
    const double more = largest_stable_beta(p, 0.02, 1);
    CHECK(more > 1.3 * little);
}

TEST_CASE("brief field: limited resource stops runaway, and leaves a gradient") {
    brief_parameters p;
    const brief_outcome limited = try_persistence(p);
    p.beta = 0;
    const brief_outcome unlimited = try_persistence(p);
    CHECK(limited.fate == persistence::stable);
    CHECK(unlimited.active_share > 0.8);
    CHECK(limited.active_share < 0.4);
    CHECK(limited.synchrony < 0.7 * unlimited.synchrony);
    CHECK(unlimited.steepest == 0);
    CHECK(limited.steepest > 0.1);
    CHECK(limited.least_resource < 0.7 * limited.most_resource);
}

TEST_CASE("brief field: fluctuations grow and resilience falls before a collapse") {
    brief_parameters p;
    const double last = largest_stable_beta(p, 0.3, 1);
    p.beta = 0.5 * last;
    const brief_warning far = warning_signs(p, 0.02, 1);
    p.beta = 0.95 * last;
    const brief_warning near = warning_signs(p, 0.02, 1);
    CHECK(near.deviation > 1.4 * far.deviation);
    CHECK(near.tolerated_cut < 0.6 * far.tolerated_cut);
}
