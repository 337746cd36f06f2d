#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "rtl_models/navigation/chip.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "snan/snan_fixed_point.hpp"
#include "tools/validate/ladder.hpp"

namespace memglia {

/// The chip decides; the reference sees the same and must compute the same. Stops looking after the
/// first difference.
class lockstep_decider : public decider {
  public:
    lockstep_decider(chip& hardware, chip_decider& tested, snan_fixed_point& reference,
                     std::uint64_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    const std::optional<mismatch>& first() const { return first_; }
    std::uint64_t decisions() const { return decisions_; }

  private:
    chip& chip_;
    chip_decider& tested_;
    snan_fixed_point& reference_;
    std::uint64_t seed_;
    std::uint64_t loaded_cycle_;
    std::uint32_t episode_ = 0;
    bool opens_ = false;  ///< the next decision begins an episode
    std::uint64_t decisions_ = 0;
    std::optional<mismatch> first_;
};

}  // namespace memglia
