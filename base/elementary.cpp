#include "base/elementary.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>

namespace memglia {

namespace {
// ln 2 split so that k * ln2_high is exact for |k| < 2048.
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double log2_e = 1.44269504088896338700e+00;

constexpr double inverse_factorial[] = {  // 1/13!, 1/12! ... 1/0!
    1.0 / 6227020800.0,
    1.0 / 479001600.0,
    1.0 / 39916800.0,
    1.0 / 3628800.0,
    1.0 / 362880.0,
    1.0 / 40320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0};

constexpr double inverse_odd[] = {  // 1/21, 1/19 ... 1/3
    1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3};

constexpr int exponent_bias = 1023;
constexpr unsigned mantissa_bits = 52;
}  // namespace

double exp_exact_bits(double x) {
    if (std::isnan(x)) return x;
    if (x > 709.78) return std::numeric_limits<double>::infinity();
    if (x < -745.0) return 0.0;
    const double k = std::floor(x * log2_e + 0.5);
    const double r = (x - k * ln2_high) - k * ln2_low;  // |r| <= 0.3466
    // Taylor to degree 13 in Horner form: remainder below 2^-58.
    double p = 0;
    for (const double c : inverse_factorial) p = p * r + c;
    const int power = static_cast<int>(k);
    if (power <= -exponent_bias || power > exponent_bias) return std::ldexp(p, power);
    return p * std::bit_cast<double>(static_cast<std::uint64_t>(power + exponent_bias)
                                     << mantissa_bits);
}

double expm1_exact_bits(double x) {
    if (std::abs(x) > 0.7) return exp_exact_bits(x) - 1;
    if (std::abs(x) > 0.35) {
        // One ln 2 away from the series: e^x - 1 = 2 (e^r - 1) + 1, or (e^r - 1)/2 - 1/2.
        if (x > 0) return 2 * expm1_exact_bits((x - ln2_high) - ln2_low) + 1;
        return 0.5 * expm1_exact_bits((x + ln2_high) + ln2_low) - 0.5;
    }
    double p = 0;
    for (std::size_t i = 0; i + 1 < std::size(inverse_factorial); ++i) {
        p = (p + inverse_factorial[i]) * x;
    }
    return p;
}

double log1p_exact_bits(double x) {
    if (std::abs(x) > 0.25) {
        const double y = 1 + x;
        if (std::isinf(y) || y <= 0) return log_exact_bits(y);
        return log_exact_bits(y) + (x - (y - 1)) / y;  // what rounding 1 + x has lost
    }
    // 2 atanh(s) with s = x/(2 + x), |s| < 0.143; 2s = x - s x keeps the leading term exact.
    const double s = x / (2 + x);
    const double z = s * s;
    double p = 0;
    for (const double c : inverse_odd) p = (p + c) * z;
    return x - s * (x - 2 * p);
}

double log_exact_bits(double x) {
    if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
    if (x == 0) return -std::numeric_limits<double>::infinity();
    if (std::isinf(x)) return x;
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {  // subnormal
        x *= 0x1p54;
        exponent = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    constexpr std::uint64_t mantissa_mask = (1ULL << mantissa_bits) - 1;
    constexpr std::uint64_t one = static_cast<std::uint64_t>(exponent_bias) << mantissa_bits;
    exponent += static_cast<int>(bits >> mantissa_bits) - exponent_bias;
    double m = std::bit_cast<double>((bits & mantissa_mask) | one);  // [1, 2)
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        ++exponent;
    }
    // ln m = 2 atanh(s), s = (m - 1)/(m + 1), |s| < 0.1716: odd series to s^21.
    const double f = m - 1;
    const double s = f / (2 + f);
    const double z = s * s;
    double p = 0;
    for (const double c : inverse_odd) p = (p + c) * z;
    // 2s = f - s f keeps the leading term exact for m near 1.
    const double tail = 2 * s * p - s * f;
    const double k = exponent;
    return k * ln2_high + (f + (tail + k * ln2_low));
}

double pow_exact_bits(double x, double y) {
    if (y >= 0 && y <= 16 && y == std::floor(y)) {
        double product = 1;
        for (int i = 0; i < static_cast<int>(y); ++i) product *= x;
        return product;
    }
    return exp_exact_bits(y * log_exact_bits(x));
}

double sin_turns_exact_bits(double turns) {
    constexpr double two_pi = 6.28318530717958647693;
    const double whole = turns - std::floor(turns);  // exact
    const double quarter = std::floor(4 * whole + 0.5);
    const double r = two_pi * (whole - quarter / 4);  // |r| <= pi/4
    const double z = r * r;
    // Taylor to r^17 or r^16: remainders below 2^-60.
    double sine = 0;
    for (int n = 16; n >= 2; n -= 2) sine = (1 - sine) * z / (n * (n + 1));
    double cosine = 0;
    for (int n = 15; n >= 1; n -= 2) cosine = (1 - cosine) * z / (n * (n + 1));
    sine = r - r * sine;
    cosine = 1 - cosine;
    switch (static_cast<int>(quarter) % 4) {
        case 0:
            return sine;
        case 1:
            return cosine;
        case 2:
            return -sine;
        default:
            return -cosine;
    }
}

double atan2_turns_exact_bits(double y, double x) {
    constexpr double two_pi = 6.28318530717958647693;
    double small = std::abs(y);
    double large = std::abs(x);
    const bool is_steep = small > large;
    if (is_steep) std::swap(small, large);
    if (large == 0) return 0;
    // atan t = atan(c) + atan((t - c)/(1 + c t)) with c = 1/2 or 1: the rest is at most 1/4.
    const double t = small / large;
    double rest = t;
    double turns = 0;
    if (t > 0.75) {
        rest = (small - large) / (large + small);
        turns = 0.125;
    } else if (t > 0.25) {
        rest = (2 * t - 1) / (2 + t);
        turns = 0.07379180882521663446;  // atan(1/2) / (2 pi)
    }
    const double z = rest * rest;
    // Odd series to rest^27: remainder below 2^-60.
    double p = 0;
    for (int n = 27; n >= 3; n -= 2) p = z * (1.0 / n - p);
    turns += rest * (1 - p) / two_pi;
    if (is_steep) turns = 0.25 - turns;
    if (x < 0) turns = 0.5 - turns;
    return y < 0 ? -turns : turns;
}

double tanh_exact_bits(double x) {
    if (x > 20) return 1;
    if (x < -20) return -1;
    const double grown = expm1_exact_bits(2 * x);
    return grown / (grown + 2);
}

double logistic_exact_bits(double x) {
    return 1 / (1 + exp_exact_bits(-x));
}

// Marsaglia, Evaluating the Normal Distribution, J. Stat. Software 11(4), 2004.
double normal_share_exact_bits(double x) {
    if (x < -8) return 0;
    if (x > 8) return 1;
    constexpr double log_root_two_pi = 0.91893853320467274178;
    double sum = x;
    double before = 0;
    double term = x;
    for (double i = 3; sum != before; i += 2) {
        before = sum;
        term *= x * x / i;
        sum += term;
    }
    return 0.5 + sum * exp_exact_bits(-0.5 * x * x - log_root_two_pi);
}

}  // namespace memglia
