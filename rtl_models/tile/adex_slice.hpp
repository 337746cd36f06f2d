#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/tile/neuron_slice.hpp"

namespace memglia {

/// Digital AdEx neurons: a step of the potential and of the adaptation, the exponential by a table
/// of powers of two.
class adex_slice final : public neuron_slice {
  public:
    adex_slice(const neuron_slice_image& image, std::uint32_t state_bits, std::int64_t* inbox,
               neuron_work& work);

    void fire(std::uint64_t tick, std::uint32_t first,
              std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    void settle(std::uint64_t, bool has_arrivals) override {
        if (has_arrivals) settle_into(current_);
    }

  private:
    std::int64_t exponential(std::int32_t x) const;

    adex_registers is_;
    std::vector<std::int32_t> w_;  ///< adaptation
};

}  // namespace memglia
