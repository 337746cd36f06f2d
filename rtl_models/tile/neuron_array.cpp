#include "rtl_models/tile/neuron_array.hpp"

#include <algorithm>
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
                           begin + is.columns, false, is.is_driven});
        begin += is.columns;
    }
}

void neuron_array::fire(std::uint64_t tick, std::vector<std::uint32_t>& spiking) {
    const std::size_t before = spiking.size();
    for (slice& s : slices_) {
        if (!s.is_clamped) {
            s.is->fire(tick, s.begin, spiking);
            if (s.is_driven) work_.drives += s.end - s.begin;
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

const neuron_array::slice& neuron_array::slice_at(std::size_t column) const {
    return *std::upper_bound(slices_.begin(), slices_.end(), column,
                             [](std::size_t c, const slice& s) { return c < s.end; });
}

void neuron_array::drive(std::size_t column, std::int32_t current) {
    const slice& s = slice_at(column);
    s.is->drive(column - s.begin, current);
}

void neuron_array::add_current(std::size_t column, std::int64_t more) {
    const slice& s = slice_at(column);
    s.is->add_current(column - s.begin, more);
}

void neuron_array::add_threshold(std::size_t column, std::int64_t more) {
    const slice& s = slice_at(column);
    s.is->add_threshold(column - s.begin, more);
}

std::int32_t neuron_array::potential(std::size_t column) const {
    const slice& s = slice_at(column);
    return s.is->potential(column - s.begin);
}

}  // namespace memglia
