#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/quantile.hpp"
#include "base/random.hpp"

using namespace memglia;

TEST_CASE("base: quantile is type 7 of Hyndman and Fan") {
    // R: quantile(c(10, 7, 4, 3, 2, 1)) gives 1, 2.25, 3.5, 6.25, 10.
    const std::vector<double> six{10, 1, 7, 2, 4, 3};
    CHECK(quantile(six, 0) == 1);
    CHECK(quantile(six, 0.25) == 2.25);
    CHECK(quantile(six, 0.5) == 3.5);
    CHECK(quantile(six, 0.75) == 6.25);
    CHECK(quantile(six, 1) == 10);
    CHECK(quantile(six, 0.1) == Approx(1.5).epsilon(1e-15));
    CHECK(quantile(six, 0.95) == Approx(9.25).epsilon(1e-15));
    CHECK(quantile({5}, 0) == 5);
    CHECK(quantile({5}, 0.3) == 5);
    CHECK(quantile({5}, 1) == 5);
    CHECK(quantile({2, 1}, 0.5) == 1.5);
    CHECK(quantile({3, 3, 3, 3}, 0.61) == 3);
    CHECK(quantile({-1, 1, -3}, 0.5) == -1);
}

TEST_CASE("base: quantile equals interpolation in the sorted list") {
    random_stream random(1, "test", "values");
    for (std::size_t n = 1; n < 60; ++n) {
        std::vector<double> values(n);
        // Rounded: many ties.
        for (double& v : values) v = std::floor(20 * random.uniform()) - 10;
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        for (int i = 0; i <= 40; ++i) {
            const double q = i / 40.0;
            const double h = static_cast<double>(n - 1) * q;
            const auto low = static_cast<std::size_t>(h);
            const auto high = std::min(low + 1, n - 1);
            const double part = h - static_cast<double>(low);
            const double expected = (1 - part) * sorted[low] + part * sorted[high];
            CAPTURE(n, q);
            CHECK(quantile(values, q) == Approx(expected).margin(1e-12));
        }
    }
}
