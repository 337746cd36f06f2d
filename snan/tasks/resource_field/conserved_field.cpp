#include "snan/tasks/resource_field/conserved_field.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "snan/tasks/resource_field/angle.hpp"

namespace memglia {

namespace {

double cell_width(const field_grid& grid) {
    return 2 * pi / grid.points;
}

// The part of a cell in which u, a line between its values at the edges, is at theta and above.
double active_part(double left, double right, double theta) {
    const double low = std::min(left, right);
    const double high = std::max(left, right);
    if (low >= theta) return 1;
    if (high < theta) return 0;
    return (high - theta) / (high - low);
}

}  // namespace

conserved_field::conserved_field(const conserved_parameters& p, const field_grid& grid)
    : p_(p),
      grid_(grid),
      width_(cell_width(grid)),
      diffusion_(grid.points, p.diffusion, grid.dt, width_) {
    const resource_bump bump = wide_bump(p);
    along_cosine_ = bump.peak;
    const std::size_t n = grid.points;
    active_.resize(n);
    a_.assign(n, bump.astrocyte_resource);
    for (std::size_t i = 0; i <= n; ++i) {
        const double edge = (static_cast<double>(i) - 0.5) * width_ - pi;
        edge_cosine_.push_back(cosine(edge));
        edge_sine_.push_back(sine(edge));
        if (i == n) break;
        x_.push_back(static_cast<double>(i) * width_ - pi);
        cosine_.push_back(cosine(x_.back()));
        sine_.push_back(sine(x_.back()));
        const double inside =
            std::clamp((bump.half_width - std::abs(x_.back())) / width_ + 0.5, 0.0, 1.0);
        q_.push_back(1 - inside * (1 - bump.active_resource));
    }
}

void conserved_field::displace(double share) {
    along_sine_ += share * peak();
    position_ = 2 * pi * atan2_turns_exact_bits(along_sine_, along_cosine_);
}

double conserved_field::peak() const {
    return std::sqrt(along_cosine_ * along_cosine_ + along_sine_ * along_sine_);
}

double conserved_field::mass() const {
    double sum = 0;
    for (std::size_t i = 0; i < q_.size(); ++i) sum += q_[i] + a_[i];
    return sum / static_cast<double>(grid_.points);
}

std::vector<double> conserved_field::activity() const {
    std::vector<double> u;
    for (std::size_t i = 0; i < x_.size(); ++i) {
        u.push_back(along_cosine_ * cosine_[i] + along_sine_ * sine_[i]);
    }
    return u;
}

void conserved_field::run(std::uint64_t steps) {
    for (std::uint64_t i = 0; i < steps; ++i) step();
}

void conserved_field::step() {
    const std::size_t n = grid_.points;
    if (grid_.scheme == field_scheme::published) {
        for (std::size_t i = 0; i < n; ++i) {
            const double u = along_cosine_ * cosine_[i] + along_sine_ * sine_[i];
            active_[i] = u > p_.theta ? 1 : 0;
        }
    } else {
        double left = along_cosine_ * edge_cosine_[0] + along_sine_ * edge_sine_[0];
        for (std::size_t i = 0; i < n; ++i) {
            const double right =
                along_cosine_ * edge_cosine_[i + 1] + along_sine_ * edge_sine_[i + 1];
            active_[i] = active_part(left, right, p_.theta);
            left = right;
        }
    }
    double to_cosine = 0;
    double to_sine = 0;
    for (std::size_t i = 0; i < n; ++i) {
        to_cosine += active_[i] * q_[i] * cosine_[i];
        to_sine += active_[i] * q_[i] * sine_[i];
    }
    if (grid_.scheme == field_scheme::published) {
        react_as_published();
    } else {
        react_conserving();
    }
    diffusion_.step(a_);
    const double from_cosine = along_cosine_;
    const double from_sine = along_sine_;
    along_cosine_ += grid_.dt * (width_ * to_cosine - along_cosine_);
    along_sine_ += grid_.dt * (width_ * to_sine - along_sine_);
    const double turned =
        2 * pi *
        atan2_turns_exact_bits(from_cosine * along_sine_ - from_sine * along_cosine_,
                               from_cosine * along_cosine_ + from_sine * along_sine_);
    position_ += turned;
    velocity_ = turned / grid_.dt;
    ++steps_;
}

void conserved_field::react_as_published() {
    for (std::size_t i = 0; i < q_.size(); ++i) {
        const double refill = p_.gamma * a_[i];
        const double use = p_.beta * active_[i];
        const double rate = refill + use;
        a_[i] += grid_.dt * (use * q_[i] - refill * (1 - q_[i]));
        if (rate == 0) continue;
        const double gone = -expm1_exact_bits(-grid_.dt * rate);
        q_[i] += gone * (refill / rate - q_[i]);
    }
}

// Linearly implicit: q and a stay in their ranges at any dt.
void conserved_field::react_conserving() {
    for (std::size_t i = 0; i < q_.size(); ++i) {
        const double refill = p_.gamma * a_[i];
        const double use = p_.beta * active_[i];
        const double gained = grid_.dt * (refill * (1 - q_[i]) - use * q_[i]) /
                              (1 + grid_.dt * (refill + use + p_.gamma * (1 - q_[i])));
        q_[i] += gained;
        a_[i] -= gained;
    }
}

}  // namespace memglia
