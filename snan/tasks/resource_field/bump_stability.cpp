#include "snan/tasks/resource_field/bump_stability.hpp"

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "snan/tasks/resource_field/angle.hpp"

namespace memglia {

namespace {

// sinh(z)/z and cosh(z), each times e^(-z), z >= 0: no overflow.
struct scaled {
    double sinh_over_z;
    double cosh;
};
scaled hyperbolic(double z) {
    const double fall = -expm1_exact_bits(-2 * z);  // 1 - e^(-2z)
    return {z > 0 ? fall / (2 * z) : 1, 1 - fall / 2};
}

// alpha and the moments of phi for edges that put in one unit each, of one sign (even) or of
// opposite signs (odd).
struct response {
    double even_moment;  // int cos(y) alpha over the bump
    double odd_moment;   // int sin(y) alpha
};

// Of sources lambda delta at the edges: `lambda` is divided out, so that the limit at 0 exists.
response diffused(const conserved_parameters& p, const resource_bump& bump, double k,
                  double lambda) {
    const double width = bump.half_width;
    const double outside = pi - width;
    const double sine_w = sine(width);
    const double cosine_w = cosine(width);
    // lambda times this is the rate at which alpha vanishes inside.
    const double loss = 1 + p.gamma * (1 - bump.active_resource) / (lambda + k);
    const double r = std::sqrt(lambda * loss / p.diffusion);
    const double s = std::sqrt(lambda / p.diffusion);
    const scaled in = hyperbolic(r * width);
    const scaled out = hyperbolic(s * outside);
    // Even: r tanh(r Delta) + s tanh(s (pi - Delta)), over lambda/D; odd: with coth, over 1.
    const double even_flow =
        width * in.sinh_over_z / in.cosh * loss + outside * out.sinh_over_z / out.cosh;
    const double odd_flow = in.cosh / in.sinh_over_z / width + out.cosh / out.sinh_over_z / outside;
    // alpha at the edge; inside it is cosh(r x)/cosh(r Delta) or sinh(r x)/sinh(r Delta) of it.
    const double even_edge = 1 / even_flow;
    const double odd_edge = lambda / p.diffusion / odd_flow;
    const double square = 1 + r * r;
    const double r_tanh = r * r * width * in.sinh_over_z / in.cosh;
    const double r_coth = in.cosh / in.sinh_over_z / width;
    return {even_edge * 2 * (r_tanh * cosine_w + sine_w) / square,
            odd_edge * 2 * (r_coth * sine_w - cosine_w) / square};
}

// What an edge does that moves by one unit: active synapses gained, resource put into astrocytes
// over lambda.
struct edge {
    double gained;
    double released;
};
edge outward(const resource_bump& bump, double k, double lambda) {
    const double missing = 1 - bump.active_resource;
    return {bump.active_resource + missing * lambda / (lambda + k), k * missing / (lambda + k)};
}
edge inward(const conserved_parameters& p, const resource_bump& bump, double lambda) {
    const double recovery = p.gamma * bump.astrocyte_resource;
    return {bump.active_resource, recovery * (1 - bump.active_resource) / (lambda + recovery)};
}

// The change of sign of f in [low, high] in the logarithm of its argument that lies highest, where
// `sign` is 0 where f is not defined.
template <class Sign>
std::optional<double> highest_change(double low, double high, const Sign& sign) {
    constexpr int steps = 200;
    const double from = log_exact_bits(low);
    const double over = log_exact_bits(high) - from;
    const auto at = [&](double share) { return exp_exact_bits(from + over * share); };
    int above = sign(high);
    for (int i = steps - 1; i >= 0; --i) {
        const int here = sign(at(static_cast<double>(i) / steps));
        if (here != 0 && above != 0 && here != above) {
            double left = static_cast<double>(i) / steps;
            double right = static_cast<double>(i + 1) / steps;
            for (int halving = 0; halving < 60; ++halving) {
                const double middle = (left + right) / 2;
                (sign(at(middle)) == here ? left : right) = middle;
            }
            return at((left + right) / 2);
        }
        above = here;
    }
    return std::nullopt;
}

// 1 where a bump stays, -1 where it drifts, 0 where there is none.
int stays(const conserved_parameters& p) {
    if (!(largest_theta(p) >= p.theta)) return 0;
    return p.diffusion > critical_diffusion(p) ? 1 : -1;
}

}  // namespace

double evans(const conserved_parameters& p, const resource_bump& bump, bump_mode mode,
             double lambda) {
    const double c0 = bump.active_resource;
    const double k = p.beta / (1 - c0);
    const double sine_w = sine(bump.half_width);
    const double cosine_w = cosine(bump.half_width);
    const double slope = 2 * c0 * sine_w * sine_w;
    const response alpha = diffused(p, bump, k, lambda);
    const double gain = p.gamma * (1 - c0) / (lambda + k);
    const edge plus = mode == bump_mode::decay ? inward(p, bump, lambda) : outward(bump, k, lambda);
    const edge minus =
        mode == bump_mode::growth ? outward(bump, k, lambda) : inward(p, bump, lambda);
    // (1 + lambda) C = sum of c e over both edges, and S; of the even part of p one half each.
    const auto even = [&](const edge& e) {
        return cosine_w * e.gained + gain * alpha.even_moment * e.released / 2;
    };
    const auto odd = [&](const edge& e) {
        return sine_w * e.gained + gain * alpha.odd_moment * e.released / 2;
    };
    // With C = m (e+ + e-) / (2 cos), S = m (e+ - e-) / (2 sin).
    const double even_own = (1 + lambda) * slope / (2 * cosine_w);
    const double odd_own = (1 + lambda) * slope / (2 * sine_w);
    const double even_plus = even_own - even(plus);
    const double even_minus = even_own - even(minus);
    const double odd_plus = odd_own - odd(plus);
    const double odd_minus = odd_own - odd(minus);
    // Growth and decay are even by symmetry: e+ = e-.
    if (mode != bump_mode::drift) return (even_plus + even_minus) / (2 * even_own);
    return (even_plus * odd_minus + even_minus * odd_plus) / (2 * even_own * odd_own);
}

double critical_diffusion(const conserved_parameters& p) {
    const resource_bump bump = wide_bump(p);
    const double room = 2 * p.gamma * bump.share() - 1;
    if (room <= 0) return std::numeric_limits<double>::infinity();
    const double moment = 1 - bump.half_width * cosine(bump.half_width) / sine(bump.half_width);
    return 2 * p.gamma * (1 - bump.active_resource) * (1 - bump.share()) * moment / room;
}

std::optional<double> critical_gamma(const conserved_parameters& p, double gamma_low,
                                     double gamma_high) {
    return highest_change(gamma_low, gamma_high, [&p](double gamma) {
        conserved_parameters at = p;
        at.gamma = gamma;
        return stays(at);
    });
}

std::optional<double> critical_beta(const conserved_parameters& p, double beta_low,
                                    double beta_high) {
    return highest_change(beta_low, beta_high, [&p](double beta) {
        conserved_parameters at = p;
        at.beta = beta;
        return stays(at);
    });
}

double drift_rate(const conserved_parameters& p) {
    const resource_bump bump = wide_bump(p);
    if (p.diffusion <= 0) {
        throw input_error({.path = "diffusion",
                           .found = "found 0",
                           .expected = "diffusion above 0: without it nothing is linear at an "
                                       "edge"});
    }
    if (p.diffusion >= critical_diffusion(p)) return 0;
    // E is negative just above 0 and 1 at infinity.
    double high = 1e-3;
    while (evans(p, bump, bump_mode::drift, high) < 0) high *= 2;
    double low = high / 2;
    while (low > 1e-12 && evans(p, bump, bump_mode::drift, low) >= 0) low /= 2;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (evans(p, bump, bump_mode::drift, middle) < 0 ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace memglia
