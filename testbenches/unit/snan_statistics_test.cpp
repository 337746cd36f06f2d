#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/quantile.hpp"
#include "base/random.hpp"
#include "snan/navigation_statistics.hpp"
#include "snan/statistics.hpp"

using namespace memglia;

TEST_CASE("snan: mean") {
    CHECK(mean({4}) == 4);
    CHECK(mean({1, 2, 6}) == 3);
    CHECK(mean({-1, 1, 0.5, -0.5}) == 0);
    CHECK(mean(std::vector<double>(1000, 0.25)) == 0.25);
}

TEST_CASE("snan: bootstrap intervals are a function of values, count and seed") {
    std::vector<double> values;
    random_stream random(2, "test", "values");
    for (int i = 0; i < 40; ++i) values.push_back(random.uniform());
    for (const auto& bootstrap : {bootstrap_median, bootstrap_mean}) {
        const interval a = bootstrap(values, 300, 5);
        const interval b = bootstrap(values, 300, 5);
        CHECK(a.low == b.low);
        CHECK(a.high == b.high);
        const interval other = bootstrap(values, 300, 6);
        CHECK((other.low != a.low || other.high != a.high));
        CHECK(a.low < a.high);
        CHECK(a.low >= *std::min_element(values.begin(), values.end()));
        CHECK(a.high <= *std::max_element(values.begin(), values.end()));
        // Nothing to resample, nothing to spread.
        const interval constant = bootstrap(std::vector<double>(9, 2.5), 100, 1);
        CHECK(constant.low == 2.5);
        CHECK(constant.high == 2.5);
        CHECK(bootstrap({7}, 100, 1).low == 7);
        CHECK(bootstrap({7}, 100, 1).high == 7);
    }
    const interval median = bootstrap_median(values, 1000, 5);
    CHECK(median.low <= quantile(values, 0.5));
    CHECK(median.high >= quantile(values, 0.5));
    const interval average = bootstrap_mean(values, 1000, 5);
    CHECK(average.low < mean(values));
    CHECK(average.high > mean(values));
}

TEST_CASE("snan: the bootstrap interval of the mean is as wide as the normal theory says") {
    constexpr int n = 400;
    std::vector<double> values;
    random_stream random(3, "test", "values");
    for (int i = 0; i < n; ++i) values.push_back(random.uniform());
    const double average = mean(values);
    double variance = 0;
    for (const double v : values) variance += (v - average) * (v - average) / n;
    const interval found = bootstrap_mean(values, 4000, 1);
    const double half_width = 1.959964 * std::sqrt(variance / n);
    // 4000 resamples place either end within about 2 % of the half width.
    CHECK(std::abs(found.low - (average - half_width)) < 0.08 * half_width);
    CHECK(std::abs(found.high - (average + half_width)) < 0.08 * half_width);
}

TEST_CASE("snan: the interval of a ratio draws parts and wholes together") {
    // The whole is half of the part everywhere: however few of them, the ratio is 2.
    std::vector<double> parts;
    std::vector<double> wholes;
    random_stream random(4, "test", "values");
    for (int i = 0; i < 300; ++i) {
        wholes.push_back(1 + random.uniform());
        parts.push_back(2 * wholes.back());
    }
    const interval exact = bootstrap_ratio(parts, wholes, 300, 5);
    CHECK(exact.low == Approx(2).epsilon(1e-12));
    CHECK(exact.high == Approx(2).epsilon(1e-12));

    // With a residual of its own in each part: as wide as the delta method says.
    double variance = 0;
    double residuals = 0;
    for (double& part : parts) part += random.uniform() - 0.5;
    const double ratio = mean(parts) / mean(wholes);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double residual = parts[i] - ratio * wholes[i];
        residuals += residual;
        variance += residual * residual / 300;
    }
    REQUIRE(std::abs(residuals) < 1e-9);
    const double half_width = 1.959964 * std::sqrt(variance / 300) / mean(wholes);
    const interval found = bootstrap_ratio(parts, wholes, 4000, 1);
    CHECK(std::abs(found.low - (ratio - half_width)) < 0.1 * half_width);
    CHECK(std::abs(found.high - (ratio + half_width)) < 0.1 * half_width);
    // Equal wholes: the mean, draw for draw.
    const interval flat = bootstrap_ratio(parts, std::vector<double>(300, 1.0), 200, 7);
    CHECK(flat.low == Approx(bootstrap_mean(parts, 200, 7).low).epsilon(1e-12));
}

TEST_CASE("snan: the bootstrap draws every value equally often") {
    // One outlier among ten: a resample holds it once on average, wherever it stands.
    for (std::size_t where = 0; where < 10; ++where) {
        std::vector<double> values(10, 0.0);
        values[where] = 10;
        const interval found = bootstrap_mean(values, 2000, where);
        CAPTURE(where);
        CHECK(found.low == 0);   // missing from 35 % of the resamples
        CHECK(found.high == 3);  // there thrice or more in 7.0 %, four times in 1.3 %
    }
}

TEST_CASE("snan: bootstrap intervals are frozen") {
    std::vector<double> values;
    for (int i = 0; i < 25; ++i) values.push_back((i * 7) % 25 + 0.25 * i);
    const interval median = bootstrap_median(values, 200, 1);
    CHECK(median.low == 9.5);
    CHECK(median.high == Approx(19.26875).epsilon(1e-12));
    const interval average = bootstrap_mean(values, 200, 1);
    CHECK(average.low == Approx(12.178).epsilon(1e-12));
    CHECK(average.high == Approx(17.84125).epsilon(1e-12));
}

TEST_CASE("snan: bootstrap intervals cover the true value at about the nominal rate") {
    constexpr int experiments = 250;
    int medians = 0;
    int means = 0;
    double missed_below = 0;
    for (std::uint64_t e = 0; e < experiments; ++e) {
        random_stream random(e, "test", "coverage");
        std::vector<double> skewed;  // median 1/4
        std::vector<double> flat;    // mean 1/2
        for (int i = 0; i < 51; ++i) {
            const double u = random.uniform();
            skewed.push_back(u * u);
            flat.push_back(random.uniform());
        }
        const interval median = bootstrap_median(skewed, 200, e);
        medians += median.low <= 0.25 && 0.25 <= median.high ? 1 : 0;
        missed_below += median.high < 0.25 ? 1 : 0;
        const interval average = bootstrap_mean(flat, 200, e);
        means += average.low <= 0.5 && 0.5 <= average.high ? 1 : 0;
    }
    // 95 % with a standard error of 1.4 %; percentile intervals of small samples run a little
    // short.
    CAPTURE(medians, means, missed_below);
    CHECK(medians > 0.90 * experiments);
    CHECK(medians < 0.985 * experiments);
    CHECK(means > 0.90 * experiments);
    CHECK(means < 0.985 * experiments);
    CHECK(missed_below > 0);
    CHECK(missed_below < 0.06 * experiments);
}

TEST_CASE("snan: the summary of an episode over all mazes") {
    const std::vector<episode_result> results{
        {10, true}, {20, true}, {401, false}, {30, true}, {12, true}};
    const std::vector<std::uint32_t> shortest{10, 5, 8, 10, 6};
    const episode_statistics s = summarise_episode(results, shortest, 9);
    CHECK(s.median_steps == 20);
    CHECK(s.q25 == 12);
    CHECK(s.q75 == 30);
    CHECK(s.completion == Approx(0.8).epsilon(1e-15));
    const std::vector<double> ratios{1, 4, 401.0 / 8, 3, 2};
    CHECK(s.mean_over_shortest == Approx((1 + 4 + 401.0 / 8 + 3 + 2) / 5).epsilon(1e-14));
    const interval median = bootstrap_median({10, 20, 401, 30, 12}, 1000, 9);
    CHECK(s.median_95.low == median.low);
    CHECK(s.median_95.high == median.high);
    const interval ratio = bootstrap_mean(ratios, 1000, 9);
    CHECK(s.mean_over_shortest_95.low == Approx(ratio.low).epsilon(1e-12));
    CHECK(s.mean_over_shortest_95.high == Approx(ratio.high).epsilon(1e-12));
}

TEST_CASE("snan: the interval of a share is that of Clopper and Pearson") {
    // R: binom.test(k, n)$conf.int.
    const interval half = share_95(5, 10);
    CHECK(half.low == 0.187086);
    CHECK(half.high == 0.812914);
    // All and none: (0.025)^(1/n), never an interval without width.
    const interval all = share_95(1000, 1000);
    CHECK(all.low == Approx(std::pow(0.025, 1e-3)).epsilon(1e-5));
    CHECK(all.high == 1);
    const interval none = share_95(0, 10);
    CHECK(none.low == 0);
    CHECK(none.high == 0.308497);
    CHECK(share_95(1, 1).low == 0.025);
    // The definition: so many hits or more come up in 2.5 % of all samples at the lower end.
    for (const auto& [k, n] : {std::pair{1U, 3U}, {7U, 40U}, {30U, 40U}}) {
        const interval got = share_95(k, n);
        double at_least = 0;
        double at_most = 0;
        for (unsigned i = 0; i <= n; ++i) {
            const double ways =
                std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0));
            if (i >= k) at_least += ways * std::pow(got.low, i) * std::pow(1 - got.low, n - i);
            if (i <= k) at_most += ways * std::pow(got.high, i) * std::pow(1 - got.high, n - i);
        }
        CHECK(at_least == Approx(0.025).epsilon(1e-4));
        CHECK(at_most == Approx(0.025).epsilon(1e-4));
    }
}
