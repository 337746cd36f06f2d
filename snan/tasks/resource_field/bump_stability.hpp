#pragma once

#include <optional>

#include "snan/tasks/resource_field/resource_bump.hpp"

// Linear stability of the stationary bump. Q jumps where u crosses theta, so what a moving edge
// does depends on its direction: outward it takes in synapses with q = 1, which then fall towards
// c0 with the rate k = beta + gamma a0 = beta / (1 - c0); inward it frees synapses with q = c0,
// which recover with gamma a0. With displacements e(+), e(-) of the edges outward, growing as
// e^(lambda t), lambda >= 0, and m = |U'(Delta)| = 2 c0 sin^2(Delta):
//     m e(+-) = C cos(Delta) +- S sin(Delta)
//     (1 + lambda) (C, S) = int_(|y| < Delta) (cos y, sin y) phi dy + (cos, sin)(Delta) (g e(+) +-
//     g e(-)) phi = gamma (1 - c0) / (lambda + k) alpha lambda alpha = D alpha'' - [|x| < Delta]
//     gamma (1 - c0) lambda / (lambda + k) alpha + sum p delta(x -+ Delta)
// where an edge has g = c0 + (1 - c0) lambda / (lambda + k), p = e k (1 - c0) lambda / (lambda + k)
// outward and g = c0, p = e gamma a0 (1 - c0) lambda / (lambda + gamma a0) inward. On the ring
// alpha is made of hyperbolic functions, so the determinant E(lambda) of this system is exact.
namespace memglia {

/// Which way the edges move: both to one side, apart, together.
enum class bump_mode { drift, growth, decay };
constexpr std::string_view choice_words(bump_mode) {
    return "drift|growth|decay";
}

/// The Evans function: the determinant above over that without phi and g, for lambda >= 0 and
/// p.diffusion > 0. A positive root with edges that move as the mode says is an instability; it is
/// 1 for lambda to infinity, and of drift E(0) = 0 because a shifted bump is a bump.
double evans(const conserved_parameters& p, const resource_bump& bump, bump_mode mode,
             double lambda);

/// D where E(0) = E'(0) = 0 for drift: bumps drift below it and stay above,
///     2 gamma (1 - c0) (1 - kappa) (1 - Delta cot(Delta)) / (2 gamma kappa - 1), kappa = Delta/pi;
/// infinite where gamma kappa <= 1/2: then no diffusion holds a bump. Does not read p.diffusion.
double critical_diffusion(const conserved_parameters& p);

/// gamma above which bumps stay, at the other parameters. None if they stay, or drift, at every
/// gamma from `gamma_low` to `gamma_high` at which there is a bump.
std::optional<double> critical_gamma(const conserved_parameters& p, double gamma_low = 1e-3,
                                     double gamma_high = 1e4);

/// beta below which bumps stay, likewise.
std::optional<double> critical_beta(const conserved_parameters& p, double beta_low = 1e-6,
                                    double beta_high = 100);

/// The largest positive root of E for drift, the rate at which a small drift grows; 0 if there is
/// none. Throws input_error without diffusion.
double drift_rate(const conserved_parameters& p);

}  // namespace memglia
