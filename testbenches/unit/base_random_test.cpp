#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/random.hpp"

using namespace memglia;

namespace {

std::vector<double> first_draws(random_stream stream, int count = 8) {
    std::vector<double> draws;
    for (int i = 0; i < count; ++i) draws.push_back(stream.uniform());
    return draws;
}

// Pearson's statistic of equally likely counts: mean k - 1, standard deviation sqrt(2 (k - 1)).
double chi_squared(const std::vector<int>& counts) {
    double total = 0;
    for (const int c : counts) total += c;
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const int c : counts) sum += (c - expected) * (c - expected) / expected;
    return sum;
}

}  // namespace

TEST_CASE("base: the same four keys give the same numbers") {
    random_stream a(42, "chip/tile[3]", "write", 17);
    random_stream b(42, "chip/tile[3]", "write", 17);
    for (int i = 0; i < 1000; ++i) {
        CHECK(a.uniform() == b.uniform());
        CHECK(a.below(1000) == b.below(1000));
        CHECK(a.normal() == b.normal());
    }
    CHECK(first_draws(random_stream(42, "a", "b")) == first_draws(random_stream(42, "a", "b", 0)));
}

TEST_CASE("base: any changed key gives other numbers") {
    const std::vector<std::vector<double>> streams{
        first_draws(random_stream(42, "chip/tile", "write", 17)),
        first_draws(random_stream(43, "chip/tile", "write", 17)),
        first_draws(random_stream(42 + (1ULL << 63), "chip/tile", "write", 17)),
        first_draws(random_stream(42, "chip/tilf", "write", 17)),
        first_draws(random_stream(42, "chip/til", "write", 17)),
        first_draws(random_stream(42, "chip/tile", "read", 17)),
        first_draws(random_stream(42, "chip/tile", "write", 18)),
        first_draws(random_stream(42, "chip/tile", "write", 17 + (1ULL << 63))),
        first_draws(random_stream(17, "chip/tile", "write", 42)),
        first_draws(random_stream(42, "write", "chip/tile", 17)),
        // The border between block and purpose counts too.
        first_draws(random_stream(42, "chip/tilew", "rite", 17)),
        first_draws(random_stream(42, "chip/tilewrite", "", 17)),
        first_draws(random_stream(42, "", "chip/tilewrite", 17)),
        first_draws(random_stream(42, "", "", 17)),
        first_draws(random_stream(0, "", "", 0)),
    };
    for (std::size_t i = 0; i < streams.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            CAPTURE(i, j);
            int equal = 0;
            for (std::size_t n = 0; n < streams[i].size(); ++n)
                equal += streams[i][n] == streams[j][n];
            CHECK(equal == 0);
        }
    }
}

TEST_CASE("base: small seeds and indices never share a stream") {
    std::vector<double> seen;
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        for (std::uint64_t index = 0; index < 24; ++index) {
            seen.push_back(random_stream(seed, "block", "purpose", index).uniform());
        }
    }
    std::sort(seen.begin(), seen.end());
    CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
    // ... and their first draws are uniform themselves.
    std::vector<int> counts(8, 0);
    for (const double u : seen) ++counts[static_cast<std::size_t>(u * 8)];
    CHECK(chi_squared(counts) < 7 + 5 * std::sqrt(2.0 * 7));
}

TEST_CASE("base: neighbouring streams are not correlated") {
    constexpr int count = 20'000;
    for (const int lag : {0, 1}) {
        random_stream a(1, "block", "purpose", 0);
        random_stream b(1, "block", "purpose", 1);
        for (int i = 0; i < lag; ++i) b.uniform();
        double sum = 0;
        for (int i = 0; i < count; ++i) {
            const double u = a.uniform() - 0.5;
            const double v = b.uniform() - 0.5;
            sum += 12 * u * v;
        }
        CHECK(std::abs(sum / count) < 5 / std::sqrt(static_cast<double>(count)));
    }
}

TEST_CASE("base: below is in range and uniform") {
    for (const std::uint32_t n : {2U, 3U, 4U, 5U, 7U, 10U, 100U}) {
        CAPTURE(n);
        random_stream stream(n, "below", "test");
        std::vector<int> counts(n, 0);
        bool in_range = true;
        for (int i = 0; i < 20'000; ++i) {
            const std::uint32_t draw = stream.below(n);
            in_range = in_range && draw < n;
            if (draw < n) ++counts[draw];
        }
        CHECK(in_range);
        CHECK(chi_squared(counts) < (n - 1) + 5 * std::sqrt(2.0 * (n - 1)));
        CHECK(*std::min_element(counts.begin(), counts.end()) > 0);
    }
}

TEST_CASE("base: below with very small and very large ranges") {
    random_stream stream(5, "below", "ends");
    random_stream untouched(5, "below", "ends");
    for (int i = 0; i < 10; ++i) CHECK(stream.below(1) == 0);
    CHECK(stream.uniform() == untouched.uniform());  // one candidate needs no draw

    constexpr std::uint32_t large = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t n : {large, 3'000'000'000U}) {  // the latter is no power of two
        std::vector<int> counts(4, 0);
        bool in_range = true;
        for (int i = 0; i < 20'000; ++i) {
            const std::uint32_t draw = stream.below(n);
            in_range = in_range && draw < n;
            ++counts[static_cast<std::size_t>(4 * (draw / (n + 1.0)))];
        }
        CHECK(in_range);
        CHECK(chi_squared(counts) < 3 + 5 * std::sqrt(2.0 * 3));
    }
}

TEST_CASE("base: uniform has 53 bits, mean 1/2 and variance 1/12") {
    constexpr int count = 100'000;
    random_stream stream(7, "uniform", "test");
    double sum = 0;
    double squares = 0;
    int odd = 0;
    bool in_range = true;
    bool whole = true;
    std::vector<int> counts(64, 0);
    for (int i = 0; i < count; ++i) {
        const double u = stream.uniform();
        in_range = in_range && u >= 0 && u < 1;
        const double scaled = std::ldexp(u, 53);
        whole = whole && scaled == std::floor(scaled);
        odd += static_cast<int>(static_cast<std::uint64_t>(scaled) % 2);
        sum += u;
        squares += u * u;
        ++counts[static_cast<std::size_t>(u * 64)];
    }
    const double sigma_mean = std::sqrt(1.0 / 12 / count);
    CHECK(in_range);
    CHECK(whole);
    CHECK(std::abs(odd - count / 2) < 5 * std::sqrt(count / 4.0));
    CHECK(std::abs(sum / count - 0.5) < 5 * sigma_mean);
    // The variance of u^2 is 1/5 - 1/9.
    CHECK(std::abs(squares / count - 1.0 / 3) < 5 * std::sqrt((1.0 / 5 - 1.0 / 9) / count));
    CHECK(chi_squared(counts) < 63 + 5 * std::sqrt(2.0 * 63));
}

// Beyond 3.65 sigma they come from a method of their own, which 200 000 draws hardly see.
TEST_CASE("base: normal has the tails of a standard normal") {
    constexpr int count = 4'000'000;
    random_stream stream(9, "normal", "test");
    std::array<double, 3> bounds{3.7, 4.0, 4.5};
    std::array<int, 3> above{};
    std::array<int, 3> below{};
    for (int i = 0; i < count; ++i) {
        const double z = stream.normal();
        for (std::size_t b = 0; b < bounds.size(); ++b) {
            above[b] += z > bounds[b] ? 1 : 0;
            below[b] += z < -bounds[b] ? 1 : 0;
        }
    }
    for (std::size_t b = 0; b < bounds.size(); ++b) {
        CAPTURE(bounds[b], above[b], below[b]);
        const double expected = count * 0.5 * std::erfc(bounds[b] / std::sqrt(2.0));
        CHECK(std::abs(above[b] - expected) < 4 * std::sqrt(expected));
        CHECK(std::abs(below[b] - expected) < 4 * std::sqrt(expected));
    }
}

TEST_CASE("base: normal has the moments and the distribution of a standard normal") {
    constexpr int count = 200'000;
    random_stream stream(8, "normal", "test");
    std::vector<double> draws(count);
    for (double& z : draws) z = stream.normal();
    std::array<double, 5> moment{};
    double neighbours = 0;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const double z = draws[i];
        moment[1] += z / count;
        moment[2] += z * z / count;
        moment[3] += z * z * z / count;
        moment[4] += z * z * z * z / count;
        if (i > 0) neighbours += z * draws[i - 1] / count;
    }
    const double error = 5 / std::sqrt(static_cast<double>(count));
    CHECK(std::abs(moment[1]) < error);
    CHECK(std::abs(moment[2] - 1) < error * std::sqrt(2.0));   // var z^2 = 2
    CHECK(std::abs(moment[3]) < error * std::sqrt(15.0));      // var z^3 = 15
    CHECK(std::abs(moment[4] - 3) < error * std::sqrt(96.0));  // var z^4 = 105 - 9
    CHECK(std::abs(neighbours) < error);                       // neighbours are independent
    for (const double bound : {-3.0, -2.0, -1.0, -0.25, 0.0, 0.5, 1.5, 2.5, 3.5}) {
        CAPTURE(bound);
        const double expected = 0.5 * std::erfc(-bound / std::sqrt(2.0));
        const auto below =
            std::count_if(draws.begin(), draws.end(), [bound](double z) { return z < bound; });
        CHECK(std::abs(static_cast<double>(below) / count - expected) <
              error * std::sqrt(expected * (1 - expected)));
    }
}

TEST_CASE("base: a copied stream carries on alike") {
    random_stream a(9, "copy", "test");
    a.normal();
    random_stream b = a;
    for (int i = 0; i < 5; ++i) {
        CHECK(a.normal() == b.normal());
        CHECK(a.uniform() == b.uniform());
    }
}

// Computed by an independent program (FNV-1a, splitmix64 finaliser and MT19937-64 written from
// their definitions, and a ziggurat with libm's logarithm that agrees to 1e-13 with our own): these
// bytes must never change, or no earlier result can be reproduced.
TEST_CASE("base: the first numbers of three streams are frozen") {
    struct golden {
        std::uint64_t seed;
        std::string block;
        std::string purpose;
        std::uint64_t index;
        std::array<double, 4> uniform;
        std::array<std::uint32_t, 12> below_4;
        std::array<std::uint32_t, 8> below_100;
        std::array<std::uint32_t, 4> below_large;
        std::array<double, 4> normal;
    };
    const std::array<golden, 3> streams{{
        {0,
         "",
         "",
         0,
         {0x1.d77b9b5c25b7cp-1, 0x1.7addb5bfb5220p-1, 0x1.e018aaf23862cp-3, 0x1.97affa4a73bdep-1},
         {3, 2, 0, 3, 2, 2, 2, 3, 0, 0, 2, 1},
         {92, 73, 23, 79, 62, 62, 61, 84},
         {2762594761, 2219918288, 703266150, 2388793434},
         {-0x1.25af07cd9891p+0, -0x1.6a09a5fae3ddep+0, 0x1.1daffd93806eap-2,
          -0x1.edc5aa43514efp-1}},
        {1,
         "chip/controller",
         "ties",
         0,
         {0x1.2e12f43be3e1ep-1, 0x1.30174ac692ad4p-2, 0x1.0da6e96aabf56p-2, 0x1.02898ec3b2ce5p-1},
         {2, 1, 1, 2, 1, 0, 1, 2, 0, 3, 1, 3},
         {58, 29, 26, 50, 32, 23, 25, 68},
         {1769965073, 890891556, 789996091, 1514867195},
         {0x1.7a6568f8bb5dfp-1, -0x1.177b85d6fdb05p-1, -0x1.60784e518af73p-2,
          -0x1.43dc03eeb9cb7p-1}},
        {std::numeric_limits<std::uint64_t>::max(),
         "crossbar/array",
         "read",
         7,
         {0x1.49706c0768e10p-5, 0x1.6a5e42570a6e0p-6, 0x1.9d2350285c34ap-2, 0x1.b4c477cd837d6p-2},
         {0, 0, 1, 1, 1, 3, 0, 2, 3, 1, 1, 1},
         {4, 2, 40, 42, 28, 79, 21, 61},
         {120644219, 66351599, 1210365064, 1279592147},
         {0x1.317a85ab7d72cp-6, 0x1.70b994cdd073cp-5, -0x1.ebcdda7713e62p-1, 0x1.4c26688d3870ep-2}},
    }};
    for (const golden& g : streams) {
        CAPTURE(g.block, g.seed);
        const random_stream fresh(g.seed, g.block, g.purpose, g.index);
        random_stream s = fresh;
        for (const double u : g.uniform) CHECK(s.uniform() == u);
        s = fresh;
        for (const std::uint32_t n : g.below_4) CHECK(s.below(4) == n);
        s = fresh;
        for (const std::uint32_t n : g.below_100) CHECK(s.below(100) == n);
        s = fresh;
        for (const std::uint32_t n : g.below_large) CHECK(s.below(3'000'000'000U) == n);
        s = fresh;
        for (const double z : g.normal) CHECK(s.normal() == z);
    }
}
