#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/tile/neuron_slice.hpp"

namespace memglia {

/// Digital LIF neurons.
class lif_slice final : public neuron_slice {
  public:
    lif_slice(const neuron_slice_image& image, std::uint32_t state_bits, std::int64_t* inbox,
              neuron_work& work);

    void fire(std::uint64_t tick, std::uint32_t first,
              std::vector<std::uint32_t>& spiking) override;
    void clamp() override;
    void settle(std::uint64_t tick, bool has_arrivals) override;
    void add_threshold(std::size_t column, std::int64_t more) override;

  private:
    template <bool has_current, bool adapts>
    void fire_as(std::uint64_t tick, std::uint32_t first, std::vector<std::uint32_t>& spiking);
    void fire_full(std::uint64_t tick, std::uint32_t first, std::vector<std::uint32_t>& spiking);
    bool settle_thresholds(std::uint64_t tick);
    void reset(std::size_t j, std::uint64_t tick);
    bool is_full() const {
        return is_.noise_step > 0 || is_.v_floor || is_.homeostasis || is_.is_shifted;
    }
    struct held {
        std::uint32_t column = 0;
        std::uint64_t until = 0;  ///< first tick in which it is free
    };

    lif_registers is_;
    std::vector<std::uint32_t> noise_tag_;
    std::int64_t sink_sum_ = 0;  ///< parts of 2^20 that no threshold has sunk by yet
    std::vector<std::int64_t> threshold_shift_;  ///< by gates
    std::vector<std::int32_t> threshold_;        ///< with it
    std::vector<std::int32_t> raise_;
    std::vector<std::int32_t> offset_;       ///< of the threshold, by homeostasis
    std::vector<std::uint64_t> deaf_until_;  ///< first tick in which it may spike again
    std::vector<held> held_;
};

}  // namespace memglia
