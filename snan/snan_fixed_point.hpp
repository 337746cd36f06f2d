#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "snan/astrocyte_layout.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/choice.hpp"
#include "snan/decision_trace.hpp"
#include "snan/quantised_rule.hpp"
#include "snan/session.hpp"
#include "snan/synapses.hpp"

namespace memglia {

/// The SNAN rule in integers, as a plain loop over cells: the reference that the chip must equal
/// bit for bit. It shares no code with rtl_models/.
class snan_fixed_point : public decider {
  public:
    snan_fixed_point(const rule_config& rule, const grid_map& map, std::uint64_t seed,
                     std::unique_ptr<synapses> store);
    /// Ties drawn as somebody else draws them.
    snan_fixed_point(const rule_config& rule, const grid_map& map, tie_source ties,
                     std::unique_ptr<synapses> store);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    const decision_trace& last() const { return trace_; }

  private:
    struct eligibility_tag {
        std::uint64_t decision = 0;  ///< 0: none in this episode
        direction action = direction::north;
    };

    int calcium_of(std::uint32_t astrocyte) const;
    void raise(std::uint32_t astrocyte);
    void reinforce(cell_index cell, contact_bits actions, std::uint8_t step);
    void learn_from(const std::vector<astrocyte_wave::arrival>& wave, bool potentiate);

    quantised_rule rule_;
    bool waves_;
    bool guided_by_waves_;
    const grid_map map_;
    astrocyte_layout layout_;
    tie_source ties_;
    std::unique_ptr<synapses> synapses_;
    std::uint64_t now_ = 0;
    std::uint64_t decisions_ = 0;  ///< without the rests
    std::vector<int> calcium_;
    std::vector<std::uint64_t> last_visit_;  ///< 0: never
    astrocyte_wave wave_;
    std::vector<eligibility_tag> tag_;
    decision_trace trace_;
};

}  // namespace memglia
