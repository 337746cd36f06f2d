#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snan/network/quantise.hpp"
#include "testbenches/support/coupled_units.hpp"

namespace memglia::test {

/// The astrocyte fields of a network in fixed point in the plainest way: every unit looked at in
/// every tick, every unit asked whether a neuron is its own. In each tick: step(), then effects,
/// then sense().
class dense_fixed_fields {
  public:
    using integer = std::int64_t;

    struct mark {
        integer value = 0;
        std::uint64_t tick = 0;
    };

    dense_fixed_fields(const network& net, const fixed_network& fixed) : net_(net), fixed_(fixed) {
        for (const astrocyte_field& a : net.astrocytes) {
            marked_.emplace_back(unit_count(net, a));
            calcium_.emplace_back(unit_count(net, a));
            gate_.emplace_back(unit_count(net, a));
        }
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            if (const auto& f = fixed_.astrocytes[a].transient) {
                std::fill(gate_[a].begin(), gate_[a].end(), f->gate.back());
            }
            if (!fixed_.astrocytes[a].calcium) continue;
            for (integer& gate : gate_[a]) gate = opening(a, 0);
        }
    }

    static integer scaled(integer value, integer factor) {
        return static_cast<integer>(std::floor(
            (static_cast<long double>(value) * static_cast<long double>(factor) + 524'288) /
            1'048'576));
    }

    static integer faded(const mark& m, std::uint64_t tick, const decay_table& decay) {
        const std::uint64_t ticks = tick - m.tick;
        if (ticks >= 65'536) return 0;
        return scaled(scaled(m.value, decay.coarse.at(ticks / 256)), decay.fine.at(ticks % 256));
    }

    static integer rounded_quotient(integer value, integer by) {
        return static_cast<integer>(
            std::floor((static_cast<long double>(value) + by / 2) / static_cast<long double>(by)));
    }

    void control(std::size_t field, const astrocyte_control& control) {
        controls_.push_back({field, control});
    }

    void step(std::uint64_t tick) {
        tick_ = tick;
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            if (is_done(a, manipulation_kind::knock_out) > 0) {
                for (mark& m : calcium_[a]) m = {0, tick_};
            }
            if (fixed_.astrocytes[a].coincidence) mark_zones(a);
            if (fixed_.astrocytes[a].transient) start_transients(a);
            if (fixed_.astrocytes[a].calcium) flow(a);
            open_gates(a);
        }
    }

    /// `fires`: whether a neuron of a population spikes in this tick.
    void sense(const std::function<bool(std::size_t, std::uint32_t)>& fires) {
        for (std::size_t a = 0; a < calcium_.size(); ++a) sense(a, fires);
    }

    /// Of the gain that acts on a projection, if one does, at a synapse.
    std::optional<integer> share_of(const std::string& projection, std::uint32_t source,
                                    std::uint32_t target) const {
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            for (std::size_t e = 0; e < field.effects.size(); ++e) {
                const auto& gated = field.effects[e].projections;
                if (std::count(gated.begin(), gated.end(), projection) == 0) continue;
                const bool by_target = field.effects[e].by == gated_side::target;
                const integer open = gate_over(a, by_target ? target : source);
                const integer more =
                    rounded_quotient(fixed_.astrocytes[a].strengths[e] * open, 4'096);
                return std::max<integer>(0, 256 + more);
            }
        }
        return std::nullopt;
    }

    /// Of effects of one kind on a neuron, by the gates of the last step(); none where no field has
    /// one.
    std::optional<integer> effects_on(const std::string& population, std::uint32_t j,
                                      effect_kind kind) const {
        std::optional<integer> sum;
        for (std::size_t a = 0; a < calcium_.size(); ++a) {
            const astrocyte_field& field = net_.astrocytes[a];
            for (std::size_t e = 0; e < field.effects.size(); ++e) {
                const astrocyte_effect& is = field.effects[e];
                if (is.kind != kind || (is.of.empty() ? field.senses : is.of) != population) {
                    continue;
                }
                const integer strength = fixed_.astrocytes[a].strengths[e];
                sum = sum.value_or(0) + rounded_quotient(strength * gate_over(a, j), 256);
            }
        }
        return sum;
    }

    /// Of every unit, in the units of the description.
    std::vector<double> calcium(std::size_t a) const {
        std::vector<double> row;
        if (const auto& f = fixed_.astrocytes[a].transient) {
            for (std::size_t u = 0; u < marked_[a].size(); ++u) {
                row.push_back(static_cast<double>(f->calcium.at(sample_now(a, u))) /
                              std::pow(2.0, fixed_.astrocytes[a].fraction_bits));
            }
            return row;
        }
        for (const mark& m : calcium_[a]) {
            row.push_back(static_cast<double>(faded(m, tick_, decay_of(a))) /
                          std::pow(2.0, fixed_.astrocytes[a].fraction_bits));
        }
        return row;
    }

    std::size_t size() const { return calcium_.size(); }
    std::uint64_t ends_reached() const { return ends_reached_; }

  private:
    // From what the words of the description mean.
    double is_done(std::size_t a, manipulation_kind kind) const {
        double most = 0;
        for (const manipulation& m : net_.astrocytes[a].manipulations) {
            const auto tick = static_cast<double>(tick_);
            if (m.kind != kind || std::floor(m.from_s / net_.tick_s + 0.5) > tick ||
                tick >= std::floor(m.to_s / net_.tick_s + 0.5)) {
                continue;
            }
            most = std::max(most, kind == manipulation_kind::activate ? m.gate : 1);
        }
        for (auto said = controls_.rbegin(); said != controls_.rend(); ++said) {
            if (said->first != a) continue;
            const astrocyte_control& c = said->second;
            if (kind == manipulation_kind::activate) return std::max(most, c.least_gate);
            const bool is_on = kind == manipulation_kind::inhibit ? c.inhibit : c.knock_out;
            return is_on ? 1 : most;
        }
        return most;
    }

    const decay_table& decay_of(std::size_t a) const {
        const fixed_astrocytes& f = fixed_.astrocytes[a];
        if (f.transient) return f.transient->trace_decay;  // of calcium that is not used
        return f.calcium ? f.calcium->decay : f.coincidence->decay;
    }

    // Every time that a strong trace counted and a gate opened is kept.
    struct zone_marks {
        mark trace;
        std::vector<std::uint64_t> strong;
        std::vector<std::uint64_t> opened;
        std::vector<std::uint64_t> lost;  ///< of strong: calcium was knocked out before it rose
    };

    static bool none_within(const std::vector<std::uint64_t>& times, std::uint64_t tick,
                            std::uint64_t ticks) {
        return times.empty() || tick - times.back() >= ticks;
    }

    void mark_zones(std::size_t a) {
        const fixed_coincidence_model& f = *fixed_.astrocytes[a].coincidence;
        const bool is_out = is_done(a, manipulation_kind::knock_out) > 0;
        for (std::size_t u = 0; u < calcium_[a].size(); ++u) {
            zone_marks& z = marked_[a][u];
            for (const std::uint64_t t : z.strong) {
                const bool is_lost = std::count(z.lost.begin(), z.lost.end(), t) > 0;
                if (t + f.latency_ticks != tick_ || is_lost || is_out) continue;
                const integer risen = faded(calcium_[a][u], tick_, f.decay) + f.rise;
                calcium_[a][u] = {std::min<integer>(risen, f.cap), tick_};
            }
            const integer trace = faded(z.trace, tick_, f.trace_decay);
            if (trace >= f.strong && none_within(z.strong, tick_, f.refractory_ticks)) {
                z.strong.push_back(tick_);
            }
            if (is_out) z.lost = z.strong;
            const bool is_raised = faded(calcium_[a][u], tick_, f.decay) >= f.raised;
            if (trace >= f.weak && is_raised &&
                none_within(z.opened, tick_, std::uint64_t{f.open_ticks} + f.pause_ticks)) {
                z.opened.push_back(tick_);
            }
        }
    }

    // `strong` has the ticks of all starts, `lost` those that a knock-out ended.
    std::size_t sample_now(std::size_t a, std::size_t u) const {
        const fixed_transient_model& f = *fixed_.astrocytes[a].transient;
        const zone_marks& z = marked_[a][u];
        const bool is_lost =
            !z.strong.empty() && std::count(z.lost.begin(), z.lost.end(), z.strong.back()) > 0;
        if (z.strong.empty() || is_lost) return f.gate.size() - 1;
        const std::uint64_t samples = (tick_ - z.strong.back()) / f.sample_ticks;
        return static_cast<std::size_t>(std::min<std::uint64_t>(samples, f.gate.size() - 1));
    }

    void start_transients(std::size_t a) {
        const fixed_transient_model& f = *fixed_.astrocytes[a].transient;
        const bool is_out = is_done(a, manipulation_kind::knock_out) > 0;
        for (std::size_t u = 0; u < marked_[a].size(); ++u) {
            zone_marks& z = marked_[a][u];
            if (is_out) z.lost = z.strong;
            const bool is_strong = faded(z.trace, tick_, f.trace_decay) >= f.strong;
            const bool is_at_rest = sample_now(a, u) == f.gate.size() - 1;
            if (is_strong && is_at_rest && !is_out) z.strong.push_back(tick_);
        }
    }

    integer gate_now(std::size_t a, std::size_t u) const {
        if (const auto& f = fixed_.astrocytes[a].transient) return f->gate.at(sample_now(a, u));
        if (const auto& f = fixed_.astrocytes[a].coincidence) {
            return none_within(marked_[a][u].opened, tick_, f->open_ticks) ? 0 : 256;
        }
        return opening(a, faded(calcium_[a][u], tick_, fixed_.astrocytes[a].calcium->decay));
    }

    integer opening(std::size_t a, integer calcium) const {
        const fixed_calcium_model& f = *fixed_.astrocytes[a].calcium;
        const integer width = integer{1} << f.table_shift;
        const auto entry = static_cast<integer>(
            std::floor(static_cast<double>(calcium - f.table_from) / static_cast<double>(width)));
        return f.gate.at(static_cast<std::size_t>(std::clamp<integer>(entry, 0, 63)));
    }

    void open_gates(std::size_t a) {
        const auto least = std::floor(is_done(a, manipulation_kind::activate) * 256 + 0.5);
        for (std::size_t u = 0; u < calcium_[a].size(); ++u) {
            gate_[a][u] = is_done(a, manipulation_kind::inhibit) > 0
                              ? 0
                              : std::max(gate_now(a, u), static_cast<integer>(least));
        }
    }

    bool is_in(std::size_t a, std::uint32_t j, std::uint32_t u) const {
        const astrocyte_field& field = net_.astrocytes[a];
        if (!field.zone) return j / field.neurons_per_unit == u;
        const population& p = net_.populations[index_of(net_.populations, field.senses)];
        const int columns = static_cast<int>(p.grid->columns);
        const int side = static_cast<int>(field.zone->side);
        const int stride = static_cast<int>(field.zone->stride);
        int across = 0;
        while (across * stride + side <= columns) ++across;
        const int dx = static_cast<int>(j) % columns - static_cast<int>(u) % across * stride;
        const int dy = static_cast<int>(j) / columns - static_cast<int>(u) / across * stride;
        return dx >= 0 && dx < side && dy >= 0 && dy < side;
    }

    integer gate_over(std::size_t a, std::uint32_t j) const {
        for (auto u = static_cast<std::uint32_t>(gate_[a].size()); u-- > 0;) {
            if (is_in(a, j, u)) return gate_[a][u];
        }
        return 0;
    }

    void flow(std::size_t a) {
        const fixed_calcium_model& f = *fixed_.astrocytes[a].calcium;
        if (!f.coupling) return;
        for (mark& m : calcium_[a]) m = {faded(m, tick_, f.decay), tick_};
        const std::vector<mark> before = calcium_[a];
        for (std::uint32_t u = 0; u < before.size(); ++u) {
            for (std::uint32_t v = 0; v < before.size(); ++v) {
                if (!are_coupled(net_, net_.astrocytes[a], u, v)) continue;
                const long double apart = before[v].value - before[u].value;
                calcium_[a][u].value +=
                    static_cast<integer>(std::trunc(apart * f.coupling->conductance / 1'048'576));
            }
        }
    }

    void sense(std::size_t a, const std::function<bool(std::size_t, std::uint32_t)>& fires) {
        const std::size_t p = index_of(net_.populations, net_.astrocytes[a].senses);
        for (std::uint32_t u = 0; u < calcium_[a].size(); ++u) {
            integer sensed = 0;
            for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
                if (is_in(a, j, u) && fires(p, j)) ++sensed;
            }
            if (sensed == 0) continue;
            if (const auto& f = fixed_.astrocytes[a].calcium) {
                if (is_done(a, manipulation_kind::knock_out) > 0) continue;
                raise(calcium_[a][u], sensed * f->per_spike, f->cap, f->decay);
            } else if (const auto& t = fixed_.astrocytes[a].transient) {
                raise(marked_[a][u].trace, sensed * t->per_spike, t->most_trace, t->trace_decay);
            } else {
                const auto& c = *fixed_.astrocytes[a].coincidence;
                raise(marked_[a][u].trace, sensed * c.per_spike, c.most_trace, c.trace_decay);
            }
        }
    }

    void raise(mark& m, integer by, integer most, const decay_table& decay) {
        const integer risen = faded(m, tick_, decay) + by;
        if (risen > most) ++ends_reached_;
        m = {std::min(risen, most), tick_};
    }

    const network& net_;
    const fixed_network& fixed_;
    std::uint64_t tick_ = 0;
    std::vector<std::vector<mark>> calcium_;
    std::vector<std::vector<zone_marks>> marked_;
    std::vector<std::vector<integer>> gate_;  ///< of the last step()
    std::vector<std::pair<std::size_t, astrocyte_control>> controls_;
    std::uint64_t ends_reached_ = 0;
};

}  // namespace memglia::test
