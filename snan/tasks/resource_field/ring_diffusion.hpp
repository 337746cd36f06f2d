#pragma once

#include <cstddef>
#include <vector>

namespace memglia {

/// A step of backward Euler of x_t = D x_xx on a ring of equal cells, in O(N): solves
///     (1 + 2 m) y_i - m (y_(i-1) + y_(i+1)) = x_i,   m = D dt / h^2,
/// whose matrix is m/r (1 - r S)(1 - r S^T) with S the shift and r + 1/r = 2 + 1/m. Keeps the sum.
class ring_diffusion {
  public:
    ring_diffusion(std::size_t cells, double diffusion, double dt, double cell_width);

    void step(std::vector<double>& x) const;

  private:
    std::size_t cells_;
    double ratio_;       // r
    double scale_;       // r / m; 1 without diffusion
    std::size_t reach_;  // cells after which r^n is nothing beside 1
    double around_;      // 1 / (1 - r^N)
};

}  // namespace memglia
