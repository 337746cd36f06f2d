#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace memglia {

/// Neurons that are held at the reset, in the order in which they spiked.
class held_neurons {
  public:
    /// Those that spiked in this tick, and those that did less than `ticks` ago.
    std::span<const std::uint32_t> in(std::uint64_t tick, std::uint64_t ticks,
                                      std::span<const std::uint32_t> spiking) {
        for (const std::uint32_t j : spiking) {
            neurons_.push_back(j);
            until_.push_back(tick + ticks);
        }
        while (first_ < until_.size() && until_[first_] <= tick) ++first_;
        if (2 * first_ > neurons_.size()) {
            const auto gone = static_cast<std::ptrdiff_t>(first_);
            neurons_.erase(neurons_.begin(), neurons_.begin() + gone);
            until_.erase(until_.begin(), until_.begin() + gone);
            first_ = 0;
        }
        return std::span(neurons_).subspan(first_);
    }

    /// None is held any more.
    void clear() {
        neurons_.clear();
        until_.clear();
        first_ = 0;
    }

  private:
    std::vector<std::uint32_t> neurons_;
    std::vector<std::uint64_t> until_;
    std::size_t first_ = 0;  ///< those before it are free again
};

}  // namespace memglia
