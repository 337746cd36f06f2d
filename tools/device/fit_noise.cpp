#include "tools/device/fit_noise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/elementary.hpp"

namespace memglia::fitting {

namespace {

constexpr double freedom = 4;
// Of a normal distribution over its median absolute value.
constexpr double deviation_over_median = 1.482602218505602;

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// The likeliest scale of t-distributed values by the EM algorithm.
double scale_of(std::span<const double> r, double start, double least) {
    double s2 = std::max(start * start, least * least);
    for (int round = 0; round < 50; ++round) {
        double sum = 0;
        for (const double x : r) sum += (freedom + 1) * x * x / (freedom + x * x / s2);
        const double next = std::max(sum / static_cast<double>(r.size()), least * least);
        const bool done = std::abs(next - s2) < 1e-4 * s2;
        s2 = next;
        if (done) break;
    }
    return std::sqrt(s2);
}

// Logarithm of twice the probability that a t-distributed value lies `z` above its middle, closed
// for 4 degrees of freedom: with u = z / sqrt(4 + z^2) it is (1 - u)^2 (2 + u) / 4.
double log_reach(double z) {
    const double root = std::sqrt(freedom + z * z);
    const double rest = freedom / (root * (root + z));  // 1 - u
    return log_exact_bits(rest * rest * (3 - rest) / 2);
}

}  // namespace

double noise_model::size_of(double current_a) const {
    return std::sqrt(current_a * current_a + floor_a * floor_a);
}

double noise_model::weight(double r) const {
    const double z = r / scale;
    return (freedom + 1) / (freedom + z * z);
}

noise_model find_noise(std::span<const double> model_a, std::span<const double> residual_a,
                       std::span<const double> short_a, double least, int parameters) {
    std::vector<double> size;
    std::vector<double> apart;
    double largest = 0;
    for (std::size_t i = 0; i < model_a.size(); ++i) {
        if (std::isfinite(short_a[i])) continue;
        size.push_back(model_a[i]);
        apart.push_back(residual_a[i]);
        largest = std::max(largest, std::abs(model_a[i]));
    }
    noise_model best;
    best.floor_a = largest > 0 ? largest : 1e-30;
    best.scale = best.deviation = least;
    best.log_likelihood = -std::numeric_limits<double>::infinity();
    if (size.size() < 3) return best;
    std::vector<double> r(size.size());
    std::vector<double> sorted;
    for (double floor_a = 1e-9 * best.floor_a; floor_a < 20 * largest; floor_a *= 1.6) {
        noise_model m;
        m.floor_a = floor_a;
        double logs = 0;
        for (std::size_t i = 0; i < r.size(); ++i) {
            const double s = m.size_of(size[i]);
            r[i] = apart[i] / s;
            logs += log_exact_bits(s);
        }
        sorted.resize(r.size());
        std::transform(r.begin(), r.end(), sorted.begin(), [](double x) { return std::abs(x); });
        m.deviation = std::max(least, deviation_over_median * median(sorted));
        m.scale = scale_of(r, m.deviation, least);
        double tails = 0;
        for (const double x : r) {
            tails += log1p_exact_bits(x * x / (freedom * m.scale * m.scale));
        }
        m.log_likelihood = -static_cast<double>(r.size()) * log_exact_bits(m.scale) - logs -
                           (freedom + 1) / 2 * tails;
        for (std::size_t i = 0; i < short_a.size(); ++i) {
            if (!(short_a[i] > 0)) continue;
            m.log_likelihood += log_reach(short_a[i] / (m.scale * m.size_of(model_a[i])));
        }
        if (m.log_likelihood > best.log_likelihood) best = m;
    }
    // Huber's variance of an M-estimate: psi = w r, the mean of its square over the square of its
    // mean slope.
    double psi2 = 0;
    double slope = 0;
    double weights = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const double x = apart[i] / best.size_of(size[i]);
        const double z2 = x * x / (best.scale * best.scale);
        const double w = best.weight(x);
        weights += w;
        psi2 += w * w * x * x;
        slope += (freedom + 1) * (freedom - z2) / ((freedom + z2) * (freedom + z2));
    }
    const double rows = static_cast<double>(r.size());
    best.weight_mean = weights / rows;
    slope = std::max(slope / rows, 0.05);
    best.variance = std::max(psi2 / std::max(1.0, rows - parameters), least * least) *
                    best.weight_mean / (slope * slope);
    return best;
}

}  // namespace memglia::fitting
