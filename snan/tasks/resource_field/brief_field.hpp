#pragma once

#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "snan/tasks/resource_field/ring_diffusion.hpp"

// A second field, not that of arXiv:2604.10036: a Mexican hat, a smooth rate, and synaptic resource
// that diffuses itself and returns to 1 from a supply without end, on a ring x in [-pi, pi):
//     u_t = -u + int w(x-y) r(y) f(u(y)) dy + I(x, t) + sigma noise
//     r_t = (1 - r)/tau_r - beta r f(u) + D r_xx
//     f(u) = max(0, tanh(gain (u - theta)))
//     w(z) = w_e exp(-z^2 / (2 s_e^2)) - w_i exp(-z^2 / (2 s_i^2)), z the shorter way round
namespace memglia {

struct brief_parameters {
    double excitation = 4;
    double excitation_width = 0.4;
    double inhibition = 1;
    double inhibition_width = 1;
    double gain = 3;
    double theta = 0.2;
    double recovery = 20;
    double beta = 0.2;
    double diffusion = 0.3;
    double noise = 0;
    std::uint32_t points = 64;
    double dt = 0.1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "excitation", .unit = "1", .doc = "w_e", .min = 0, .max = 1e3},
              self.excitation);
        visit(
            field{.name = "excitation_width", .unit = "rad", .doc = "s_e", .min = 0.05, .max = 3.2},
            self.excitation_width);
        visit(field{.name = "inhibition", .unit = "1", .doc = "w_i", .min = 0, .max = 1e3},
              self.inhibition);
        visit(
            field{.name = "inhibition_width", .unit = "rad", .doc = "s_i", .min = 0.05, .max = 3.2},
            self.inhibition_width);
        visit(field{.name = "gain", .unit = "1", .doc = "of the rate", .min = 0.01, .max = 100},
              self.gain);
        visit(field{.name = "theta",
                    .unit = "1",
                    .doc = "activity above which the rate is positive",
                    .min = 0,
                    .max = 100},
              self.theta);
        visit(field{.name = "recovery",
                    .unit = "1",
                    .doc = "tau_r of the resource, in membrane time constants",
                    .min = 0.1,
                    .max = 1e4},
              self.recovery);
        visit(field{.name = "beta",
                    .unit = "1",
                    .doc = "depletion at full rate, per membrane time constant; 0: no limit",
                    .min = 0,
                    .max = 100},
              self.beta);
        visit(field{.name = "diffusion",
                    .unit = "rad2",
                    .doc = "of resource, per membrane time constant",
                    .min = 0,
                    .max = 1e6},
              self.diffusion);
        visit(field{.name = "noise",
                    .unit = "1",
                    .doc = "sigma, white in time, independent at each point",
                    .min = 0,
                    .max = 10},
              self.noise);
        visit(field{.name = "points",
                    .unit = "points",
                    .doc = "of the ring; a step costs their square",
                    .min = 16,
                    .max = 2048},
              self.points);
        visit(field{.name = "dt",
                    .unit = "1",
                    .doc = "a step, in membrane time constants",
                    .min = 1e-4,
                    .max = 0.5},
              self.dt);
    }
};

class brief_field {
  public:
    explicit brief_field(const brief_parameters& p, std::uint64_t seed = 1);

    /// Runs with I = strength exp(-x^2 / (2 width^2)).
    void run(double time, double strength = 0, double width = 0.3);

    /// Scales the resource of every point.
    void deplete(double factor);

    double rate() const;          ///< mean f over the ring
    double active_share() const;  ///< of the ring, where u is above theta
    double centre() const;        ///< of f, rad; 0 where nothing is active

    const std::vector<double>& activity() const { return u_; }
    const std::vector<double>& rates() const { return f_; }
    const std::vector<double>& resource() const { return r_; }
    const std::vector<double>& places() const { return x_; }
    double dt() const { return p_.dt; }

  private:
    void step();

    brief_parameters p_;
    double width_;
    ring_diffusion diffusion_;
    random_stream noise_;
    std::vector<double> kernel_;  // twice round, times the width of a cell
    std::vector<double> x_, cosine_, sine_;
    std::vector<double> input_, drive_;
    std::vector<double> u_, f_, r_;
};

}  // namespace memglia
