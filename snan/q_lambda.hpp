#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "snan/rivals/tabular_fields.hpp"
#include "snan/session.hpp"

namespace memglia {

/// Constants of tabular Q(lambda); time is counted in decisions.
struct q_lambda_config {
    double learning_rate = 0.3;
    double discount = 0.95;
    double exploration = 0.05;
    double initial_value = 0.0;
    double step_reward = 0.0;
    double trace_decay = 0.9;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit_tabular_fields(self, visit);
        visit(field{.name = "trace_decay",
                    .unit = "1",
                    .doc = "lambda: decay of eligibility by decision, beside gamma",
                    .min = 0,
                    .max = 1},
              self.trace_decay);
    }
};

/// What Q(lambda) is told beside its cell's number.
enum class q_senses {
    cell,      ///< nothing
    contacts,  ///< sides in contact, which it never chooses, nor counts as the best of a state
    grid,      ///< these, and which cell a step leads to
};

/// Watkins's Q(lambda) with replacing traces over a table of cells and actions: the honest baseline
/// of reinforcement learning. Ties are random; who knows the grid breaks them by the fewest visits
/// of this episode to the cell that a step leads to (S. B. Thrun, Efficient exploration in
/// reinforcement learning, CMU-CS-92-102, 1992: counter-based exploration). Source: Sutton and
/// Barto, Reinforcement Learning, 1st edition, section 7.6.
class q_lambda : public decider {
  public:
    q_lambda(const q_lambda_config& config, q_senses senses, const grid_map& shape,
             std::uint64_t seed);

    void begin_episode() override;
    direction decide(const observation& seen) override;
    void outcome(bool rewarded) override;

    double value(cell_index cell, direction action) const {
        return value_[cell][static_cast<std::size_t>(action)];
    }

  private:
    struct trace {
        cell_index cell = 0;
        direction action = direction::north;
        double eligibility = 0;
    };

    contact_bits greedy(const observation& seen, double& best) const;
    contact_bits least_visited(cell_index here, contact_bits sides) const;
    void learn(double target);

    q_lambda_config config_;
    q_senses senses_;
    const grid_map shape_;               // its walls are never looked at
    std::vector<std::uint32_t> visits_;  ///< in this episode
    random_stream random_;
    std::vector<std::array<double, 4>> value_;
    std::vector<trace> traces_;  ///< the last decision's is the last
    bool pending_ = false;       ///< the last decision still waits for its successor's value
};

}  // namespace memglia
