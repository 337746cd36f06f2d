#pragma once

#include "base/field.hpp"

// The neural field with astrocytic resource diffusion of arXiv:2604.10036 on a ring, x in
// [-pi, pi), H the step function:
//     u_t = -u + int cos(x-y) q(y) H(u(y) - theta) dy
//     q_t = gamma a (1-q) - beta q H(u - theta)
//     a_t = D a_xx + beta q H(u - theta) - gamma a (1-q)
// The integral of q + a keeps its value 2 pi. Time is in units of the membrane's time constant.
namespace memglia {

struct conserved_parameters {
    double beta = 0.05;
    double gamma = 2;
    double theta = 0.1;
    double diffusion = 0.7;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "beta",
                    .unit = "1",
                    .doc = "depletion of active synapses, per membrane time constant",
                    .min = 1e-6,
                    .max = 100},
              self.beta);
        visit(field{.name = "gamma",
                    .unit = "1",
                    .doc = "replenishment of synapses by astrocytes, per membrane time constant",
                    .min = 1e-3,
                    .max = 1e4},
              self.gamma);
        visit(field{.name = "theta",
                    .unit = "1",
                    .doc = "activity at which a place is active",
                    .min = 1e-6,
                    .max = 2},
              self.theta);
        visit(field{.name = "diffusion",
                    .unit = "rad2",
                    .doc = "of resource between astrocytes, per membrane time constant",
                    .min = 0,
                    .max = 1e6},
              self.diffusion);
    }
};

/// U = 2 c0 sin(Delta) cos x, Q = c0 in |x| < Delta and 1 beyond, A = a0 everywhere.
struct resource_bump {
    double half_width = 0;          ///< Delta, rad
    double active_resource = 0;     ///< c0
    double astrocyte_resource = 0;  ///< a0 = Delta/pi (1 - c0)
    double peak = 0;                ///< of U

    double share() const;  ///< Delta/pi, of the ring
};

/// c0 of a bump of this half-width: the root of gamma Delta/pi (1 - c0)^2 = beta c0.
double active_resource(const conserved_parameters& p, double half_width);

/// The largest threshold at which there is a bump: the maximum of c0 sin(2 Delta).
double largest_theta(const conserved_parameters& p);

/// The stationary bump, of the two half-widths with c0 sin(2 Delta) = theta the wide one: the
/// narrow one is always unstable. Throws input_error at "theta" if there is none.
resource_bump wide_bump(const conserved_parameters& p);

}  // namespace memglia
