#include "snan/reference/fixed_izhikevich_bank.hpp"

#include <algorithm>

namespace memglia {

fixed_izhikevich_bank::fixed_izhikevich_bank(const fixed_izhikevich& cell,
                                             const number_format& format)
    : fixed_current_bank(cell.v_initial, cell.bias, format), cell_(cell) {
    for (const std::int32_t v : cell_.v_initial) u_.push_back(saturated_word(cell_.b.times(v)));
}

void fixed_izhikevich_bank::clamp() {
    for (std::size_t j = 0; j < u_.size(); ++j) {
        potential_[j] = cell_.v_initial[j];
        u_[j] = saturated_word(cell_.b.times(potential_[j]));
        current_[j] = 0;
    }
}

void fixed_izhikevich_bank::advance(std::vector<std::uint32_t>& spiking) {
    const std::int64_t half_of_fine =
        cell_.fine_bits == 0 ? 0 : std::int64_t{1} << (cell_.fine_bits - 1);
    for (std::size_t j = 0; j < u_.size(); ++j) {
        const std::int64_t u = (u_[j] + half_of_fine) >> cell_.fine_bits;
        const std::int64_t constant =
            25 * (cell_.offset - u + std::int64_t{bias_[j]} + current_[j]);
        std::int64_t v = potential_[j];
        for (int half = 0; half < 2; ++half) {
            const std::int64_t slope = ((v * v) >> cell_.fraction_bits) + 125 * v + constant;
            v = saturated(v + cell_.half_step.times(step_factor::clipped(slope)));
        }
        const std::int64_t below = cell_.b.times(std::min<std::int64_t>(v, cell_.peak)) - u_[j];
        u_[j] = saturated_word(u_[j] + cell_.recovery.times(step_factor::clipped(below)));
        current_[j] = static_cast<std::int32_t>(times_factor(current_[j], cell_.current_decay));
        potential_[j] = static_cast<std::int32_t>(v);
        if (v < cell_.peak) continue;
        potential_[j] = cell_.c;
        u_[j] = saturated_word(std::int64_t{u_[j]} + cell_.d);
        spiking.push_back(static_cast<std::uint32_t>(j));
    }
}

}  // namespace memglia
