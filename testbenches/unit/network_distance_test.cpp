#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/choice.hpp"
#include "base/random.hpp"
#include "snan/network/distance.hpp"
#include "snan/network/wiring.hpp"

using namespace memglia;

namespace {

network two_sheets(std::uint32_t sources, std::uint32_t targets, std::uint32_t columns,
                   const kernel_config& kernel) {
    network net;
    for (const std::uint32_t size : {sources, targets}) {
        population& p = net.populations.emplace_back();
        p.name = "p" + std::to_string(net.populations.size());
        p.size = size;
        p.lif.emplace();
        p.grid = grid_config{columns};
    }
    projection& q = net.projections.emplace_back();
    q.name = "q";
    q.source = "p1";
    q.target = "p2";
    q.connect = connection_rule::distance;
    q.kernel = kernel;
    q.weight = 0.5;
    if (kernel.of == kernel_role::probability) q.probability = 0.8;
    return net;
}

// The plain way: libm and every pair.
double plain_kernel(const kernel_config& k, double d) {
    if (k.cutoff > 0 && d > k.cutoff) return 0;
    const double x = d / k.length;
    switch (k.shape) {
        case kernel_shape::gaussian:
            return std::exp(-x * x / 2);
        case kernel_shape::exponential:
            return std::exp(-x);
        case kernel_shape::box:
            return x <= 1 ? 1 : 0;
        case kernel_shape::cosine:
            return std::cos(2 * 3.14159265358979323846 * x);
        default:
            return (1 - x * x) * std::exp(-x * x / 2);
    }
}

double plain_distance(std::uint32_t i, std::uint32_t j, std::uint32_t columns, std::uint32_t rows,
                      bool periodic) {
    double dx = std::abs(double(i % columns) - double(j % columns));
    double dy = std::abs(double(i / columns) - double(j / columns));
    if (periodic) {
        dx = std::min(dx, columns - dx);
        dy = std::min(dy, rows - dy);
    }
    return std::hypot(dx, dy);
}

struct drawn {
    network net;
    std::uint32_t columns = 1;
    std::uint32_t rows = 1;
};

drawn random_sheets(std::uint64_t seed) {
    random_stream draw(seed, "test", "sheets");
    drawn d;
    d.columns = 1 + draw.below(12);
    d.rows = 1 + draw.below(9);
    kernel_config k;
    k.shape = static_cast<kernel_shape>(draw.below(5));
    k.length = 0.3 + 5 * draw.uniform();
    const bool has_signs = k.shape == kernel_shape::cosine || k.shape == kernel_shape::mexican_hat;
    k.of = has_signs || draw.below(2) == 0 ? kernel_role::weight : kernel_role::probability;
    if (k.shape != kernel_shape::box && draw.below(2) == 0) k.cutoff = 6 * draw.uniform();
    k.periodic = draw.below(2) == 0;
    std::uint32_t sources = d.columns * d.rows;
    std::uint32_t targets = sources;
    if (!k.periodic) {
        sources += draw.below(d.columns);
        targets = d.columns + draw.below(100);
    }
    d.net = two_sheets(sources, targets, d.columns, k);
    if (draw.below(2) == 0) {
        d.net.projections[0].target = "p1";
        d.net.populations.pop_back();
        d.net.projections[0].autapses = draw.below(2) == 0;
    }
    check(d.net);
    return d;
}

}  // namespace

TEST_CASE("network: pairs of a kernel are those of a plain loop, and as many as expected") {
    std::size_t seen = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const auto [net, columns, rows] = random_sheets(seed);
        const projection& p = net.projections[0];
        INFO("seed " << seed << ", " << word_of(p.kernel->shape) << " by " << word_of(p.kernel->of)
                     << (p.kernel->periodic ? ", periodic" : ""));
        struct pair {
            std::uint32_t source;
            std::uint32_t target;
            double k;
        };
        std::vector<pair> expected;
        double mean = 0;
        const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
        for (std::uint32_t i = 0; i < net.populations[0].size; ++i) {
            for (std::uint32_t j = 0; j < targets; ++j) {
                if (i == j && p.source == p.target && !p.autapses) continue;
                const double d = plain_distance(i, j, columns, rows, p.kernel->periodic);
                const double k = plain_kernel(*p.kernel, d);
                const bool is_by_chance = p.kernel->of == kernel_role::probability;
                if (is_by_chance ? p.probability * k < 0x1p-53 : k == 0) continue;
                mean += is_by_chance ? p.probability * k : 1;
                expected.push_back({i, j, k});
            }
        }
        std::size_t at = 0;
        bool is_same = true;
        distance_pairs(net, p).for_each([&](std::uint32_t i, std::uint32_t j, double k) {
            is_same = is_same && at < expected.size() && expected[at].source == i &&
                      expected[at].target == j && std::abs(k - expected[at].k) < 1e-12;
            ++at;
        });
        CHECK(is_same);
        CHECK(at == expected.size());
        CHECK(expected_synapses(net, 0) == Approx(mean).epsilon(1e-9));
        seen += at;
    }
    CHECK(seen > 100'000);
}

TEST_CASE("network: connections of a kernel are as frequent as it says, at every distance") {
    kernel_config k;
    k.length = 4;
    k.periodic = true;
    network net = two_sheets(900, 900, 30, k);
    for (const kernel_shape shape :
         {kernel_shape::gaussian, kernel_shape::exponential, kernel_shape::box}) {
        net.projections[0].kernel->shape = shape;
        std::vector<double> connected(16);
        std::vector<double> pairs(16);
        std::vector<double> probability(16);
        for_each_synapse(net, 0, [&](const synapse& s) {
            const double d = plain_distance(s.source, s.target, 30, 30, true);
            if (d < 15) ++connected[static_cast<std::size_t>(d)];
        });
        for (std::uint32_t i = 0; i < 900; ++i) {
            for (std::uint32_t j = 0; j < 900; ++j) {
                const double d = plain_distance(i, j, 30, 30, true);
                if (d >= 15) continue;
                ++pairs[static_cast<std::size_t>(d)];
                probability[static_cast<std::size_t>(d)] +=
                    0.8 * plain_kernel(*net.projections[0].kernel, d);
            }
        }
        for (std::size_t bin = 0; bin < 15; ++bin) {
            const double mean = probability[bin];
            INFO(word_of(shape) << " at " << bin << ": " << connected[bin] << " of " << mean);
            CHECK(std::abs(connected[bin] - mean) <= 4 * std::sqrt(mean) + 1e-9);
        }
    }
}

TEST_CASE("network: a kernel of weights scales them, and a ring of a cosine has its zeros") {
    kernel_config k;
    k.shape = kernel_shape::cosine;
    k.length = 16;
    k.of = kernel_role::weight;
    k.periodic = true;
    const network net = two_sheets(16, 16, 16, k);
    check(net);
    std::size_t synapses = 0;
    for_each_synapse(net, 0, [&](const synapse& s) {
        ++synapses;
        const double apart = (double(s.target) - double(s.source)) / 16;
        CHECK(s.weight == Approx(0.5 * std::cos(2 * 3.14159265358979323846 * apart)).margin(1e-12));
    });
    CHECK(synapses == 16 * 14);  // none a quarter of the ring away
}

TEST_CASE("network: how many synapses a kernel makes is known without making them") {
    kernel_config k;
    k.length = 3;
    network net = two_sheets(1'000'000, 1'000'000, 1'000, k);
    // The plane's integral of the kernel, less what lies beyond the edges.
    const double plane = 0.8 * 2 * 3.14159265358979323846 * 9;
    CHECK(expected_synapses(net, 0) == Approx(1e6 * plane).epsilon(0.01));
    net.most_neurons = 3'000'000;
    net.most_synapses = 100'000'000;
    CHECK_NOTHROW(check(net));
}
