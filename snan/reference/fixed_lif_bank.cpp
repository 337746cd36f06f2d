#include "snan/reference/fixed_lif_bank.hpp"

#include <algorithm>

#include "snan/models/neuron_noise.hpp"

namespace memglia {

namespace {

constexpr std::size_t block = 32;

// times_factor() of a value below 2^31 and a factor of at most 1, without the arithmetic shift of
// 64 bits that vectors lack.
[[gnu::always_inline]] inline std::int32_t scaled(std::int32_t value, std::int32_t factor) {
    const std::int64_t product = std::int64_t{value} * factor + factor_one / 2;
    return static_cast<std::int32_t>(static_cast<std::uint64_t>(product) >> factor_bits);
}

[[gnu::always_inline]] inline std::int32_t saturated(std::int32_t value, std::int32_t most) {
    return std::min(std::max(value, -most), most);
}

}  // namespace

fixed_lif_bank::fixed_lif_bank(const fixed_lif& lif, const number_format& format, registers allowed)
    : is_wide_(uses_wide(allowed)),
      has_current_(lif.has_current),
      adapts_(lif.adapts),
      is_full_(lif.noise_step > 0 || lif.v_floor || lif.homeostasis),
      after_spike_(lif.reset),
      most_(static_cast<std::int32_t>(format.most_state())),
      decay_(lif.decay),
      threshold_(lif.threshold),
      reset_(lif.v_reset),
      current_gain_(lif.current_gain),
      current_decay_(lif.current_decay),
      raise_decay_(lif.raise_decay),
      raise_increment_(lif.raise_increment),
      refractory_ticks_(lif.refractory_ticks),
      noise_step_(lif.noise_step),
      noise_tag_(lif.noise_tag),
      floor_(lif.v_floor),
      homeostasis_(lif.homeostasis),
      potential_(lif.v_initial.begin(), lif.v_initial.end()),
      own_bias_(lif.bias),
      bias_(lif.bias.begin(), lif.bias.end()),
      current_(has_current_ ? potential_.size() : 0),
      raise_(adapts_ ? potential_.size() : 0),
      offset_(homeostasis_ ? potential_.size() : 0),
      inbox_(potential_.size()),
      initial_(lif.v_initial),
      deaf_until_(potential_.size()) {}

void fixed_lif_bank::drive(std::span<const std::int64_t> currents) {
    for (std::size_t j = 0; j < bias_.size(); ++j) {
        const std::int64_t driven = own_bias_[j] + currents[j];
        bias_[j] = static_cast<std::int32_t>(std::clamp<std::int64_t>(driven, -most_, most_));
    }
}

void fixed_lif_bank::shift_thresholds(std::span<const std::int64_t> shifts) {
    shifted_.resize(potential_.size());
    for (std::size_t j = 0; j < shifted_.size(); ++j) {
        shifted_[j] = static_cast<std::int32_t>(
            std::clamp<std::int64_t>(threshold_ + shifts[j], -most_, most_));
    }
    is_full_ = true;
}

void fixed_lif_bank::clamp() {
    std::copy(initial_.begin(), initial_.end(), potential_.begin());
    std::fill(current_.begin(), current_.end(), 0);
    std::fill(raise_.begin(), raise_.end(), 0);
    std::fill(deaf_until_.begin(), deaf_until_.end(), 0);
    ++tick_;
}

void fixed_lif_bank::advance(std::vector<std::uint32_t>& spiking) {
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
void fixed_lif_bank::advance_as(std::vector<std::uint32_t>& spiking) {
    if (is_wide_) {
        advance_wide<has_current, adapts>(spiking);
    } else {
        advance_all<has_current, adapts>(spiking);
    }
}

template <bool has_current, bool adapts>
void fixed_lif_bank::advance_wide(std::vector<std::uint32_t>& spiking) {
    advance_all<has_current, adapts>(spiking);
}

template <bool has_current, bool adapts>
[[gnu::always_inline]] inline void fixed_lif_bank::advance_all(
    std::vector<std::uint32_t>& spiking) {
    const std::size_t size = potential_.size();
    const std::int32_t most = most_;
    const std::int32_t decay = decay_;
    const std::int32_t threshold = threshold_;
    [[maybe_unused]] const std::int32_t gain = current_gain_;
    [[maybe_unused]] const std::int32_t current_decay = current_decay_;
    [[maybe_unused]] const std::int32_t raise_decay = raise_decay_;
    for (std::size_t begin = 0; begin < size; begin += block) {
        const std::size_t n = std::min(block, size - begin);
        std::int32_t* const __restrict v = potential_.data() + begin;
        const std::int32_t* const __restrict bias = bias_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict current = current_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict raise = raise_.data() + begin;
        std::int32_t above = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::int32_t now = saturated(bias[i] + scaled(v[i] - bias[i], decay), most);
            if constexpr (has_current) {
                now = saturated(now + scaled(current[i], gain), most);
                current[i] = scaled(current[i], current_decay);
            }
            std::int32_t own_threshold = threshold;
            if constexpr (adapts) {
                raise[i] = scaled(raise[i], raise_decay);
                own_threshold += raise[i];
            }
            v[i] = now;
            above |= now >= own_threshold ? 1 : 0;
        }
        if (above != 0) note_spikes<false>(begin, begin + n, spiking);
    }
}

// The same, a thing after the other; then noise, the floor and the thresholds of homeostasis.
void fixed_lif_bank::advance_full(std::vector<std::uint32_t>& spiking) {
    const bool settles =
        homeostasis_ && tick_ >= homeostasis_->from_tick && tick_ < homeostasis_->until_tick;
    if (settles) {
        sink_sum_ += homeostasis_->sink_parts;
        const auto sink = static_cast<std::int32_t>(
            std::min<std::int64_t>(sink_sum_ >> factor_bits, 2 * std::int64_t{most_}));
        sink_sum_ &= factor_one - 1;
        for (std::int32_t& o : offset_) {
            o = static_cast<std::int32_t>(std::max<std::int64_t>(std::int64_t{o} - sink, -most_));
        }
    }
    for (std::size_t j = 0; j < potential_.size(); ++j) {
        std::int32_t v = saturated(bias_[j] + scaled(potential_[j] - bias_[j], decay_), most_);
        if (has_current_) {
            v = saturated(v + scaled(current_[j], current_gain_), most_);
            current_[j] = scaled(current_[j], current_decay_);
        }
        if (noise_step_ > 0) {
            const std::int64_t parts =
                noise_parts(noise_tag_[j], static_cast<std::uint32_t>(tick_));
            v = saturated(v + static_cast<std::int32_t>((noise_step_ * parts + 32'768) >> 16U),
                          most_);
        }
        potential_[j] = floor_ ? std::max(v, *floor_) : v;
        if (adapts_) raise_[j] = scaled(raise_[j], raise_decay_);
    }
    const std::size_t before = spiking.size();
    note_spikes<true>(0, potential_.size(), spiking);
    for (std::size_t k = before; settles && k < spiking.size(); ++k) {
        std::int32_t& o = offset_[spiking[k]];
        o = saturated(o + homeostasis_->rise, most_);
    }
}

template <bool is_full>
void fixed_lif_bank::note_spikes(std::size_t begin, std::size_t end,
                                 std::vector<std::uint32_t>& spiking) {
    for (std::size_t j = begin; j < end; ++j) {
        std::int32_t v = potential_[j];
        std::int32_t threshold = threshold_;
        // No more than 32 bits, for no state and no threshold takes more than 31.
        if constexpr (is_full) {
            if (homeostasis_) v -= offset_[j];
            if (!shifted_.empty()) threshold = shifted_[j];
        }
        if (v < threshold + (adapts_ ? raise_[j] : 0)) continue;
        if (tick_ < deaf_until_[j]) continue;
        deaf_until_[j] = tick_ + refractory_ticks_;
        if (adapts_) raise_[j] = saturated(raise_[j] + raise_increment_, most_);
        if (after_spike_ == lif_reset::set) potential_[j] = reset_;
        if (after_spike_ == lif_reset::subtract) {
            const std::int64_t less = std::int64_t{potential_[j]} - threshold_ + reset_;
            potential_[j] = static_cast<std::int32_t>(std::max<std::int64_t>(less, -most_));
        }
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

void fixed_lif_bank::take_inbox() {
    is_wide_ ? take_inbox_wide() : take_inbox_all();
}

void fixed_lif_bank::take_inbox_wide() {
    take_inbox_all();
}

[[gnu::always_inline]] inline void fixed_lif_bank::take_inbox_all() {
    const std::size_t size = potential_.size();
    std::int32_t* const __restrict taking = has_current_ ? current_.data() : potential_.data();
    std::int64_t* const __restrict inbox = inbox_.data();
    const std::int64_t most = most_;
    for (std::size_t j = 0; j < size; ++j) {
        const std::int64_t sum = taking[j] + inbox[j];
        const std::int64_t low = sum < -most ? -most : sum;
        taking[j] = static_cast<std::int32_t>(low > most ? most : low);
        inbox[j] = 0;
    }
}

void fixed_lif_bank::hold(std::span<const std::uint32_t> refractory) {
    if (floor_) {
        for (std::int32_t& v : potential_) v = std::max(v, *floor_);
    }
    if (after_spike_ != lif_reset::hold) return;
    for (const std::uint32_t j : refractory) potential_[j] = reset_;
}

}  // namespace memglia
