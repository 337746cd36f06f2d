#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "snan/rivals/tabular_fields.hpp"
#include "snan/session.hpp"

namespace memglia {

/// Constants of Dyna-Q; time is counted in decisions.
struct dyna_q_config {
    double learning_rate = 1.0;
    double discount = 0.95;
    double exploration = 0.0;
    double initial_value = 0.1;
    double step_reward = 0.0;
    std::uint32_t planning_updates = 50;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit_tabular_fields(self, visit);
        visit(field{.name = "planning_updates",
                    .unit = "1",
                    .doc = "remembered transitions replayed after each decision",
                    .min = 0,
                    .max = 10000},
              self.planning_updates);
    }
};

/// Dyna-Q over a table of cells and actions with a deterministic model of the transitions seen; it
/// senses contacts and is told nothing of the grid. Ties are random. Source: Sutton and Barto,
/// Reinforcement Learning, 2nd edition, section 8.2.
class dyna_q : public decider {
  public:
    dyna_q(const dyna_q_config& config, const grid_map& map, std::uint64_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    double value(cell_index cell, direction action) const {
        return value_[cell][static_cast<std::size_t>(action)];
    }

  private:
    struct transition {
        cell_index from = 0;
        direction action = direction::north;
        cell_index to = 0;
        bool rewarded = false;  ///< the episode ends there
    };

    contact_bits greedy(const observation& seen) const;
    double best(cell_index cell) const;
    void remember(const transition& t);
    void back_up(const transition& t);
    void plan();

    static constexpr std::uint32_t unseen = ~std::uint32_t{0};

    dyna_q_config config_;
    random_stream random_;
    random_stream replay_;
    std::vector<std::array<double, 4>> value_;
    std::vector<contact_bits> contacts_;  ///< as last sensed
    std::vector<std::array<std::uint32_t, 4>> index_;
    std::vector<transition> model_;
    transition last_;
    bool pending_ = false;  ///< where the last decision led is not yet seen
};

}  // namespace memglia
