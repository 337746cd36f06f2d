#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snan/network/quantise.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

/// The units of one astrocyte field in fixed point. In each tick: advance(), then share() as often
/// as it is asked for, then sense().
class fixed_calcium {
  public:
    fixed_calcium(const network& net, const astrocyte_field& config, const fixed_astrocytes& fixed,
                  const number_format& format);

    /// Calcium of coupled units decays and flows between them.
    void advance(std::uint32_t tick);

    /// What is delivered of a gated weight, of 256, per neuron.
    const std::int32_t* share(std::uint32_t tick);

    void sense(std::span<const std::uint32_t> spiking, std::uint32_t tick);

    std::size_t units() const { return calcium_.size(); }
    std::int64_t calcium(std::size_t unit, std::uint32_t tick) const {
        return calcium_[unit].at(tick, fixed_.decay);
    }

  private:
    std::int32_t share_of(std::int64_t calcium) const;

    fixed_astrocytes fixed_;
    std::uint32_t neurons_per_unit_;
    std::int64_t most_;
    std::vector<fixed_trace> calcium_;
    std::vector<std::int32_t> share_;
    std::vector<std::int64_t> gain_;               ///< of a coupled unit by its edges, in this tick
    std::uint64_t shares_of_ = ~std::uint64_t{0};  ///< the tick that the shares are of
};

}  // namespace memglia
