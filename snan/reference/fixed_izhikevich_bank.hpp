#pragma once

#include <cstdint>
#include <vector>

#include "snan/reference/fixed_current_bank.hpp"

namespace memglia {

/// The Izhikevich neurons of one population in fixed point.
class fixed_izhikevich_bank final : public fixed_current_bank {
  public:
    fixed_izhikevich_bank(const fixed_izhikevich& cell, const number_format& format);

    void advance(std::vector<std::uint32_t>& spiking) override;
    void clamp() override;

  private:
    fixed_izhikevich cell_;
    std::vector<std::int32_t> u_;
};

}  // namespace memglia
