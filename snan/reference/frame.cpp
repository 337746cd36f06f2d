#include "snan/reference/frame.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

exponential_frame::exponential_frame(double tau_ticks) {
    constexpr double longest_in_tau = 20;
    constexpr double most_ticks = 4096;
    const auto ticks = static_cast<std::size_t>(std::min(most_ticks, longest_in_tau * tau_ticks));
    for (std::size_t k = 0; k <= ticks; ++k) {
        grown_.push_back(exp_exact_bits(static_cast<double>(k) / tau_ticks));
        shrunk_.push_back(1 / grown_.back());
    }
}

}  // namespace memglia
