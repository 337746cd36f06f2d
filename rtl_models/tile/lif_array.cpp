#include "rtl_models/tile/lif_array.hpp"

#include <algorithm>

#include "base/rounding_bits.hpp"

namespace memglia {

namespace {

// decay_rom::scaled() of a sum of two states and a factor of at most 1, whose low 32 bits a logical
// shift gives, too: vectors lack the other for 64 bits.
std::int32_t scaled(std::int32_t value, std::int32_t factor) {
    const std::int64_t product =
        std::int64_t{value} * factor + (std::int64_t{1} << (decay_rom::factor_bits - 1));
    return static_cast<std::int32_t>(static_cast<std::uint64_t>(product) >> decay_rom::factor_bits);
}

}  // namespace

lif_array::lif_array(const core_image& image)
    : most_(static_cast<std::int32_t>((std::int64_t{1} << (image.state_bits - 1)) - 1)) {
    for (const lif_slice& is : image.slices) {
        slices_.push_back({is, v_.size(), v_.size() + is.columns});
        bias_.insert(bias_.end(), is.bias.begin(), is.bias.end());
        v_.insert(v_.end(), is.v_initial.begin(), is.v_initial.end());
        for (std::size_t k = 0; k < is.columns; ++k) threshold_.push_back(is.of(k).threshold);
    }
    current_.resize(v_.size());
    raise_.resize(v_.size());
    offset_.resize(v_.size());
    inbox_.resize(v_.size());
    deaf_until_.resize(v_.size());
    driven_bias_ = bias_;
    host_current_.resize(v_.size());
    gate_current_.resize(v_.size());
    threshold_shift_.resize(v_.size());
}

void lif_array::fire(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
    const std::size_t before = spiking.size();
    for (slice& s : slices_) {
        if (s.is_clamped) {
            clamp_slice(s, spiking);
            continue;
        }
        if (s.is_full()) {
            fire_full(s, tick, spiking);
        } else if (s.is.has_current) {
            s.is.adapts ? fire_slice<true, true>(s, tick, spiking)
                        : fire_slice<true, false>(s, tick, spiking);
        } else {
            s.is.adapts ? fire_slice<false, true>(s, tick, spiking)
                        : fire_slice<false, false>(s, tick, spiking);
        }
        const std::uint64_t neurons = s.end - s.begin;
        work_.updates += neurons;
        if (s.is.has_current) work_.currents += neurons;
        if (s.is.adapts) work_.thresholds += neurons;
        if (s.is.is_driven) work_.drives += neurons;
        if (s.is.is_shifted) work_.shifts += neurons;
        work_.own_words += neurons * s.is.own_words;
    }
    forced_.clear();
    work_.spikes += spiking.size() - before;
}

void lif_array::clamp_slice(slice& s, std::vector<std::uint32_t>& spiking) {
    for (std::size_t j = s.begin; j < s.end; ++j) {
        v_[j] = s.is.v_initial[j - s.begin];
        current_[j] = 0;
        raise_[j] = 0;
        deaf_until_[j] = 0;
    }
    std::erase_if(held_, [&s](const held& h) { return h.column >= s.begin && h.column < s.end; });
    for (const std::uint32_t j : forced_) {
        if (j >= s.begin && j < s.end) spiking.push_back(j);
    }
    s.is_clamped = false;
}

void lif_array::reset(const slice& s, std::size_t j, std::uint64_t tick) {
    switch (s.is.reset) {
        case lif_slice_reset::hold:
            held_.push_back({static_cast<std::uint32_t>(j), s.is.v_reset,
                             tick + std::max(s.is.refractory_ticks, 1U)});
            return;
        case lif_slice_reset::none:
            return;
        case lif_slice_reset::set:
            v_[j] = s.is.v_reset;
            return;
        case lif_slice_reset::subtract: {
            const std::int64_t less =
                std::int64_t{v_[j]} - s.is.of(j - s.begin).threshold + s.is.v_reset;
            v_[j] = static_cast<std::int32_t>(std::max<std::int64_t>(less, -most_));
            return;
        }
    }
}

// In stretches without a branch, which vectors take; then whoever is above its threshold.
template <bool has_current, bool adapts>
void lif_array::fire_slice(const slice& s, std::uint64_t tick,
                           std::vector<std::uint32_t>& spiking) {
    constexpr std::size_t stretch = 64;
    const std::int32_t threshold = s.is.threshold;
    for (std::size_t begin = s.begin; begin < s.end; begin += stretch) {
        const std::size_t n = std::min(stretch, s.end - begin);
        std::int32_t* const __restrict v = v_.data() + begin;
        const std::int32_t* const __restrict bias = driven_bias_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict current = current_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict raise = raise_.data() + begin;
        std::int32_t above = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::int32_t now = saturated(bias[i] + scaled(v[i] - bias[i], s.is.decay));
            if constexpr (has_current) {
                now = saturated(now + scaled(current[i], s.is.current_gain));
                current[i] = scaled(current[i], s.is.current_decay);
            }
            std::int32_t own_threshold = threshold;
            if constexpr (adapts) {
                raise[i] = scaled(raise[i], s.is.raise_decay);
                own_threshold += raise[i];
            }
            v[i] = now;
            above |= now >= own_threshold ? 1 : 0;
        }
        if (above == 0) continue;
        for (std::size_t j = begin; j < begin + n; ++j) {
            if (v_[j] < threshold + (adapts ? raise_[j] : 0) || tick < deaf_until_[j]) continue;
            deaf_until_[j] = tick + s.is.refractory_ticks;
            reset(s, j, tick);
            if constexpr (adapts) raise_[j] = saturated(raise_[j] + s.is.raise_increment);
            spiking.push_back(static_cast<std::uint32_t>(j));
        }
    }
}

// Whether thresholds move in this tick; they have sunk then.
bool lif_array::settle_thresholds(slice& s, std::uint64_t tick) {
    if (!s.is.homeostasis) return false;
    work_.offsets += s.end - s.begin;
    const homeostasis_registers& h = *s.is.homeostasis;
    if (tick < h.from_tick || tick >= h.until_tick) return false;
    work_.offset_moves += s.end - s.begin;
    s.sink_sum += h.sink_parts;
    const std::int64_t sink = s.sink_sum >> decay_rom::factor_bits;
    s.sink_sum -= sink << decay_rom::factor_bits;
    for (std::size_t j = s.begin; j < s.end; ++j) {
        const std::int64_t sunk = offset_[j] - sink;
        offset_[j] = static_cast<std::int32_t>(std::max<std::int64_t>(sunk, -most_));
    }
    return true;
}

// Neuron by neuron, with whatever it may have.
void lif_array::fire_full(slice& s, std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
    const lif_slice& is = s.is;
    const bool settles = settle_thresholds(s, tick);
    if (!is.noise_tag.empty()) work_.noises += s.end - s.begin;
    if (is.v_floor) work_.floors += s.end - s.begin;
    for (std::size_t j = s.begin; j < s.end; ++j) {
        const lif_constants& own = is.of(j - s.begin);
        std::int32_t now = saturated(driven_bias_[j] + scaled(v_[j] - driven_bias_[j], own.decay));
        if (is.has_current) {
            now = saturated(now + scaled(current_[j], own.current_gain));
            current_[j] = scaled(current_[j], own.current_decay);
        }
        if (own.noise_step > 0) {
            const std::uint32_t bits =
                rounding_bits(is.noise_tag[j - s.begin], static_cast<std::uint32_t>(tick));
            const std::int64_t product =
                own.noise_step * (2 * static_cast<std::int64_t>(bits) - 0xffff);
            now = saturated(now + static_cast<std::int32_t>((product + 0x8000) >> 16U));
        }
        if (own.v_floor) now = std::max(now, *own.v_floor);
        v_[j] = now;
        std::int64_t threshold = std::int64_t{threshold_[j]} + offset_[j];
        if (is.adapts) {
            raise_[j] = scaled(raise_[j], is.raise_decay);
            threshold += raise_[j];
        }
        if (now < threshold || tick < deaf_until_[j]) continue;
        deaf_until_[j] = tick + own.refractory_ticks;
        reset(s, j, tick);
        if (is.adapts) raise_[j] = saturated(raise_[j] + is.raise_increment);
        if (settles) offset_[j] = saturated(offset_[j] + is.homeostasis->rise);
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

void lif_array::sum_bias(std::size_t column) {
    const std::int64_t most = most_;
    const std::int64_t sum =
        std::int64_t{bias_[column]} + host_current_[column] + gate_current_[column];
    driven_bias_[column] = static_cast<std::int32_t>(std::clamp(sum, -most, most));
}

void lif_array::drive(std::size_t column, std::int32_t current) {
    host_current_[column] = current;
    sum_bias(column);
}

void lif_array::add_current(std::size_t column, std::int64_t more) {
    gate_current_[column] += more;
    sum_bias(column);
}

void lif_array::add_threshold(std::size_t column, std::int64_t more) {
    const std::int64_t most = most_;
    const auto at = std::upper_bound(slices_.begin(), slices_.end(), column,
                                     [](std::size_t c, const slice& s) { return c < s.end; });
    threshold_shift_[column] += more;
    threshold_[column] = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(at->is.threshold + threshold_shift_[column], -most, most));
}

void lif_array::settle(std::uint64_t tick, bool has_arrivals) {
    if (has_arrivals) {
        const std::int64_t most = most_;
        for (const slice& s : slices_) {
            std::int32_t* const state = s.is.has_current ? current_.data() : v_.data();
            for (std::size_t j = s.begin; j < s.end; ++j) {
                state[j] = static_cast<std::int32_t>(std::clamp(state[j] + inbox_[j], -most, most));
                inbox_[j] = 0;
            }
        }
    }
    for (const slice& s : slices_) {
        if (!s.is.v_floor) continue;
        for (std::size_t j = s.begin; j < s.end; ++j) {
            v_[j] = std::max(v_[j], *s.is.of(j - s.begin).v_floor);
        }
    }
    std::erase_if(held_, [this, tick](const held& h) {
        if (tick >= h.until) return true;
        v_[h.column] = h.v_reset;
        return false;
    });
}

}  // namespace memglia
