#include "snan/reference/poisson_train.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

poisson_train::poisson_train(const network& net, const population& p)
    : draw_(net.seed, "network/" + p.name, "spikes"),
      size_(p.size),
      log_miss_(log1p_exact_bits(-p.poisson->rate_hz * net.tick_s)),
      next_(gap()) {}

void poisson_train::advance(std::vector<std::uint32_t>& spiking) {
    for (; next_ < size_; next_ += 1 + gap()) spiking.push_back(static_cast<std::uint32_t>(next_));
    next_ -= size_;
}

// Places without a spike before the next; far beyond any run where there will be none.
double poisson_train::gap() {
    constexpr double never = 1e15;
    if (log_miss_ == 0) return never;
    const double places = log_exact_bits(1 - draw_.uniform()) / log_miss_;
    return static_cast<double>(static_cast<std::uint64_t>(std::min(places, never)));
}

}  // namespace memglia
