#include "snan/reference/lif_bank.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr std::size_t block = 16;
// Four doubles anywhere in memory.
using four = double __attribute__((vector_size(32), aligned(8), may_alias));
using four_answers = decltype(four{} < four{});

/// Potentials of one block after a tick: bias + decay v - decay bias, in this order, as Brian2
/// writes the exact update. Whether any is at the threshold.
[[gnu::always_inline]] inline bool advance_block(double* v, const double* bias,
                                                 const double* decayed_bias, double decay,
                                                 double threshold) {
    four_answers above{};
    for (std::size_t k = 0; k < block; k += 4) {
        four& now = *reinterpret_cast<four*>(v + k);
        now = *reinterpret_cast<const four*>(bias + k) + decay * now -
              *reinterpret_cast<const four*>(decayed_bias + k);
        above |= now >= threshold;
    }
    return (above[0] | above[1] | above[2] | above[3]) != 0;
}

// One value per neuron, filled up to whole blocks with a last one more.
std::vector<double> values_of(const population& p, neuron_parameter which, double common) {
    std::vector<double> all(p.size, common);
    for (const neuron_values& v : p.per_neuron) {
        if (v.parameter == which) all = v.values;
    }
    return all;
}

std::size_t filled(std::size_t size) {
    return (size + block) / block * block;
}

}  // namespace

lif_bank::lif_bank(const network& net, const population& p)
    : size_(p.size),
      refractory_ticks_(ticks_of(net, p.lif->refractory_s)),
      threshold_(p.lif->threshold),
      reset_(p.lif->v_reset),
      decay_(exp_exact_bits(-net.tick_s / p.lif->tau_m_s)),
      potential_(values_of(p, neuron_parameter::v_initial, p.lif->v_initial)),
      bias_(values_of(p, neuron_parameter::bias, p.lif->bias)),
      deaf_until_(p.size) {
    // What fills up never reaches the threshold: it stays at the reset.
    potential_.resize(filled(p.size), reset_);
    bias_.resize(filled(p.size), reset_);
    for (const double b : bias_) decayed_bias_.push_back(decay_ * b);
}

void lif_bank::advance(std::vector<std::uint32_t>& spiking) {
    // The same operations in registers of twice the width, where there are any.
    static const bool is_wide = __builtin_cpu_supports("avx2");
    if (is_wide) {
        advance_wide(spiking);
    } else {
        advance_narrow(spiking);
    }
    ++tick_;
}

[[gnu::target("avx2")]] void lif_bank::advance_wide(std::vector<std::uint32_t>& spiking) {
    double* const v = potential_.data();
    for (std::size_t i = 0; i < potential_.size(); i += block) {
        if (advance_block(v + i, &bias_[i], &decayed_bias_[i], decay_, threshold_)) {
            find_spikes(i, spiking);
        }
    }
}

void lif_bank::advance_narrow(std::vector<std::uint32_t>& spiking) {
    double* const v = potential_.data();
    for (std::size_t i = 0; i < potential_.size(); i += block) {
        if (advance_block(v + i, &bias_[i], &decayed_bias_[i], decay_, threshold_)) {
            find_spikes(i, spiking);
        }
    }
}

void lif_bank::find_spikes(std::size_t begin, std::vector<std::uint32_t>& spiking) {
    for (std::size_t j = begin; j < std::min<std::size_t>(begin + block, size_); ++j) {
        if (potential_[j] < threshold_ || tick_ < deaf_until_[j]) continue;
        deaf_until_[j] = tick_ + refractory_ticks_;
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

void lif_bank::hold(const std::vector<std::uint32_t>& refractory) {
    for (const std::uint32_t j : refractory) potential_[j] = reset_;
}

}  // namespace memglia
