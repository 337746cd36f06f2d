#include "tools/validate/lockstep.hpp"

#include "tools/validate/account.hpp"

namespace memglia {

lockstep_decider::lockstep_decider(chip& hardware, chip_decider& tested,
                                   snan_fixed_point& reference, std::uint64_t seed)
    : chip_(hardware),
      tested_(tested),
      reference_(reference),
      seed_(seed),
      loaded_cycle_(hardware.clock().now()) {}

void lockstep_decider::begin_episode() {
    ++episode_;
    opens_ = true;
    tested_.begin_episode();
    reference_.begin_episode();
}

direction lockstep_decider::decide(const observation& seen) {
    const direction action = tested_.decide(seen);
    if (!first_) reference_.decide(seen);
    return action;
}

void lockstep_decider::outcome(bool rewarded) {
    tested_.outcome(rewarded);
    ++decisions_;
    if (first_) return;
    reference_.outcome(rewarded);
    auto difference = first_difference(reference_.last(), tested_.last().trace);
    if (!difference) {
        difference = check_account(reference_.last(), opens_ || rewarded, tested_.last(), chip_);
    }
    opens_ = false;
    if (!difference) return;
    const std::uint64_t cycles = chip_.clock().now() - loaded_cycle_;
    first_ = {.seed = seed_,
              .episode = episode_,
              .decision = tested_.last().trace.decision,
              .time_s = static_cast<double>(cycles * chip_.clock().period_ps) * 1e-12,
              .difference = *difference};
}

}  // namespace memglia
