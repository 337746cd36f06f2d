#include "rtl_models/tile/lif_array.hpp"

#include <algorithm>

namespace memglia {

lif_array::lif_array(const core_image& image)
    : most_((std::int64_t{1} << (image.state_bits - 1)) - 1) {
    for (const lif_slice& is : image.slices) {
        slices_.push_back({is, v_.size(), v_.size() + is.columns, 0});
        bias_.insert(bias_.end(), is.bias.begin(), is.bias.end());
        v_.insert(v_.end(), is.v_initial.begin(), is.v_initial.end());
    }
    current_.resize(v_.size());
    raise_.resize(v_.size());
    inbox_.resize(v_.size());
    deaf_until_.resize(v_.size());
    held_until_.resize(v_.size());
}

void lif_array::fire(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
    const std::size_t before = spiking.size();
    for (slice& s : slices_) {
        if (s.is_clamped) {
            clamp_slice(s, spiking);
            continue;
        }
        if (s.is.has_current) {
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
        held_until_[j] = 0;
    }
    for (const std::uint32_t j : forced_) {
        if (j >= s.begin && j < s.end) spiking.push_back(j);
    }
    s.is_clamped = false;
}

template <bool has_current, bool adapts>
void lif_array::fire_slice(const slice& s, std::uint64_t tick,
                           std::vector<std::uint32_t>& spiking) {
    const std::int64_t decay = s.is.decay;
    const std::int64_t drive = s.drive;
    for (std::size_t j = s.begin; j < s.end; ++j) {
        const std::int64_t bias = saturated(bias_[j] + drive);
        std::int64_t v = saturated(bias + decay_rom::scaled(v_[j] - bias, decay));
        if constexpr (has_current) {
            v = saturated(v + decay_rom::scaled(current_[j], s.is.current_gain));
            current_[j] =
                static_cast<std::int32_t>(decay_rom::scaled(current_[j], s.is.current_decay));
        }
        v_[j] = static_cast<std::int32_t>(v);
        std::int64_t threshold = s.is.threshold;
        if constexpr (adapts) {
            raise_[j] = static_cast<std::int32_t>(decay_rom::scaled(raise_[j], s.is.raise_decay));
            threshold += raise_[j];
        }
        if (v < threshold || tick < deaf_until_[j]) continue;
        deaf_until_[j] = tick + s.is.refractory_ticks;
        switch (s.is.reset) {
            case lif_slice_reset::hold:
                held_until_[j] = tick + std::max(s.is.refractory_ticks, 1U);
                break;
            case lif_slice_reset::set:
                v_[j] = s.is.v_reset;
                break;
            case lif_slice_reset::subtract:
                v_[j] = static_cast<std::int32_t>(
                    saturated(v - (std::int64_t{s.is.threshold} - s.is.v_reset)));
                break;
        }
        if constexpr (adapts) {
            raise_[j] = static_cast<std::int32_t>(
                saturated(std::int64_t{raise_[j]} + s.is.raise_increment));
        }
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

void lif_array::settle(std::uint64_t tick) {
    for (const slice& s : slices_) {
        std::vector<std::int32_t>& state = s.is.has_current ? current_ : v_;
        for (std::size_t j = s.begin; j < s.end; ++j) {
            if (inbox_[j] != 0) {
                state[j] = static_cast<std::int32_t>(saturated(state[j] + inbox_[j]));
                inbox_[j] = 0;
            }
            if (tick < held_until_[j]) v_[j] = s.is.v_reset;
        }
    }
}

}  // namespace memglia
