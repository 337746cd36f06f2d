#include "rtl_models/tile/adex_slice.hpp"

#include <algorithm>

namespace memglia {

namespace {

constexpr std::int64_t log2_e = 1'512'775;  // in Q20
constexpr std::int64_t most_power = std::int64_t{1} << 34U;
constexpr int rom_bits = 20;
constexpr int index_bits = 8;
constexpr int least_shift = -40;
// A shift by more is beyond most_power.
constexpr int most_shift = 14;

}  // namespace

adex_slice::adex_slice(const neuron_slice_image& image, std::uint32_t state_bits,
                       std::int64_t* inbox, neuron_work& work)
    : neuron_slice(image, state_bits, inbox, work),
      is_(std::get<adex_registers>(image.model)),
      w_(image.columns) {}

void adex_slice::clamp() {
    v_ = v_initial_;
    std::fill(current_.begin(), current_.end(), 0);
    std::fill(w_.begin(), w_.end(), 0);
}

// e^x with the point where x has it.
std::int64_t adex_slice::exponential(std::int32_t x) const {
    const auto point = static_cast<int>(is_.v_bits);
    const std::int64_t log = (x * log2_e) >> (point + rom_bits - index_bits);
    const std::int64_t mantissa = is_.power_rom[static_cast<std::size_t>(log & 0xff)];
    const std::int64_t shift = (log >> index_bits) + point - rom_bits;
    if (shift < least_shift) return 0;
    if (shift < 0) return (mantissa + (std::int64_t{1} << (-shift - 1))) >> -shift;
    return shift >= most_shift ? most_power : std::min(mantissa << shift, most_power);
}

void adex_slice::fire(std::uint64_t, std::uint32_t first, std::vector<std::uint32_t>& spiking) {
    work_.adex += columns();
    const std::int64_t round_v = is_.to_v > 0 ? std::int64_t{1} << (is_.to_v - 1) : 0;
    for (std::size_t j = 0; j < v_.size(); ++j) {
        const std::int64_t over_rest = std::int64_t{v_[j]} - is_.rest;
        const std::int64_t slope = exponential(std::min(v_[j], is_.cut)) - over_rest;
        const std::int64_t input = (std::int64_t{driven_bias_[j]} + current_[j]) << is_.fine_bits;
        const std::int64_t driven = (input - w_[j] + round_v) >> is_.to_v;
        v_[j] = saturated_sum(v_[j], is_.leak.of(slope) + driven);
        const std::int64_t to_rest = in_product(is_.follow.of(over_rest) - w_[j]);
        w_[j] = in_word(w_[j] + is_.recovery.of(to_rest));
        current_[j] = static_cast<std::int32_t>(decay_rom::scaled(current_[j], is_.current_decay));
        if (v_[j] < is_.cut) continue;
        v_[j] = is_.reset;
        w_[j] = in_word(std::int64_t{w_[j]} + is_.increment);
        spiking.push_back(first + static_cast<std::uint32_t>(j));
    }
}

}  // namespace memglia
