#include "rtl_models/tile/lif_slice.hpp"

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

lif_slice::lif_slice(const neuron_slice_image& image, std::uint32_t state_bits, std::int64_t* inbox,
                     neuron_work& work)
    : neuron_slice(image, state_bits, inbox, work),
      is_(std::get<lif_registers>(image.model)),
      noise_tag_(image.noise_tag),
      threshold_shift_(image.columns),
      threshold_(image.columns, is_.threshold),
      raise_(image.columns),
      offset_(image.columns),
      deaf_until_(image.columns) {}

void lif_slice::fire(std::uint64_t tick, std::uint32_t first, std::vector<std::uint32_t>& spiking) {
    const std::size_t before = spiking.size();
    if (is_full()) {
        fire_full(tick, first, spiking);
    } else if (is_.has_current) {
        is_.adapts ? fire_as<true, true>(tick, first, spiking)
                   : fire_as<true, false>(tick, first, spiking);
    } else {
        is_.adapts ? fire_as<false, true>(tick, first, spiking)
                   : fire_as<false, false>(tick, first, spiking);
    }
    work_.updates += columns();
    if (is_.has_current) work_.currents += columns();
    if (is_.adapts) work_.thresholds += columns();
    if (is_.is_shifted) work_.shifts += columns();
    if (is_.refractory_ticks > 0) work_.refractory += spiking.size() - before;
}

void lif_slice::clamp() {
    v_ = v_initial_;
    std::fill(current_.begin(), current_.end(), 0);
    std::fill(raise_.begin(), raise_.end(), 0);
    std::fill(deaf_until_.begin(), deaf_until_.end(), 0);
    held_.clear();
}

void lif_slice::add_threshold(std::size_t column, std::int64_t more) {
    threshold_shift_[column] += more;
    threshold_[column] = saturated_sum(is_.threshold, threshold_shift_[column]);
}

void lif_slice::reset(std::size_t j, std::uint64_t tick) {
    switch (is_.reset) {
        case lif_slice_reset::hold:
            held_.push_back(
                {static_cast<std::uint32_t>(j), tick + std::max(is_.refractory_ticks, 1U)});
            return;
        case lif_slice_reset::none:
            return;
        case lif_slice_reset::set:
            v_[j] = is_.v_reset;
            return;
        case lif_slice_reset::subtract: {
            const std::int64_t less = std::int64_t{v_[j]} - is_.threshold + is_.v_reset;
            v_[j] = static_cast<std::int32_t>(std::max<std::int64_t>(less, -most_));
            return;
        }
    }
}

// In stretches without a branch, which vectors take; then whoever is above its threshold.
template <bool has_current, bool adapts>
void lif_slice::fire_as(std::uint64_t tick, std::uint32_t first,
                        std::vector<std::uint32_t>& spiking) {
    constexpr std::size_t stretch = 64;
    const std::size_t size = v_.size();
    const std::int32_t threshold = is_.threshold;
    for (std::size_t begin = 0; begin < size; begin += stretch) {
        const std::size_t n = std::min(stretch, size - begin);
        std::int32_t* const __restrict v = v_.data() + begin;
        const std::int32_t* const __restrict bias = driven_bias_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict current = current_.data() + begin;
        [[maybe_unused]] std::int32_t* const __restrict raise = raise_.data() + begin;
        std::int32_t above = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::int32_t now = saturated(bias[i] + scaled(v[i] - bias[i], is_.decay));
            if constexpr (has_current) {
                now = saturated(now + scaled(current[i], is_.current_gain));
                current[i] = scaled(current[i], is_.current_decay);
            }
            std::int32_t own_threshold = threshold;
            if constexpr (adapts) {
                raise[i] = scaled(raise[i], is_.raise_decay);
                own_threshold += raise[i];
            }
            v[i] = now;
            above |= now >= own_threshold ? 1 : 0;
        }
        if (above == 0) continue;
        for (std::size_t j = begin; j < begin + n; ++j) {
            if (v_[j] < threshold + (adapts ? raise_[j] : 0) || tick < deaf_until_[j]) continue;
            deaf_until_[j] = tick + is_.refractory_ticks;
            reset(j, tick);
            if constexpr (adapts) raise_[j] = saturated(raise_[j] + is_.raise_increment);
            spiking.push_back(first + static_cast<std::uint32_t>(j));
        }
    }
}

// Whether thresholds move in this tick; they have sunk then.
bool lif_slice::settle_thresholds(std::uint64_t tick) {
    if (!is_.homeostasis) return false;
    work_.offsets += columns();
    const homeostasis_registers& h = *is_.homeostasis;
    if (tick < h.from_tick || tick >= h.until_tick) return false;
    work_.offset_moves += columns();
    sink_sum_ += h.sink_parts;
    const std::int64_t sink = sink_sum_ >> decay_rom::factor_bits;
    sink_sum_ -= sink << decay_rom::factor_bits;
    for (std::int32_t& offset : offset_) {
        offset = static_cast<std::int32_t>(std::max<std::int64_t>(offset - sink, -most_));
    }
    return true;
}

// Neuron by neuron, with whatever it may have.
void lif_slice::fire_full(std::uint64_t tick, std::uint32_t first,
                          std::vector<std::uint32_t>& spiking) {
    const bool settles = settle_thresholds(tick);
    if (is_.noise_step > 0) work_.noises += columns();
    if (is_.v_floor) work_.floors += columns();
    for (std::size_t j = 0; j < v_.size(); ++j) {
        std::int32_t now = saturated(driven_bias_[j] + scaled(v_[j] - driven_bias_[j], is_.decay));
        if (is_.has_current) {
            now = saturated(now + scaled(current_[j], is_.current_gain));
            current_[j] = scaled(current_[j], is_.current_decay);
        }
        if (is_.noise_step > 0) {
            const std::uint32_t bits =
                rounding_bits(noise_tag_[j], static_cast<std::uint32_t>(tick));
            const std::int64_t product =
                is_.noise_step * (2 * static_cast<std::int64_t>(bits) - 0xffff);
            now = saturated(now + static_cast<std::int32_t>((product + 0x8000) >> 16U));
        }
        if (is_.v_floor) now = std::max(now, *is_.v_floor);
        v_[j] = now;
        std::int64_t threshold = std::int64_t{threshold_[j]} + offset_[j];
        if (is_.adapts) {
            raise_[j] = scaled(raise_[j], is_.raise_decay);
            threshold += raise_[j];
        }
        if (now < threshold || tick < deaf_until_[j]) continue;
        deaf_until_[j] = tick + is_.refractory_ticks;
        reset(j, tick);
        if (is_.adapts) raise_[j] = saturated(raise_[j] + is_.raise_increment);
        if (settles) offset_[j] = saturated(offset_[j] + is_.homeostasis->rise);
        spiking.push_back(first + static_cast<std::uint32_t>(j));
    }
}

void lif_slice::settle(std::uint64_t tick, bool has_arrivals) {
    if (has_arrivals) settle_into(is_.has_current ? current_ : v_);
    if (is_.v_floor) {
        for (std::int32_t& v : v_) v = std::max(v, *is_.v_floor);
    }
    std::erase_if(held_, [this, tick](const held& h) {
        if (tick >= h.until) return true;
        v_[h.column] = is_.v_reset;
        return false;
    });
}

}  // namespace memglia
