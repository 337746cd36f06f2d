#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "rtl_models/navigation/chip.hpp"
#include "snan/decision_trace.hpp"
#include "snan/mapping/chip_driver.hpp"
#include "snan/session.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// What a decision was: it reached the goal, it followed a learned synapse, or neither.
enum class decision_phase : std::uint8_t { exploring, learned, rewarded };
inline constexpr std::size_t decision_phase_count = 3;
std::string_view name_of(decision_phase p);

/// One decision of the chip with everything it cost, from its command (or the start of its episode)
/// to the end of the learning it caused.
struct chip_decision {
    decision_trace trace;
    decision_phase phase = decision_phase::exploring;
    activity_record activity;
    std::uint64_t began_cycle = 0;     ///< when the chip was shown what it decided on
    std::uint64_t elapsed_cycles = 0;  ///< of the digital clock
    std::uint64_t latency_cycles = 0;  ///< from there to the answer
};

class chip_decision_sink {
  public:
    virtual ~chip_decision_sink() = default;
    virtual void on_decision(const chip_decision& decision) = 0;
};

/// The chip as a decider, with the books of its decisions.
class chip_decider : public decider {
  public:
    /// Loads the chip for this map; the host gives the commands. `sink` may be null.
    chip_decider(chip& hardware, const rule_config& rule, const grid_map& map, std::uint64_t seed,
                 chip_decision_sink* sink);
    /// The same with somebody else at the controller.
    chip_decider(chip& hardware, std::unique_ptr<chip_driver> driver, const rule_config& rule,
                 const grid_map& map, std::uint64_t seed, chip_decision_sink* sink);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    /// What programming the initial weights took, and booting the firmware.
    const activity_record& setup() const { return setup_; }
    const chip_decision& last() const { return decision_; }

  private:
    void open();

    chip& chip_;
    std::unique_ptr<chip_driver> driver_;
    rule_config rule_;
    chip_decision_sink* sink_;
    activity_record setup_;
    bool open_ = false;
    std::uint64_t opened_cycle_ = 0;
    std::uint64_t decisions_ = 0;
    /// Of this decision.
    requested_writes requested_before_;
    std::uint64_t rows_before_ = 0;
    std::uint64_t pulses_before_ = 0;
    chip_decision decision_;
};

}  // namespace memglia
