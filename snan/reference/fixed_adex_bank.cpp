#include "snan/reference/fixed_adex_bank.hpp"

#include <algorithm>

namespace memglia {

fixed_adex_bank::fixed_adex_bank(const fixed_adex& cell, const number_format& format)
    : fixed_current_bank(cell.v_initial, cell.bias, format), cell_(cell), w_(cell.bias.size()) {}

void fixed_adex_bank::clamp() {
    std::copy(cell_.v_initial.begin(), cell_.v_initial.end(), potential_.begin());
    std::fill(w_.begin(), w_.end(), 0);
    std::fill(current_.begin(), current_.end(), 0);
}

std::int64_t fixed_adex_bank::exponential(std::int64_t x) const {
    const std::int64_t z = (x * exponential_table::log2_e) >> (cell_.v_bits + 12);
    const std::int64_t power = cell_.power.power[static_cast<std::size_t>(z & 255)];
    const std::int64_t places = (z >> 8) + cell_.v_bits - 20;
    if (places > 13) return exponential_table::most;
    if (places >= 0) return std::min(power << places, exponential_table::most);
    if (places < -40) return 0;
    return (power + (std::int64_t{1} << (-places - 1))) >> -places;
}

void fixed_adex_bank::advance(std::vector<std::uint32_t>& spiking) {
    const std::int64_t half_of_v = cell_.to_v == 0 ? 0 : std::int64_t{1} << (cell_.to_v - 1);
    for (std::size_t j = 0; j < w_.size(); ++j) {
        const std::int64_t x = potential_[j];
        const std::int64_t over_rest = x - cell_.rest;
        const std::int64_t slope = exponential(std::min<std::int64_t>(x, cell_.cut)) - over_rest;
        const std::int64_t input = std::int64_t{bias_[j]} + current_[j];
        const std::int64_t driven = input * (std::int64_t{1} << cell_.fine_bits) - w_[j];
        const std::int32_t now =
            saturated(x + cell_.leak.times(slope) + ((driven + half_of_v) >> cell_.to_v));
        const std::int64_t below = cell_.follow.times(over_rest) - w_[j];
        w_[j] = saturated_word(w_[j] + cell_.recovery.times(step_factor::clipped(below)));
        current_[j] = static_cast<std::int32_t>(times_factor(current_[j], cell_.current_decay));
        potential_[j] = now;
        if (now < cell_.cut) continue;
        potential_[j] = cell_.reset;
        w_[j] = saturated_word(std::int64_t{w_[j]} + cell_.increment);
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

}  // namespace memglia
