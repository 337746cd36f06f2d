#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia::test {

/// Tripartite plasticity of one projection in the plainest way: all arrivals and all changes are
/// kept, every synapse is looked at for every question. Weights or levels, in their numbers.
class dense_tripartite {
  public:
    dense_tripartite(const tripartite_config& rule, double tick_s)
        : window_(std::floor(rule.window_s / tick_s + 0.5)),
          pause_(std::floor(rule.pause_s / tick_s + 0.5)),
          until_(std::floor(rule.until_s / tick_s + 0.5)) {}

    /// A spike arrives over synapse k.
    void arrive(std::size_t k, std::int64_t tick) { arrivals_[k].push_back(tick); }

    template <class Synapse, class Number>
    static Number sum_onto(const std::vector<Synapse>& all, Number Synapse::*weight,
                           std::uint32_t target) {
        Number sum = 0;
        for (const Synapse& s : all) {
            if (s.is.target == target) sum += s.*weight;
        }
        return sum;
    }

    /// The targets for which `may` holds spike and are permitted.
    template <class Synapse, class Number, class May>
    void consolidate(std::vector<Synapse>& all, Number Synapse::*weight, Number step, Number most,
                     std::int64_t tick, const May& may) {
        if (static_cast<double>(tick) >= until_) return;
        const std::map<std::uint32_t, std::int64_t> before = changed_;
        for (std::size_t k = 0; k < all.size(); ++k) {
            Synapse& s = all[k];
            if (!may(s.is.target)) continue;
            const auto last = before.find(s.is.target);
            if (last != before.end() && static_cast<double>(tick - last->second) < pause_) continue;
            changed_[s.is.target] = tick;
            const auto& times = arrivals_[k];
            const bool up = std::any_of(times.begin(), times.end(), [&](std::int64_t t) {
                return static_cast<double>(tick - t) <= window_;
            });
            const Number moved = up ? s.*weight + step : s.*weight - step;
            if (moved > most || moved < 0) ++clipped_;
            s.*weight = std::min(most, std::max(Number{0}, moved));
            ++changes_;
        }
    }

    std::uint64_t changes() const { return changes_; }
    std::uint64_t clipped() const { return clipped_; }

  private:
    double window_;
    double pause_;
    double until_;
    std::map<std::size_t, std::vector<std::int64_t>> arrivals_;
    std::map<std::uint32_t, std::int64_t> changed_;  ///< when a target's weights last were
    std::uint64_t changes_ = 0;
    std::uint64_t clipped_ = 0;
};

}  // namespace memglia::test
