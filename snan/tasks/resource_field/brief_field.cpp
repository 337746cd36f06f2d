#include "snan/tasks/resource_field/brief_field.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "snan/tasks/resource_field/angle.hpp"

namespace memglia {

namespace {

double gaussian(double z, double width) {
    return exp_exact_bits(-z * z / (2 * width * width));
}

}  // namespace

brief_field::brief_field(const brief_parameters& p, std::uint64_t seed)
    : p_(p),
      width_(2 * pi / p.points),
      diffusion_(p.points, p.diffusion, p.dt, width_),
      noise_(seed, "brief_field", "noise"),
      input_(p.points),
      drive_(p.points),
      u_(p.points),
      f_(p.points),
      r_(p.points, 1) {
    const std::size_t n = p.points;
    for (std::size_t i = 0; i < n; ++i) {
        x_.push_back(static_cast<double>(i) * width_ - pi);
        cosine_.push_back(cosine(x_.back()));
        sine_.push_back(sine(x_.back()));
    }
    for (std::size_t i = 0; i < 2 * n; ++i) {
        const double z = static_cast<double>(std::min(i % n, n - i % n)) * width_;
        kernel_.push_back(width_ * (p.excitation * gaussian(z, p.excitation_width) -
                                    p.inhibition * gaussian(z, p.inhibition_width)));
    }
}

void brief_field::run(double time, double strength, double width) {
    for (std::size_t i = 0; i < x_.size(); ++i) input_[i] = strength * gaussian(x_[i], width);
    const auto steps = static_cast<std::uint64_t>(time / p_.dt + 0.5);
    for (std::uint64_t i = 0; i < steps; ++i) step();
}

void brief_field::deplete(double factor) {
    for (double& r : r_) r *= factor;
}

void brief_field::step() {
    const std::size_t n = x_.size();
    std::fill(drive_.begin(), drive_.end(), 0.0);
    for (std::size_t j = 0; j < n; ++j) {
        if (u_[j] <= p_.theta) {
            f_[j] = 0;
            continue;
        }
        f_[j] = tanh_exact_bits(p_.gain * (u_[j] - p_.theta));
        const double sent = r_[j] * f_[j];
        const double* kernel = kernel_.data() + (n - j);
        for (std::size_t i = 0; i < n; ++i) drive_[i] += kernel[i] * sent;
    }
    const double kick = p_.noise * std::sqrt(p_.dt);
    for (std::size_t i = 0; i < n; ++i) {
        u_[i] += p_.dt * (drive_[i] + input_[i] - u_[i]);
        if (kick > 0) u_[i] += kick * noise_.normal();
        r_[i] += p_.dt * ((1 - r_[i]) / p_.recovery - p_.beta * r_[i] * f_[i]) /
                 (1 + p_.dt * (1 / p_.recovery + p_.beta * f_[i]));
    }
    diffusion_.step(r_);
}

double brief_field::rate() const {
    double sum = 0;
    for (const double f : f_) sum += f;
    return sum / static_cast<double>(f_.size());
}

double brief_field::active_share() const {
    const auto active =
        std::count_if(u_.begin(), u_.end(), [this](double u) { return u > p_.theta; });
    return static_cast<double>(active) / static_cast<double>(u_.size());
}

double brief_field::centre() const {
    double along_cosine = 0;
    double along_sine = 0;
    for (std::size_t i = 0; i < f_.size(); ++i) {
        along_cosine += f_[i] * cosine_[i];
        along_sine += f_[i] * sine_[i];
    }
    return 2 * pi * atan2_turns_exact_bits(along_sine, along_cosine);
}

}  // namespace memglia
