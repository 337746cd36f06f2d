#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// Which neurons the units of a field have.
class zones {
  public:
    /// The network must have passed check().
    zones(const network& net, const astrocyte_field& field);

    std::uint32_t units() const { return units_; }

    /// Those that sense a neuron, ascending.
    std::span<const std::uint32_t> sensing(std::uint32_t neuron) const {
        return std::span(sensing_).subspan(begin_[neuron], begin_[neuron + 1] - begin_[neuron]);
    }

    /// The one in whose region a neuron is: where zones overlap the last of them.
    std::optional<std::uint32_t> region_of(std::uint32_t neuron) const {
        if (begin_[neuron] == begin_[neuron + 1]) return std::nullopt;
        return sensing_[begin_[neuron + 1] - 1];
    }

    std::uint32_t neurons() const { return static_cast<std::uint32_t>(begin_.size() - 1); }

  private:
    std::uint32_t units_;
    std::vector<std::uint32_t> begin_;  ///< of each neuron's units, and the end
    std::vector<std::uint32_t> sensing_;
};

}  // namespace memglia
