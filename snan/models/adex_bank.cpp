#include "snan/models/adex_bank.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr double largest_exponent = 50;

}  // namespace

adex_bank::adex_bank(const network& net, const population& p)
    : cell_(*p.adex),
      tick_per_capacitance_(net.tick_s / cell_.c_m_f),
      tick_per_tau_w_(net.tick_s / cell_.tau_w_s),
      current_decay_(cell_.exponential ? exp_exact_bits(-net.tick_s / cell_.exponential->tau_s)
                                       : 0),
      potential_(neuron_values_of(p, neuron_parameter::v_initial, cell_.v_initial)),
      bias_(neuron_values_of(p, neuron_parameter::bias, cell_.bias)),
      drive_(p.size),
      w_(p.size),
      current_(bank_places(p.size)) {
    if (p.clamp) initial_ = potential_;
}

void adex_bank::clamp() {
    potential_ = initial_;
    std::fill(w_.begin(), w_.end(), 0.0);
    std::fill(current_.begin(), current_.end(), 0.0);
}

void adex_bank::advance(std::vector<std::uint32_t>& spiking) {
    for (std::size_t j = 0; j < potential_.size(); ++j) {
        const double v = potential_[j];
        const double w = w_[j];
        const double exponent = std::min((v - cell_.v_t_v) / cell_.delta_t_v, largest_exponent);
        const double over_rest = v - cell_.e_leak_v;
        const double leak =
            cell_.g_leak_siemens * (cell_.delta_t_v * exp_exact_bits(exponent) - over_rest);
        const double input = bias_[j] + drive_[j] + current_[j];
        potential_[j] = v + tick_per_capacitance_ * (leak - w + input);
        w_[j] = w + tick_per_tau_w_ * (cell_.a_siemens * over_rest - w);
        current_[j] *= current_decay_;
        if (potential_[j] < cell_.v_cut_v) continue;
        potential_[j] = cell_.v_reset_v;
        w_[j] += cell_.b_a;
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

}  // namespace memglia
