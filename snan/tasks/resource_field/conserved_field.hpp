#pragma once

#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "snan/tasks/resource_field/resource_bump.hpp"
#include "snan/tasks/resource_field/ring_diffusion.hpp"

namespace memglia {

/// How the field is stepped. `published` is that of the authors' program: a place of the grid is
/// active or not, q by an integrating factor, a by the reaction as it was and backward Euler; total
/// resource creeps while a bump moves. In `conservative` the place that the edge of a bump divides
/// is active in part, and a loses to the last bits what q gains.
enum class field_scheme { conservative, published };
constexpr std::string_view choice_words(field_scheme) {
    return "conservative|published";
}

struct field_grid {
    std::uint32_t points = 400;
    double dt = 0.02;
    field_scheme scheme = field_scheme::conservative;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "points",
                    .unit = "points",
                    .doc = "of the ring in double precision",
                    .min = 16,
                    .max = 100'000},
              self.points);
        visit(field{.name = "dt",
                    .unit = "1",
                    .doc = "a step, in membrane time constants",
                    .min = 1e-5,
                    .max = 0.2},
              self.dt);
        visit(field{.name = "scheme", .doc = "of the integration"}, self.scheme);
    }
};

/// The conserved field in double precision. Where u starts in the plane of cos x and sin x it stays
/// there, for the kernel is cos x cos y + sin x sin y: u = C cos x + S sin x is kept as (C, S), and
/// a step costs O(points).
class conserved_field {
  public:
    /// The stationary bump at x = 0. Throws input_error where there is none.
    conserved_field(const conserved_parameters& p, const field_grid& grid);

    /// u += share times its peak times sin x.
    void displace(double share);

    void run(std::uint64_t steps);

    double time() const { return static_cast<double>(steps_) * grid_.dt; }

    /// Where u is largest, not wrapped: a bump that went round once is at 2 pi.
    double position() const { return position_; }

    /// Per time, in the last step.
    double velocity() const { return velocity_; }

    double peak() const;  ///< of u

    /// The integral of q + a over that of the start, 2 pi.
    double mass() const;

    std::vector<double> activity() const;  ///< u
    const std::vector<double>& synaptic() const { return q_; }
    const std::vector<double>& astrocytic() const { return a_; }
    const std::vector<double>& places() const { return x_; }

  private:
    void step();
    void react_as_published();
    void react_conserving();

    conserved_parameters p_;
    field_grid grid_;
    double width_;  // of a cell
    ring_diffusion diffusion_;
    std::vector<double> x_, cosine_, sine_;
    std::vector<double> edge_cosine_, edge_sine_;  // of the left edge of each cell, and of the last
    std::vector<double> active_;
    std::vector<double> q_, a_;
    double along_cosine_ = 0;
    double along_sine_ = 0;
    double position_ = 0;
    double velocity_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace memglia
