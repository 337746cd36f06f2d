#include "snan/q_lambda.hpp"

#include <algorithm>

#include "snan/choice.hpp"

namespace memglia {

q_lambda::q_lambda(const q_lambda_config& config, q_senses senses, const grid_map& shape,
                   std::uint64_t seed)
    : config_(config),
      senses_(senses),
      shape_(shape.width(), shape.height()),
      visits_(shape.cells()),
      random_(seed, "snan/q_lambda", "choice"),
      value_(shape.cells()) {
    for (auto& row : value_) row.fill(config.initial_value);
}

void q_lambda::begin_episode() {
    traces_.clear();
    pending_ = false;
    std::fill(visits_.begin(), visits_.end(), 0);
}

// The best actions and their value. Walled in on all sides, all count.
contact_bits q_lambda::greedy(const observation& seen, double& best) const {
    constexpr contact_bits all = 0xF;
    contact_bits options =
        senses_ == q_senses::cell ? all : static_cast<contact_bits>(all & ~seen.contacts);
    if (options == 0) options = all;
    contact_bits winners = 0;
    for (const direction a : all_directions) {
        if ((options & contact_bit(a)) == 0) continue;
        const double q = value(seen.cell, a);
        if (winners == 0 || q > best) {
            best = q;
            winners = 0;
        }
        if (q == best) winners = static_cast<contact_bits>(winners | contact_bit(a));
    }
    return winners;
}

contact_bits q_lambda::least_visited(cell_index here, contact_bits sides) const {
    contact_bits least = 0;
    std::uint32_t fewest = 0;
    for (const direction a : all_directions) {
        const auto next = shape_.neighbour(here, a);
        if ((sides & contact_bit(a)) == 0 || !next) continue;
        if (least == 0 || visits_[*next] < fewest) {
            fewest = visits_[*next];
            least = 0;
        }
        if (visits_[*next] == fewest) least = static_cast<contact_bits>(least | contact_bit(a));
    }
    return least != 0 ? least : sides;
}

direction q_lambda::decide(const observation& seen) {
    double best = 0;
    const contact_bits winners = greedy(seen, best);
    if (pending_) learn(config_.step_reward + config_.discount * best);
    ++visits_[seen.cell];
    const contact_bits preferred =
        senses_ == q_senses::grid ? least_visited(seen.cell, winners) : winners;
    const bool explores = random_.uniform() < config_.exploration;
    const contact_bits contacts = senses_ == q_senses::cell ? contact_bits{0} : seen.contacts;
    const direction action = explores ? choose(0, contacts, random_) : pick(preferred, random_);
    const double decay = config_.discount * config_.trace_decay;
    constexpr double negligible = 1e-3;
    const bool greedy_choice = (winners & contact_bit(action)) != 0;
    if (!greedy_choice) traces_.clear();  // what follows says nothing about the greedy policy
    for (trace& t : traces_) t.eligibility *= decay;
    std::erase_if(traces_, [&](const trace& t) {
        return t.eligibility < negligible || (t.cell == seen.cell && t.action == action);
    });
    traces_.push_back({seen.cell, action, 1.0});
    pending_ = true;
    return action;
}

void q_lambda::outcome(bool rewarded) {
    if (!rewarded) return;
    learn(1.0);
    pending_ = false;
}

void q_lambda::learn(double target) {
    const trace& last = traces_.back();
    const double error = target - value(last.cell, last.action);
    for (const trace& t : traces_) {
        value_[t.cell][static_cast<std::size_t>(t.action)] +=
            config_.learning_rate * error * t.eligibility;
    }
}

}  // namespace memglia
