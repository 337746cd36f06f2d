#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string_view>

namespace memglia {

/// One reproducible stream of random numbers per (seed, block path, purpose, index).
///
/// Two streams that differ in any of the four are independent for all practical ends, so a draw
/// added in one block never moves the draws of another. Every draw is one statement at the call
/// site.
class random_stream {
  public:
    random_stream(std::uint64_t seed, std::string_view block, std::string_view purpose,
                  std::uint64_t index = 0);

    /// Uniform integer in [0, n), n >= 1.
    std::uint32_t below(std::uint32_t n);

    /// 64 random bits.
    std::uint64_t bits() { return engine_(); }

    /// Uniform double in [0, 1) with 53 random bits.
    double uniform();

    /// Standard normal (ziggurat). Boost's own normal distribution calls libm's exp and log, whose
    /// bits differ between machines.
    double normal();

  private:
    double beyond_the_tail();

    boost::random::mt19937_64 engine_;
};

}  // namespace memglia
