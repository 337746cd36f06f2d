#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"

using namespace memglia;

TEST_CASE("resource field: diffusion on a ring solves its equations and keeps the sum") {
    random_stream draw(1, "test", "ring");
    for (const double diffusion : {0.0, 1e-6, 0.3, 5.0, 1e4}) {
        const std::size_t n = 37;
        const double dt = 0.02;
        const double h = 0.17;
        const ring_diffusion ring(n, diffusion, dt, h);
        std::vector<double> x(n);
        for (double& value : x) value = draw.uniform();
        std::vector<double> y = x;
        ring.step(y);
        const double m = diffusion * dt / (h * h);
        double before = 0;
        double after = 0;
        for (std::size_t i = 0; i < n; ++i) {
            CHECK((1 + 2 * m) * y[i] - m * (y[(i + n - 1) % n] + y[(i + 1) % n]) ==
                  Approx(x[i]).margin(1e-13 * (1 + 4 * m)));
            before += x[i];
            after += y[i];
        }
        CHECK(after == Approx(before).epsilon(1e-11));
    }
}

// arXiv:2604.10036 with the authors' scheme; drift to the table's last digit, speed to the pinning.
TEST_CASE("resource field: speed and drift of the published scheme") {
    struct row {
        double gamma, diffusion, beta, velocity, drift;
    };
    const row rows[] = {{2, .7, .05, 0, .078},
                        {2, .1, .05, .0381, 18.2},
                        {2, .6, .02, 0, .053},
                        {2, .3, .1, .0441, 21.6},
                        {1.5, 1, .05, 0, .193}};
    for (const row& r : rows) {
        const drift_result run = try_drift({r.beta, r.gamma, .1, r.diffusion},
                                           {1500, .01, field_scheme::published}, .05, 500);
        INFO(r.diffusion << " " << r.beta);
        CHECK(run.drifts == (r.velocity > 0));
        CHECK(run.velocity == Approx(r.velocity).epsilon(0.05).margin(1e-6));
        CHECK(run.displacement == Approx(r.drift).epsilon(0.005).margin(0.006));
        CHECK(run.mass_error < 1.1e-3);
    }
}

TEST_CASE("resource field: the conserving scheme moves as the published one, mass exact") {
    for (const conserved_parameters& p :
         {conserved_parameters{.05, 2, .1, .1}, conserved_parameters{.1, 2, .1, .3}}) {
        const drift_result fine = try_drift(p, {1500, .01, field_scheme::published}, .05, 500);
        const drift_result coarse = try_drift(p, {}, .05, 500);
        CHECK(coarse.displacement == Approx(fine.displacement).epsilon(0.02));
        CHECK(coarse.mass_error < 1e-11);
    }
}

TEST_CASE("resource field: a stationary bump stays what it is") {
    const conserved_parameters p{.05, 2, .1, .7};
    conserved_field field(p, {});
    field.run(10'000);
    const resource_bump bump = wide_bump(p);
    CHECK(field.peak() == Approx(bump.peak).epsilon(1e-3));
    CHECK(field.position() == Approx(0).margin(1e-9));
    CHECK(field.astrocytic()[0] == Approx(bump.astrocyte_resource).epsilon(2e-3));
    CHECK(field.synaptic()[200] == Approx(bump.active_resource).epsilon(1e-3));
    CHECK(field.synaptic()[0] == Approx(1).epsilon(1e-9));
}

// Two ways to the same number: the root of E, and how fast a displaced bump speeds up.
TEST_CASE("resource field: a drift grows at the rate of the Evans function") {
    for (const double diffusion : {0.2, 0.3, 0.35}) {
        const conserved_parameters p{.05, 2, .1, diffusion};
        conserved_field field(p, {6000, .04});
        field.displace(.003);
        const double rate = drift_rate(p);
        field.run(static_cast<std::uint64_t>(1 / rate / .04));
        const double early = field.velocity();
        const double from = field.time();
        field.run(static_cast<std::uint64_t>(0.5 / rate / .04));
        INFO(diffusion << " " << rate);
        CHECK(std::log(field.velocity() / early) / (field.time() - from) ==
              Approx(rate).epsilon(0.03));
    }
}

TEST_CASE("resource field: random points 10 % from the boundary end on their side of it") {
    random_stream draw(3, "test", "points");
    const auto between = [&draw](double low, double high) {
        return low * std::exp(draw.uniform() * std::log(high / low));
    };
    int stayed = 0;
    int drifted = 0;
    while (stayed < 40 || drifted < 40) {
        conserved_parameters p{between(1e-3, 1), between(0.5, 10), 1, between(0.01, 10)};
        const double share = draw.uniform();
        p.theta = largest_theta(p) * (0.05 + 0.9 * share);
        const double critical = critical_diffusion(p);
        const bool expected = p.diffusion < critical;
        // As far in gamma: the boundary is steep where gamma kappa is near 1/2.
        conserved_parameters aside = p;
        aside.gamma *= expected ? 1.1 : 1 / 1.1;
        aside.diffusion *= expected ? 1.1 : 1 / 1.1;
        if (!(largest_theta(aside) >= p.theta)) continue;
        if ((aside.diffusion < critical_diffusion(aside)) != expected) continue;
        if (++(expected ? drifted : stayed) > 40) continue;
        const drift_result run = try_drift(p, {200, .05}, .05, trial_time(p));
        INFO(p.beta << " " << p.gamma << " " << p.theta << " " << p.diffusion << " critical "
                    << critical << " moved " << run.displacement);
        CHECK(run.is_alive);
        CHECK(run.drifts == expected);
        CHECK(run.mass_error < 1e-9);
    }
}
