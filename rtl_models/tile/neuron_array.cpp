#include "rtl_models/tile/neuron_array.hpp"

#include <variant>

#include "rtl_models/tile/adex_slice.hpp"
#include "rtl_models/tile/izhikevich_slice.hpp"
#include "rtl_models/tile/lif_slice.hpp"

namespace memglia {

namespace {

std::unique_ptr<neuron_slice> slice_for(const neuron_slice_image& image, std::uint32_t state_bits,
                                        std::int64_t* inbox, neuron_work& work) {
    if (std::holds_alternative<izhikevich_registers>(image.model)) {
        return std::make_unique<izhikevich_slice>(image, state_bits, inbox, work);
    }
    if (std::holds_alternative<adex_registers>(image.model)) {
        return std::make_unique<adex_slice>(image, state_bits, inbox, work);
    }
    return std::make_unique<lif_slice>(image, state_bits, inbox, work);
}

}  // namespace

neuron_array::neuron_array(const core_image& image) : inbox_(image.columns()) {
    std::uint32_t begin = 0;
    for (const neuron_slice_image& is : image.slices) {
        slices_.push_back({slice_for(is, image.state_bits, inbox_.data() + begin, work_), begin,
                           begin + is.columns});
        begin += is.columns;
    }
}

void neuron_array::fire(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
    const std::size_t before = spiking.size();
    for (slice& s : slices_) {
        if (!s.is_clamped) {
            s.is->fire(tick, s.begin, spiking);
            continue;
        }
        s.is->clamp();
        for (const std::uint32_t j : forced_) {
            if (j >= s.begin && j < s.end) spiking.push_back(j);
        }
        s.is_clamped = false;
    }
    forced_.clear();
    work_.spikes += spiking.size() - before;
}

void neuron_array::settle(std::uint64_t tick, bool has_arrivals) {
    for (slice& s : slices_) s.is->settle(tick, has_arrivals);
}

std::int32_t neuron_array::potential(std::size_t column) const {
    std::size_t k = 0;
    while (column >= slices_[k].end) ++k;
    return slices_[k].is->potential(column - slices_[k].begin);
}

}  // namespace memglia
