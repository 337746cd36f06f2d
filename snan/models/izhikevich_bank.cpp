#include "snan/models/izhikevich_bank.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr double peak = izhikevich_config::peak_mv;

}  // namespace

izhikevich_bank::izhikevich_bank(const network& net, const population& p, registers allowed)
    : is_wide_(uses_wide(allowed)),
      size_(p.size),
      half_step_ms_(0.5 * (net.tick_s * 1e3)),
      recovery_(p.izhikevich->a * (net.tick_s * 1e3)),
      b_(p.izhikevich->b),
      c_(p.izhikevich->c),
      d_(p.izhikevich->d),
      current_decay_(p.izhikevich->exponential
                         ? exp_exact_bits(-net.tick_s / p.izhikevich->exponential->tau_s)
                         : 0),
      potential_(neuron_values_of(p, neuron_parameter::v_initial, p.izhikevich->v_initial)),
      bias_(neuron_values_of(p, neuron_parameter::bias, p.izhikevich->bias)),
      current_(bank_places(p.size)) {
    potential_.resize(bank_places(p.size), c_);
    bias_.resize(bank_places(p.size));
    for (const double v : potential_) u_.push_back(b_ * v);
    if (p.clamp) initial_ = potential_;
}

void izhikevich_bank::drive(std::span<const double> currents) {
    if (own_bias_.empty()) own_bias_ = bias_;
    for (std::size_t j = 0; j < size_; ++j) bias_[j] = own_bias_[j] + currents[j];
}

void izhikevich_bank::clamp() {
    potential_ = initial_;
    for (std::size_t j = 0; j < u_.size(); ++j) u_[j] = b_ * potential_[j];
    std::fill(current_.begin(), current_.end(), 0.0);
}

void izhikevich_bank::advance(std::vector<std::uint32_t>& spiking) {
    is_wide_ ? advance_wide() : advance_narrow();
    for (std::size_t i = 0; i < potential_.size(); i += bank_block) {
        bool any = false;
        for (std::size_t j = i; j < i + bank_block; ++j) any |= potential_[j] >= peak;
        if (!any) continue;
        for (std::size_t j = i; j < i + bank_block; ++j) {
            if (potential_[j] < peak) continue;
            potential_[j] = c_;
            u_[j] += d_;
            if (j < size_) spiking.push_back(static_cast<std::uint32_t>(j));
        }
    }
}

// The compiler fills registers of either width from these lines; without fused multiply-add the
// bits are the same.
void izhikevich_bank::advance_all() {
    const double half = half_step_ms_;
    const double recovery = recovery_;
    const double b = b_;
    const double decay = current_decay_;
    double* const all_v = potential_.data();
    double* const all_u = u_.data();
    double* const all_g = current_.data();
    const double* const bias = bias_.data();
    const std::size_t end = potential_.size();
#pragma GCC ivdep
    for (std::size_t j = 0; j < end; ++j) {
        const double input = bias[j] + all_g[j];
        const double u = all_u[j];
        double v = all_v[j];
        v += half * (0.04 * v * v + 5 * v + 140 - u + input);
        v += half * (0.04 * v * v + 5 * v + 140 - u + input);
        all_v[j] = v;
        all_u[j] = u + recovery * (b * std::min(v, peak) - u);
        all_g[j] *= decay;
    }
}

void izhikevich_bank::advance_wide() {
    advance_all();
}

void izhikevich_bank::advance_narrow() {
    advance_all();
}

}  // namespace memglia
