#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/processor/processor_meter.hpp"
#include "rtl_models/processor/processor_system.hpp"
#include "snan/quantised_rule.hpp"
#include "snan/session.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// A processor that makes the network's decisions by itself: the firmware `nav_soft` on a core of
/// its own, in its own time. What it does is counted; between an answer and the next observation no
/// time passes.
class soft_decider final : public decider {
  public:
    /// Cells of the largest map that the program's tables have room for.
    static constexpr std::uint32_t most_cells = 65534;

    /// The memory that program, tables and state take for so many cells, in KiB.
    static std::uint32_t memory_kib(const program_image& program, const rule_config& rule,
                                    std::uint32_t cells);

    /// `config` has the memory, and `map` at most most_cells. Ties are drawn from `seed`, not 0.
    soft_decider(const processor_config& config, const program_image& program,
                 const rule_config& rule, const grid_map& map, std::uint32_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    std::uint64_t decisions() const { return decisions_; }
    /// Of the core, from an observation or a reward to its next sleep.
    std::uint64_t cycles() const { return cycles_; }
    /// All it has done, with the decisions that rests lasted; without the time before the first
    /// observation. No time is booked.
    const activity_record& spent() const { return spent_; }

    /// The program draws ties so: xorshift32, whose state is `random`.
    static std::uint32_t draw(std::uint32_t& random, std::uint32_t below);

  private:
    std::uint32_t run();

    processor_system system_;
    processor_meter meter_;
    std::uint32_t rest_decisions_;
    bool first_ = true;
    std::uint64_t decisions_ = 0;
    std::uint64_t cycles_ = 0;
    activity_record spent_;
};

}  // namespace memglia
