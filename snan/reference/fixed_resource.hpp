#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/fixed_resource_model.hpp"

namespace memglia {

/// Units with resource in whole quanta. In each tick: exchange(), then gate() as often as it is
/// asked for, then react().
class fixed_resource {
  public:
    explicit fixed_resource(const fixed_resource_model& model);

    void exchange(std::uint32_t tick);

    /// 0 to 256.
    std::int32_t gate(std::uint32_t unit) const;

    /// With the spikes of each unit.
    void react(const std::vector<std::uint32_t>& spikes, std::uint32_t tick);

    std::int64_t synaptic(std::uint32_t unit) const { return synaptic_[unit]; }
    std::int64_t astrocytic(std::uint32_t unit) const { return astrocytic_[unit]; }
    std::size_t units() const { return synaptic_.size(); }

  private:
    std::int64_t rounded(std::int64_t x, unsigned shift, std::uint32_t index,
                         std::uint32_t tick) const;

    fixed_resource_model model_;
    std::vector<std::int64_t> synaptic_, astrocytic_;
    std::vector<std::int64_t> left_, sent_;
};

}  // namespace memglia
