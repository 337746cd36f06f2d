#include "snan/models/lif_bank.hpp"

#include <immintrin.h>

#include <algorithm>
#include <bit>

#include "base/elementary.hpp"
#include "snan/models/neuron_noise.hpp"

namespace memglia {

namespace {

constexpr std::size_t block = bank_block;

}  // namespace

lif_bank::lif_bank(const network& net, const population& p, registers allowed)
    : is_wide_(uses_wide(allowed)),
      has_current_(p.lif->exponential.has_value()),
      adapts_(p.lif->adaptive_threshold.has_value()),
      is_full_(p.lif->noise > 0 || p.lif->has_floor() || p.lif->homeostasis),
      after_spike_(p.lif->reset),
      size_(p.size),
      refractory_ticks_(ticks_of(net, p.lif->refractory_s)),
      threshold_(p.lif->threshold),
      reset_(p.lif->v_reset),
      decay_(exp_exact_bits(-net.tick_s / p.lif->tau_m_s)),
      potential_(neuron_values_of(p, neuron_parameter::v_initial, p.lif->v_initial)),
      bias_(neuron_values_of(p, neuron_parameter::bias, p.lif->bias)),
      deaf_until_(p.size) {
    // What fills up never reaches the threshold: it stays at the reset.
    potential_.resize(bank_places(p.size), reset_);
    bias_.resize(bank_places(p.size), reset_);
    if (p.clamp) initial_ = potential_;
    if (has_current_) {
        current_gain_ = current_gain(*p.lif, net.tick_s);
        current_decay_ = exp_exact_bits(-net.tick_s / p.lif->exponential->tau_s);
        current_.resize(bank_places(p.size));
    }
    if (adapts_) {
        raise_decay_ = exp_exact_bits(-net.tick_s / p.lif->adaptive_threshold->tau_s);
        raise_per_spike_ = p.lif->adaptive_threshold->increment;
        raise_.resize(bank_places(p.size));
    }
    if (p.lif->noise > 0) {
        noise_step_ = p.lif->noise * noise_gain(*p.lif, net.tick_s);
        noise_tag_ = noise_tags(net, p);
    }
    if (p.lif->has_floor()) floor_ = p.lif->v_floor;
    if (p.lif->homeostasis) {
        const homeostasis_config& h = *p.lif->homeostasis;
        settles_ = true;
        settles_from_ = first_tick(h, net.tick_s);
        settles_until_ = end_tick(h, net.tick_s);
        offset_per_spike_ = h.rise;
        offset_sink_ = h.rise * h.rate_hz * net.tick_s;
        offset_.resize(bank_places(p.size));
    }
    for (const double b : bias_) decayed_bias_.push_back(decay_ * b);
}

void lif_bank::drive(std::span<const double> currents) {
    if (own_bias_.empty()) own_bias_ = bias_;
    for (std::size_t j = 0; j < size_; ++j) {
        bias_[j] = own_bias_[j] + currents[j];
        decayed_bias_[j] = decay_ * bias_[j];
    }
}

void lif_bank::shift_thresholds(std::span<const double> shifts) {
    shifted_.resize(size_);
    for (std::size_t j = 0; j < size_; ++j) shifted_[j] = threshold_ + shifts[j];
    is_full_ = true;
}

void lif_bank::clamp() {
    potential_ = initial_;
    std::fill(current_.begin(), current_.end(), 0.0);
    std::fill(raise_.begin(), raise_.end(), 0.0);
    std::fill(deaf_until_.begin(), deaf_until_.end(), 0);
    ++tick_;
}

void lif_bank::advance(std::vector<std::uint32_t>& spiking) {
    if (is_full_) {
        advance_full(spiking);
    } else if (has_current_) {
        adapts_ ? advance_as<true, true>(spiking) : advance_as<true, false>(spiking);
    } else {
        adapts_ ? advance_as<false, true>(spiking) : advance_as<false, false>(spiking);
    }
    ++tick_;
}

template <bool has_current, bool adapts>
void lif_bank::advance_as(std::vector<std::uint32_t>& spiking) {
    if (is_wide_) {
        advance_wide<has_current, adapts>(spiking);
    } else {
        advance_narrow<has_current, adapts>(spiking);
    }
}

// Both: v' = bias + decay v - decay bias, in this order, as Brian2 writes the exact update; then
// what the current adds. Thresholds come down before they are compared.
template <bool has_current, bool adapts>
void lif_bank::advance_wide(std::vector<std::uint32_t>& spiking) {
    const __m256d decay = _mm256_set1_pd(decay_);
    const __m256d threshold = _mm256_set1_pd(threshold_);
    [[maybe_unused]] const __m256d raise_decay = _mm256_set1_pd(raise_decay_);
    [[maybe_unused]] const __m256d gain = _mm256_set1_pd(current_gain_);
    [[maybe_unused]] const __m256d current_decay = _mm256_set1_pd(current_decay_);
    double* const v = potential_.data();
    [[maybe_unused]] double* const current = current_.data();
    [[maybe_unused]] double* const raise = raise_.data();
    const double* const bias = bias_.data();
    const double* const decayed_bias = decayed_bias_.data();
    const std::size_t end = potential_.size();
    for (std::size_t i = 0; i < end; i += block) {
        __m256d above[block / 4];
        for (std::size_t k = 0; k < block / 4; ++k) {
            const std::size_t at = i + 4 * k;
            const __m256d driven = _mm256_add_pd(_mm256_load_pd(bias + at),
                                                 _mm256_mul_pd(decay, _mm256_load_pd(v + at)));
            __m256d now = _mm256_sub_pd(driven, _mm256_load_pd(decayed_bias + at));
            if constexpr (has_current) {
                const __m256d g = _mm256_load_pd(current + at);
                now = _mm256_add_pd(now, _mm256_mul_pd(g, gain));
                _mm256_store_pd(current + at, _mm256_mul_pd(g, current_decay));
            }
            _mm256_store_pd(v + at, now);
            __m256d own_threshold = threshold;
            if constexpr (adapts) {
                const __m256d raised = _mm256_mul_pd(_mm256_load_pd(raise + at), raise_decay);
                _mm256_store_pd(raise + at, raised);
                own_threshold = _mm256_add_pd(threshold, raised);
            }
            above[k] = _mm256_cmp_pd(now, own_threshold, _CMP_GE_OQ);
        }
        const __m256d any =
            _mm256_or_pd(_mm256_or_pd(above[0], above[1]), _mm256_or_pd(above[2], above[3]));
        if (_mm256_movemask_pd(any) == 0) continue;
        unsigned bits = 0;
        for (std::size_t k = 0; k < block / 4; ++k) {
            bits |= static_cast<unsigned>(_mm256_movemask_pd(above[k])) << (4 * k);
        }
        note_spikes(i, bits, spiking);
    }
}

template <bool has_current, bool adapts>
void lif_bank::advance_narrow(std::vector<std::uint32_t>& spiking) {
    const __m128d decay = _mm_set1_pd(decay_);
    const __m128d threshold = _mm_set1_pd(threshold_);
    [[maybe_unused]] const __m128d raise_decay = _mm_set1_pd(raise_decay_);
    [[maybe_unused]] const __m128d gain = _mm_set1_pd(current_gain_);
    [[maybe_unused]] const __m128d current_decay = _mm_set1_pd(current_decay_);
    double* const v = potential_.data();
    [[maybe_unused]] double* const current = current_.data();
    [[maybe_unused]] double* const raise = raise_.data();
    const double* const bias = bias_.data();
    const double* const decayed_bias = decayed_bias_.data();
    const std::size_t end = potential_.size();
    for (std::size_t i = 0; i < end; i += block) {
        unsigned bits = 0;
        for (std::size_t k = 0; k < block / 2; ++k) {
            const std::size_t at = i + 2 * k;
            const __m128d driven =
                _mm_add_pd(_mm_load_pd(bias + at), _mm_mul_pd(decay, _mm_load_pd(v + at)));
            __m128d now = _mm_sub_pd(driven, _mm_load_pd(decayed_bias + at));
            if constexpr (has_current) {
                const __m128d g = _mm_load_pd(current + at);
                now = _mm_add_pd(now, _mm_mul_pd(g, gain));
                _mm_store_pd(current + at, _mm_mul_pd(g, current_decay));
            }
            _mm_store_pd(v + at, now);
            __m128d own_threshold = threshold;
            if constexpr (adapts) {
                const __m128d raised = _mm_mul_pd(_mm_load_pd(raise + at), raise_decay);
                _mm_store_pd(raise + at, raised);
                own_threshold = _mm_add_pd(threshold, raised);
            }
            const int above = _mm_movemask_pd(_mm_cmpge_pd(now, own_threshold));
            bits |= static_cast<unsigned>(above) << (2 * k);
        }
        if (bits != 0) note_spikes(i, bits, spiking);
    }
}

// The same, a thing after the other; then noise, the floor and the thresholds of homeostasis.
void lif_bank::advance_full(std::vector<std::uint32_t>& spiking) {
    const bool settles_now = settles_ && tick_ >= settles_from_ && tick_ < settles_until_;
    for (std::size_t begin = 0; begin < size_; begin += block) {
        const std::size_t n = std::min(block, size_ - begin);
        double* const v = potential_.data() + begin;
        double own_threshold[block];
        for (std::size_t i = 0; i < n; ++i) {
            v[i] = bias_[begin + i] + decay_ * v[i] - decayed_bias_[begin + i];
            own_threshold[i] = shifted_.empty() ? threshold_ : shifted_[begin + i];
        }
        for (std::size_t i = 0; has_current_ && i < n; ++i) {
            v[i] += current_[begin + i] * current_gain_;
            current_[begin + i] *= current_decay_;
        }
        for (std::size_t i = 0; noise_step_ > 0 && i < n; ++i) {
            const std::int32_t parts =
                noise_parts(noise_tag_[begin + i], static_cast<std::uint32_t>(tick_));
            v[i] += noise_step_ * (parts * 0x1p-16);
        }
        for (std::size_t i = 0; i < n; ++i) v[i] = std::max(v[i], floor_);
        for (std::size_t i = 0; adapts_ && i < n; ++i) {
            raise_[begin + i] *= raise_decay_;
            own_threshold[i] += raise_[begin + i];
        }
        for (std::size_t i = 0; settles_ && i < n; ++i) {
            if (settles_now) offset_[begin + i] -= offset_sink_;
            own_threshold[i] += offset_[begin + i];
        }
        unsigned above = 0;
        for (std::size_t i = 0; i < n; ++i) {
            above |= (v[i] >= own_threshold[i] ? 1U : 0U) << i;
        }
        const std::size_t before = spiking.size();
        note_spikes(begin, above, spiking);
        for (std::size_t k = before; settles_now && k < spiking.size(); ++k) {
            offset_[spiking[k]] += offset_per_spike_;
        }
    }
}

// `above`: a bit for each neuron of the block that is at the threshold.
void lif_bank::note_spikes(std::size_t begin, unsigned above, std::vector<std::uint32_t>& spiking) {
    for (; above != 0; above &= above - 1) {
        const std::size_t j = begin + static_cast<std::size_t>(std::countr_zero(above));
        if (j >= size_ || tick_ < deaf_until_[j]) continue;
        deaf_until_[j] = tick_ + refractory_ticks_;
        if (adapts_) raise_[j] += raise_per_spike_;
        if (after_spike_ == lif_reset::set) potential_[j] = reset_;
        if (after_spike_ == lif_reset::subtract) potential_[j] -= threshold_ - reset_;
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

void lif_bank::hold(std::span<const std::uint32_t> refractory) {
    if (floor_ > no_floor) {
        for (double& v : potential_) v = std::max(v, floor_);
    }
    if (after_spike_ != lif_reset::hold) return;
    for (const std::uint32_t j : refractory) potential_[j] = reset_;
}

}  // namespace memglia
