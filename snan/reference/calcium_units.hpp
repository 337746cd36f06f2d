#pragma once

#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// The units of one astrocyte field. In each tick: advance(), then share() as often as it is asked
/// for, then sense().
class calcium_units {
  public:
    calcium_units(const network& net, const astrocyte_field& config);

    /// Calcium decays, then flows between coupled units.
    void advance();
    void sense(const std::vector<std::uint32_t>& spiking);

    /// What is delivered of a gated weight, per neuron and one more; found when first asked for in
    /// a tick.
    const double* share();

    const std::vector<double>& calcium() const { return calcium_; }

  private:
    astrocyte_field config_;
    double factor_;  ///< of a tick
    std::vector<double> calcium_;
    std::vector<double> share_;
    std::vector<unit_edge> edges_;
    std::vector<double> gain_;  ///< of a unit by its edges, in this tick
    bool has_share_ = false;
};

}  // namespace memglia
