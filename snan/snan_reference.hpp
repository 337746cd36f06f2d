#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/random.hpp"
#include "snan/astrocyte_calcium.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/reference_wiring.hpp"
#include "snan/session.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// The SNAN rule in plain double precision: the science that the hardware copies.
class snan_reference : public decider {
  public:
    snan_reference(const rule_config& rule, const grid_map& map, std::uint64_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    /// Action neurons that would win now, as contact-style bits (bit a: action a); several in a
    /// tie, none when no neuron reaches threshold. Registers the visit, decides nothing.
    contact_bits winners(const observation& seen);

    /// Carries on as if `action` had been taken at the observation last shown to winners().
    void follow(direction action);

    /// Of the astrocyte that senses visits to the cell; not with astrocytes per synapse.
    double calcium(cell_index cell) const { return calcium_->at(wiring_.sensing(cell), now_); }
    double weight(cell_index cell, direction action) const {
        return weight_[cell][static_cast<std::size_t>(action)];
    }

  private:
    struct eligibility_tag {
        std::int64_t decision = -1;  ///< -1: none in this episode
        direction action = direction::north;
    };

    double gate(const observation& seen, direction a, contact_bits guided) const;
    void reinforce(cell_index cell, contact_bits actions, double change);
    void reinforce_eligible();
    void learn_from(const std::vector<astrocyte_wave::arrival>& wave, bool potentiate);

    rule_config rule_;
    bool guided_by_waves_;
    const grid_map map_;
    reference_wiring wiring_;
    random_stream ties_;
    std::int64_t now_ = 0;  ///< decision index
    cell_index here_ = 0;
    direction last_action_ = direction::north;
    std::unique_ptr<astrocyte_calcium> calcium_;
    astrocyte_wave wave_;
    std::vector<std::array<double, 4>> weight_;  ///< per cell and action, levels
    std::vector<eligibility_tag> tag_;           ///< per cell: its last action
};

}  // namespace memglia
