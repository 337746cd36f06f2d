#pragma once

#include <cstdint>
#include <vector>

#include "snan/reference/fixed_current_bank.hpp"

namespace memglia {

/// The AdEx neurons of one population in fixed point.
class fixed_adex_bank final : public fixed_current_bank {
  public:
    fixed_adex_bank(const fixed_adex& cell, const number_format& format);

    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;

  private:
    std::int64_t exponential(std::int64_t x) const;

    fixed_adex cell_;
    std::vector<std::int32_t> w_;
};

}  // namespace memglia
