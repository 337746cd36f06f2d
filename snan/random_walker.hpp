#pragma once

#include "base/random.hpp"
#include "snan/session.hpp"

namespace memglia {

/// Uniform random walks: over all four sides (bumping into walls), or over the sides without
/// contact.
class random_walker : public decider {
  public:
    enum class senses { nothing, contacts };
    random_walker(senses sensed, std::uint64_t seed)
        : senses_(sensed), random_(seed, "snan/random_walker", "moves") {}

    void begin_episode() override {}
    direction decide(const observation& seen) override;
    void outcome(bool) override {}

  private:
    senses senses_;
    random_stream random_;
};

}  // namespace memglia
