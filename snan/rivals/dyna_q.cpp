#include "snan/rivals/dyna_q.hpp"

#include "snan/choice.hpp"

namespace memglia {

dyna_q::dyna_q(const dyna_q_config& config, const grid_map& map, std::uint64_t seed)
    : config_(config),
      random_(seed, "snan/rivals/dyna_q", "choice"),
      replay_(seed, "snan/rivals/dyna_q", "replay"),
      value_(map.cells()),
      contacts_(map.cells()),
      index_(map.cells()) {
    for (auto& row : value_) row.fill(config.initial_value);
    for (auto& row : index_) row.fill(unseen);
}

void dyna_q::begin_episode() {
    pending_ = false;
}

contact_bits dyna_q::greedy(const observation& seen) const {
    constexpr contact_bits all = 0xF;
    auto options = static_cast<contact_bits>(all & ~seen.contacts);
    if (options == 0) options = all;
    contact_bits winners = 0;
    double highest = 0;
    for (const direction a : all_directions) {
        if ((options & contact_bit(a)) == 0) continue;
        const double q = value(seen.cell, a);
        if (winners == 0 || q > highest) {
            highest = q;
            winners = 0;
        }
        if (q == highest) winners = static_cast<contact_bits>(winners | contact_bit(a));
    }
    return winners;
}

double dyna_q::best(cell_index cell) const {
    const contact_bits winners = greedy({cell, contacts_[cell]});
    for (const direction a : all_directions) {
        if ((winners & contact_bit(a)) != 0) return value(cell, a);
    }
    return 0;
}

direction dyna_q::decide(const observation& seen) {
    contacts_[seen.cell] = seen.contacts;
    if (pending_) {
        last_.to = seen.cell;
        remember(last_);
        back_up(last_);
        plan();
    }
    const bool explores = random_.uniform() < config_.exploration;
    const direction action =
        explores ? choose(0, seen.contacts, random_) : pick(greedy(seen), random_);
    last_ = {seen.cell, action, seen.cell, false};
    pending_ = true;
    return action;
}

void dyna_q::outcome(bool rewarded) {
    if (!rewarded) return;
    last_.rewarded = true;
    remember(last_);
    back_up(last_);
    plan();
    pending_ = false;
}

void dyna_q::remember(const transition& t) {
    std::uint32_t& at = index_[t.from][static_cast<std::size_t>(t.action)];
    if (at == unseen) {
        at = static_cast<std::uint32_t>(model_.size());
        model_.push_back(t);
    } else {
        model_[at] = t;
    }
}

void dyna_q::back_up(const transition& t) {
    double& q = value_[t.from][static_cast<std::size_t>(t.action)];
    const double target = t.rewarded ? 1.0 : config_.step_reward + config_.discount * best(t.to);
    q += config_.learning_rate * (target - q);
}

void dyna_q::plan() {
    for (std::uint32_t i = 0; i < config_.planning_updates; ++i) {
        back_up(model_[replay_.below(static_cast<std::uint32_t>(model_.size()))]);
    }
}

}  // namespace memglia
