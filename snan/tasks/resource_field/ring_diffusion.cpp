#include "snan/tasks/resource_field/ring_diffusion.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

ring_diffusion::ring_diffusion(std::size_t cells, double diffusion, double dt, double cell_width)
    : cells_(cells), ratio_(0), scale_(1), reach_(0), around_(1) {
    const double m = diffusion * dt / (cell_width * cell_width);
    if (m == 0) return;
    ratio_ = 2 * m / (1 + 2 * m + std::sqrt(1 + 4 * m));
    scale_ = ratio_ / m;
    const double fall = -log_exact_bits(ratio_);
    constexpr double nothing = 42;  // e^-42 < 2^-60
    reach_ = std::min(cells, static_cast<std::size_t>(nothing / fall) + 1);
    around_ = -1 / expm1_exact_bits(-fall * static_cast<double>(cells));
}

void ring_diffusion::step(std::vector<double>& x) const {
    if (ratio_ == 0) return;
    // What the ring brings to its first cell from those before it, once around and more.
    double before = 0;
    for (std::size_t i = cells_ - reach_; i < cells_; ++i) before = before * ratio_ + x[i];
    before *= around_;
    for (double& value : x) {
        before = value + ratio_ * before;
        value = before;
    }
    double after = 0;
    for (std::size_t i = reach_; i-- > 0;) after = after * ratio_ + x[i];
    after *= around_;
    for (std::size_t i = cells_; i-- > 0;) {
        after = x[i] + ratio_ * after;
        x[i] = after * scale_;
    }
}

}  // namespace memglia
