#include "snan/reference/lif_bank.hpp"

#include <emmintrin.h>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr std::size_t block = 8;

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

// v' = (bias + decay v) - decay bias, in this order: as Brian2 writes the exact update.
void lif_bank::advance(std::vector<std::uint32_t>& spiking) {
    const __m128d decay = _mm_set1_pd(decay_);
    const __m128d threshold = _mm_set1_pd(threshold_);
    double* const v = potential_.data();
    for (std::size_t i = 0; i < potential_.size(); i += block) {
        __m128d above = _mm_setzero_pd();
        for (std::size_t k = i; k < i + block; k += 2) {
            const __m128d driven =
                _mm_add_pd(_mm_loadu_pd(&bias_[k]), _mm_mul_pd(decay, _mm_loadu_pd(&v[k])));
            const __m128d now = _mm_sub_pd(driven, _mm_loadu_pd(&decayed_bias_[k]));
            _mm_storeu_pd(&v[k], now);
            above = _mm_or_pd(above, _mm_cmpge_pd(now, threshold));
        }
        if (_mm_movemask_pd(above) == 0) continue;
        for (std::size_t j = i; j < std::min<std::size_t>(i + block, size_); ++j) {
            if (v[j] < threshold_ || tick_ < deaf_until_[j]) continue;
            deaf_until_[j] = tick_ + refractory_ticks_;
            spiking.push_back(static_cast<std::uint32_t>(j));
        }
    }
    ++tick_;
}

void lif_bank::hold(const std::vector<std::uint32_t>& refractory) {
    for (const std::uint32_t j : refractory) potential_[j] = reset_;
}

}  // namespace memglia
