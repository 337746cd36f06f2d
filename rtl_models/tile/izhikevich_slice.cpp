#include "rtl_models/tile/izhikevich_slice.hpp"

#include <algorithm>

namespace memglia {

izhikevich_slice::izhikevich_slice(const neuron_slice_image& image, std::uint32_t state_bits,
                                   std::int64_t* inbox, neuron_work& work)
    : neuron_slice(image, state_bits, inbox, work),
      is_(std::get<izhikevich_registers>(image.model)),
      u_(image.columns) {
    clamp();
}

void izhikevich_slice::clamp() {
    v_ = v_initial_;
    std::fill(current_.begin(), current_.end(), 0);
    for (std::size_t j = 0; j < u_.size(); ++j) u_[j] = in_word(is_.b.of(v_[j]));
}

void izhikevich_slice::fire(std::uint64_t, std::uint32_t first,
                            std::vector<std::uint32_t>& spiking) {
    work_.izhikevich += columns();
    const std::int64_t round_u = is_.fine_bits > 0 ? std::int64_t{1} << (is_.fine_bits - 1) : 0;
    for (std::size_t j = 0; j < v_.size(); ++j) {
        const std::int64_t input = std::int64_t{driven_bias_[j]} + current_[j];
        const std::int64_t coarse_u = (u_[j] + round_u) >> is_.fine_bits;
        for (int half = 0; half < 2; ++half) {
            // 25 times the slope: 0.04 v^2 is v^2 / 25.
            const std::int64_t v = v_[j];
            const std::int64_t linear = 5 * v + is_.offset - coarse_u + input;
            const std::int64_t slope = in_product(((v * v) >> is_.fraction_bits) + 25 * linear);
            v_[j] = saturated_sum(v, is_.half_step.of(slope));
        }
        const std::int64_t to_rest = in_product(is_.b.of(std::min(v_[j], is_.peak)) - u_[j]);
        u_[j] = in_word(u_[j] + is_.recovery.of(to_rest));
        current_[j] = static_cast<std::int32_t>(decay_rom::scaled(current_[j], is_.current_decay));
        if (v_[j] < is_.peak) continue;
        v_[j] = is_.c;
        u_[j] = in_word(std::int64_t{u_[j]} + is_.d);
        spiking.push_back(first + static_cast<std::uint32_t>(j));
    }
}

}  // namespace memglia
