#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"

using namespace memglia;

namespace {

// A point with a bump, theta up to 0.98 of the largest.
conserved_parameters random_point(random_stream& draw) {
    const auto between = [&draw](double low, double high) {
        return low * std::exp(draw.uniform() * std::log(high / low));
    };
    conserved_parameters p;
    p.beta = between(1e-3, 1);
    p.gamma = between(0.5, 20);
    p.diffusion = between(0.01, 10);
    p.theta = largest_theta(p) * (0.01 + 0.97 * draw.uniform());
    return p;
}

}  // namespace

// arXiv:2604.10036, from its program.
TEST_CASE("resource field: the bumps of the paper") {
    struct row {
        double beta, gamma, theta, half_width, c0, a0, peak;
    };
    const row rows[] = {{.05, 2, .1, 1.50784, .79634, .09775, 1.58952},
                        {.3, 2, .03, 1.54490, .57955, .20676, 1.15871},
                        {.01, 2, .1, 1.51533, .90324, .04667, 1.80370},
                        {.1, 2, .1, 1.50158, .72467, .13160, 1.44587}};
    for (const row& r : rows) {
        const resource_bump bump = wide_bump({r.beta, r.gamma, r.theta, 1});
        CHECK(bump.half_width == Approx(r.half_width).epsilon(1e-5));
        CHECK(bump.active_resource == Approx(r.c0).epsilon(1e-5));
        CHECK(bump.astrocyte_resource == Approx(r.a0).epsilon(1e-4));
        CHECK(bump.peak == Approx(r.peak).epsilon(1e-5));
    }
}

TEST_CASE("resource field: critical diffusion and replenishment of the paper") {
    CHECK(critical_diffusion({.005, 2, .1, 1}) == Approx(.1415).epsilon(1e-3));
    CHECK(critical_diffusion({.02, 2, .1, 1}) == Approx(.2739).epsilon(1e-3));
    CHECK(critical_diffusion({.05, 2, .1, 1}) == Approx(.4168).epsilon(1e-3));
    CHECK(critical_diffusion({.1, 2, .1, 1}) == Approx(.5649).epsilon(1e-3));
    CHECK(critical_gamma({.01, 9, .1, 1}).value() == Approx(1.1818).epsilon(1e-4));
    CHECK(critical_gamma({.03, 9, .1, 1}).value() == Approx(1.2910).epsilon(1e-4));
    CHECK(critical_gamma({.1, 9, .1, 1}).value() == Approx(1.5045).epsilon(1e-4));
    CHECK(critical_beta({9, 2, .1, .2739}).value() == Approx(.02).epsilon(1e-3));
}

TEST_CASE("resource field: random bumps solve their equations, and are the wide ones") {
    random_stream draw(1, "test", "points");
    for (int i = 0; i < 300; ++i) {
        const conserved_parameters p = random_point(draw);
        const resource_bump bump = wide_bump(p);
        const double c0 = bump.active_resource;
        INFO(p.beta << " " << p.gamma << " " << p.theta);
        CHECK(bump.peak * cosine(bump.half_width) == Approx(p.theta).epsilon(1e-9));
        CHECK(p.gamma * bump.astrocyte_resource * (1 - c0) == Approx(p.beta * c0).epsilon(1e-9));
        CHECK(bump.share() * c0 + 1 - bump.share() + bump.astrocyte_resource ==
              Approx(1).epsilon(1e-12));
        // theta falls with the half-width where the bump is the wide one.
        const double wider = bump.half_width + 1e-4;
        CHECK(active_resource(p, wider) * sine(2 * wider) < p.theta);
    }
}

TEST_CASE("resource field: no bump above the largest threshold, one just below") {
    conserved_parameters p{.05, 2, .1, .5};
    p.theta = largest_theta(p) * (1 + 1e-6);
    CHECK_THROWS_AS(wide_bump(p), input_error);
    CHECK_THROWS_AS(critical_diffusion(p), input_error);
    CHECK_FALSE(critical_gamma({.05, 2, 1.9, .5}).has_value());
    p.theta = largest_theta(p) * (1 - 1e-6);
    CHECK_NOTHROW(wide_bump(p));
    try {
        wide_bump({.05, 2, 1.5, .5});
    } catch (const input_error& e) {
        CHECK(e.data.path == "theta");
    }
    // Less than half of the ring times gamma: nothing holds a bump.
    CHECK(std::isinf(critical_diffusion({.05, .9, .1, .5})));
    CHECK_THROWS_AS(drift_rate({.05, 2, .1, 0}), input_error);
}

TEST_CASE("resource field: E(0) = 0 for drift, and E'(0) changes its sign at the critical D") {
    random_stream draw(2, "test", "points");
    for (int i = 0; i < 300; ++i) {
        conserved_parameters p = random_point(draw);
        const double critical = critical_diffusion(p);
        const resource_bump bump = wide_bump(p);
        INFO(p.beta << " " << p.gamma << " " << p.theta << " " << critical);
        CHECK(std::abs(evans(p, bump, bump_mode::drift, 0)) < 1e-12);
        CHECK(evans(p, bump, bump_mode::drift, 1e6) == Approx(1).epsilon(1e-4));
        // No bump of the wide branch grows or decays.
        for (double lambda = 1e-6; lambda < 100; lambda *= 3) {
            CHECK(evans(p, bump, bump_mode::growth, lambda) > 0);
            CHECK(evans(p, bump, bump_mode::decay, lambda) > 0);
        }
        if (std::isinf(critical)) {
            CHECK(drift_rate(p) > 0);
            continue;
        }
        const double small = 1e-6 * p.beta;
        p.diffusion = 1.01 * critical;
        CHECK(evans(p, bump, bump_mode::drift, small) > 0);
        CHECK(drift_rate(p) == 0);
        p.diffusion = 0.99 * critical;
        CHECK(evans(p, bump, bump_mode::drift, small) < 0);
        const double rate = drift_rate(p);
        CHECK(rate > 0);
        CHECK(evans(p, bump, bump_mode::drift, 0.9 * rate) < 0);
        CHECK(evans(p, bump, bump_mode::drift, 1.1 * rate) > 0);
    }
}

// alpha by finite differences in x, for the two ways in which edges move.
TEST_CASE("resource field: E is that of the linear equations on a grid") {
    for (const double lambda : {0.003, 0.1, 2.0}) {
        for (const double diffusion : {0.05, 0.4, 30.0}) {
            const conserved_parameters p{.08, 1.7, .2, diffusion};
            const resource_bump bump = wide_bump(p);
            const double c0 = bump.active_resource;
            const double k = p.beta + p.gamma * bump.astrocyte_resource;
            const double recovery = p.gamma * bump.astrocyte_resource;
            const std::size_t n =
                4000;  // cells of half the ring, from 0 to pi, and a mirror at each end
            const double h = pi / static_cast<double>(n);
            const auto moment = [&](bool is_odd, double source) {
                // Thomas' algorithm for lambda alpha + loss alpha - D alpha'' = source at the edge.
                std::vector<double> upper(n), value(n);
                for (std::size_t i = 0; i < n; ++i) {
                    const double x = (static_cast<double>(i) + 0.5) * h;
                    const double inside =
                        std::min(1.0, std::max(0.0, (bump.half_width - x) / h + 0.5));
                    const double loss = p.gamma * (1 - c0) * lambda / (lambda + k) * inside;
                    const double flow = diffusion / (h * h);
                    double own = lambda + loss + 2 * flow;
                    if (i == 0 || i == n - 1) own += is_odd ? flow : -flow;
                    // The source is shared between the cells on both sides of it.
                    const double hat = std::max(0.0, 1 - std::abs(x - bump.half_width) / h);
                    const double left = i == 0 ? 0 : flow;
                    const double pivot = own - (i == 0 ? 0 : left * upper[i - 1]);
                    upper[i] = flow / pivot;
                    value[i] = (source * hat / h + (i == 0 ? 0 : left * value[i - 1])) / pivot;
                }
                double sum = 0;
                for (std::size_t i = n; i-- > 0;) {
                    if (i < n - 1) value[i] += upper[i] * value[i + 1];
                    const double x = (static_cast<double>(i) + 0.5) * h;
                    const double inside =
                        std::min(1.0, std::max(0.0, (bump.half_width - x) / h + 0.5));
                    sum += 2 * h * inside * value[i] * (is_odd ? sine(x) : cosine(x));
                }
                return p.gamma * (1 - c0) / (lambda + k) * sum;
            };
            const double m = 2 * c0 * sine(bump.half_width) * sine(bump.half_width);
            const double gained_out = c0 + (1 - c0) * lambda / (lambda + k);
            const double put_out = k * (1 - c0) * lambda / (lambda + k);
            const double put_in = recovery * (1 - c0) * lambda / (lambda + recovery);
            const double cosine_w = cosine(bump.half_width);
            const double sine_w = sine(bump.half_width);
            // Rows: the equations of C and S; columns: e(+) outward, e(-) inward.
            const double c_own = (1 + lambda) * m / (2 * cosine_w);
            const double s_own = (1 + lambda) * m / (2 * sine_w);
            const double c_out = c_own - cosine_w * gained_out - moment(false, put_out / 2);
            const double c_in = c_own - cosine_w * c0 - moment(false, put_in / 2);
            const double s_out = s_own - sine_w * gained_out - moment(true, put_out / 2);
            const double s_in = -(s_own - sine_w * c0 - moment(true, put_in / 2));
            const double drift = (c_out * s_in - c_in * s_out) / (-2 * c_own * s_own);
            INFO(lambda << " " << diffusion);
            CHECK(evans(p, bump, bump_mode::drift, lambda) == Approx(drift).margin(2e-5));
            CHECK(evans(p, bump, bump_mode::growth, lambda) == Approx(c_out / c_own).margin(2e-5));
            CHECK(evans(p, bump, bump_mode::decay, lambda) == Approx(c_in / c_own).margin(2e-5));
        }
    }
}
