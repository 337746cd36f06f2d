#pragma once

// exp, log, pow, sin, atan and tanh with the same bits on every x86-64 machine and compiler.
//
// glibc picks its transcendental kernels by CPU (with and without FMA), so their last bit moves
// between machines. These use only + - * / and exact scaling. Error below 2 ulp (3 for expm1 and
// log1p); that of pow grows with the exponent: 2.4 ulp at 5, 31 ulp for broken exponents up to 5,
// where the logarithm's last bit counts |y ln x| times. A result must never depend on a libm
// transcendental: use these.
namespace memglia {

/// e^x. Underflows to 0 below -745, overflows to infinity above 709.78.
double exp_exact_bits(double x);

/// e^x - 1 without cancellation near 0.
double expm1_exact_bits(double x);

/// ln x for x > 0; -infinity at 0, NaN below.
double log_exact_bits(double x);

/// ln(1 + x) for x > -1 without cancellation near 0.
double log1p_exact_bits(double x);

/// x^y for x >= 0. Small non-negative integer y (up to 16) by multiplication; infinite for x = 0, y
/// < 0.
double pow_exact_bits(double x, double y);

/// sin(2 pi x), x in turns: exact at every multiple of a quarter.
double sin_turns_exact_bits(double turns);

/// The angle of the point (x, y) from the x axis, in turns, (-1/2, 1/2]; 0 for (0, 0). Finite
/// arguments. Absolute error below 1e-16.
double atan2_turns_exact_bits(double y, double x);

/// Within 4 ulp.
double tanh_exact_bits(double x);

/// 1 / (1 + e^-x).
double logistic_exact_bits(double x);

/// Standard normal distribution: the share below x. Absolute error below 2e-15; 0 and 1 beyond 8.
double normal_share_exact_bits(double x);

}  // namespace memglia
