#include "snan/mapping/neuron_slices.hpp"

namespace memglia {

namespace {

lif_slice_reset reset_of(lif_reset reset) {
    switch (reset) {
        case lif_reset::set:
            return lif_slice_reset::set;
        case lif_reset::subtract:
            return lif_slice_reset::subtract;
        case lif_reset::none:
            return lif_slice_reset::none;
        default:
            return lif_slice_reset::hold;
    }
}

scaler scaler_of(const step_factor& factor) {
    return {factor.mantissa, factor.shift};
}

lif_registers registers_of(const fixed_lif& lif) {
    lif_registers is;
    is.decay = lif.decay;
    is.threshold = lif.threshold;
    is.v_reset = lif.v_reset;
    is.reset = reset_of(lif.reset);
    is.refractory_ticks = lif.refractory_ticks;
    is.has_current = lif.has_current;
    is.current_gain = lif.current_gain;
    is.current_decay = lif.current_decay;
    is.adapts = lif.adapts;
    is.raise_decay = lif.raise_decay;
    is.raise_increment = lif.raise_increment;
    is.noise_step = lif.noise_step;
    is.v_floor = lif.v_floor;
    if (lif.homeostasis) {
        const fixed_homeostasis& h = *lif.homeostasis;
        is.homeostasis = homeostasis_registers{h.from_tick, h.until_tick, h.rise, h.sink_parts};
    }
    return is;
}

izhikevich_registers registers_of(const fixed_izhikevich& cell) {
    izhikevich_registers is;
    is.fraction_bits = static_cast<std::uint32_t>(cell.fraction_bits);
    is.fine_bits = cell.fine_bits;
    is.half_step = scaler_of(cell.half_step);
    is.recovery = scaler_of(cell.recovery);
    is.b = scaler_of(cell.b);
    is.offset = cell.offset;
    is.peak = cell.peak;
    is.c = cell.c;
    is.d = cell.d;
    is.current_decay = cell.current_decay;
    return is;
}

adex_registers registers_of(const fixed_adex& cell) {
    adex_registers is;
    is.v_bits = static_cast<std::uint32_t>(cell.v_bits);
    is.fine_bits = cell.fine_bits;
    is.to_v = cell.to_v;
    is.leak = scaler_of(cell.leak);
    is.recovery = scaler_of(cell.recovery);
    is.follow = scaler_of(cell.follow);
    is.rest = cell.rest;
    is.reset = cell.reset;
    is.cut = cell.cut;
    is.increment = cell.increment;
    is.current_decay = cell.current_decay;
    is.power_rom = cell.power.power;
    return is;
}

template <class Cell>
void add(neuron_slice_image& slice, const Cell& cell, std::uint32_t j) {
    slice.bias.push_back(cell.bias[j]);
    slice.v_initial.push_back(cell.v_initial[j]);
}

}  // namespace

neuron_slice_image slice_of(const fixed_population& p, bool can_clamp) {
    neuron_slice_image slice;
    slice.can_clamp = can_clamp;
    if (p.izhikevich) {
        slice.model = registers_of(*p.izhikevich);
    } else if (p.adex) {
        slice.model = registers_of(*p.adex);
    } else {
        slice.model = registers_of(*p.lif);
    }
    return slice;
}

void add_column(neuron_slice_image& slice, const fixed_population& p, std::uint32_t j) {
    ++slice.columns;
    if (p.izhikevich) add(slice, *p.izhikevich, j);
    if (p.adex) add(slice, *p.adex, j);
    if (!p.lif) return;
    add(slice, *p.lif, j);
    if (p.lif->noise_step > 0) slice.noise_tag.push_back(p.lif->noise_tag[j]);
}

}  // namespace memglia
