#include "snan/network/quantise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/network/fixed_rounding.hpp"
#include "snan/network/quantise_field.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

using namespace fixed_rounding;

namespace {

double largest_weight(const network& net, std::size_t projection_index) {
    if (net.projections[projection_index].stdp)
        return net.projections[projection_index].stdp->w_max;
    double largest = 0;
    for_each_synapse(net, projection_index, [&largest](const synapse& s) {
        largest = std::max(largest, std::abs(s.weight));
    });
    return largest;
}

// By which astrocytes may multiply a weight.
double largest_gain(const network& net, const std::string& projection) {
    const auto gating = gating_of(net, projection);
    if (!gating) return 1;
    return std::max(1.0, 1 + gating->strength * largest_gate(net.astrocytes[gating->field]));
}

fixed_projection quantise(const network& net, const projection& p, double largest,
                          const fixed_population& target, const number_format& format,
                          const std::string& path) {
    fixed_projection fixed;
    const double scale = 1 / target.input_unit;
    const double exact = largest / format.weight_levels * scale;
    // Static weights may leave levels unused, so that none is too large for its level.
    constexpr double above_rounding_errors = 1 - 1e-12;
    const double whole =
        p.stdp ? std::floor(exact + 0.5) : std::ceil(exact * above_rounding_errors);
    fixed.unit = static_cast<std::int32_t>(whole);
    fixed.weight_unit = whole / scale;
    if (exact < 0.5 && largest > 0) {
        throw input_error({.path = path + ".weight",
                           .found = "found weights of at most " + number_text(largest) + " in " +
                                    std::to_string(format.weight_levels) + " levels",
                           .expected = "at least " +
                                       number_text(0.5 * format.weight_levels / scale) +
                                       ", the resolution of population '" + p.target + "' in " +
                                       std::to_string(format.state_bits) + " bits"});
    }
    if (!p.stdp) return fixed;
    // A plastic projection of w_max 0 has levels that never move.
    const double per_level = largest > 0 ? 65536 / fixed.weight_unit : 0;
    const std::int64_t most_trace = std::int64_t{format.weight_levels} << 16U;
    fixed.stdp.emplace();
    fixed.stdp->a_plus = clamped(p.stdp->a_plus * per_level, most_trace);
    fixed.stdp->a_minus = clamped(p.stdp->a_minus * per_level, most_trace);
    fixed.stdp->plus = decay_table(-net.tick_s / p.stdp->tau_plus_s);
    fixed.stdp->minus = decay_table(-net.tick_s / p.stdp->tau_minus_s);
    if (p.stdp->reward) {
        const reward_config& reward = *p.stdp->reward;
        fixed.stdp->reward =
            fixed_reward{step_factor(reward.gain), decay_table(-net.tick_s / reward.tau_s)};
    }
    return fixed;
}

void check_between(const char* name, std::uint32_t value, std::uint32_t low, std::uint32_t high) {
    if (value >= low && value <= high) return;
    throw input_error({.path = name,
                       .found = "found " + std::to_string(value),
                       .expected = std::to_string(low) + " to " + std::to_string(high)});
}

// Levels fit 16 bits, sums of two states 32.
void check_format(const number_format& format) {
    check_between("weight_levels", format.weight_levels, 1, 32'767);
    check_between("state_bits", format.state_bits, 8, 31);
}

std::uint32_t mixed(std::uint64_t h) {
    h = (h ^ (h >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    h = (h ^ (h >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<std::uint32_t>(h ^ (h >> 31U));
}

}  // namespace

fixed_network quantise(const network& net, const number_format& format) {
    check_format(format);
    check(net);
    fixed_network fixed;
    fixed.format = format;
    std::vector<double> largest;
    std::vector<double> largest_arriving(net.populations.size());
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        largest.push_back(largest_weight(net, i));
        double& arriving = largest_arriving[index_of(net.populations, net.projections[i].target)];
        arriving = std::max(arriving, largest[i] * largest_gain(net, net.projections[i].name));
    }
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        const population& p = net.populations[i];
        std::optional<fixed_population>& own = fixed.populations.emplace_back();
        if (!has_neurons(p)) continue;
        own = quantise_neurons(net, p, largest_arriving[i], format,
                               "populations[" + std::to_string(i) + "]");
    }
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        const projection& p = net.projections[i];
        fixed.projections.push_back(
            quantise(net, p, largest[i], *fixed.populations[index_of(net.populations, p.target)],
                     format, "projections[" + std::to_string(i) + "]"));
    }
    for (std::size_t i = 0; i < net.astrocytes.size(); ++i) {
        fixed.astrocytes.push_back(quantise_field(net, i, fixed));
    }
    return fixed;
}

void for_each_fixed_synapse(const network& net, const fixed_network& fixed,
                            std::size_t projection_index,
                            const std::function<void(const fixed_synapse&)>& visit) {
    const fixed_projection& p = fixed.projections[projection_index];
    const double levels = fixed.format.weight_levels;
    // All synapses of one source come in a row.
    struct pair {
        std::uint32_t target;
        std::uint32_t delay_ticks;
        bool operator==(const pair&) const = default;
        auto operator<=>(const pair&) const = default;
    };
    std::vector<synapse> row;
    std::vector<std::pair<pair, std::size_t>> keys;
    std::vector<std::uint32_t> ordinals;
    const auto flush = [&] {
        keys.clear();
        for (std::size_t k = 0; k < row.size(); ++k) {
            keys.push_back({{row[k].target, row[k].delay_ticks}, k});
        }
        std::sort(keys.begin(), keys.end());
        ordinals.assign(row.size(), 0);
        for (std::size_t k = 1; k < keys.size(); ++k) {
            if (keys[k].first == keys[k - 1].first) {
                ordinals[keys[k].second] = ordinals[keys[k - 1].second] + 1;
            }
        }
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double exact = p.weight_unit > 0 ? row[k].weight / p.weight_unit : 0;
            const double size = std::min(std::floor(std::abs(exact) + 0.5), levels);
            visit({row[k].source, row[k].target, row[k].delay_ticks,
                   static_cast<std::int32_t>(exact < 0 ? -size : size), ordinals[k]});
        }
        row.clear();
    };
    for_each_synapse(net, projection_index, [&](const synapse& s) {
        if (!row.empty() && row.front().source != s.source) flush();
        row.push_back(s);
    });
    flush();
}

std::uint32_t row_tag(std::size_t projection_index, std::uint32_t source, std::uint32_t delay_ticks,
                      std::uint32_t ordinal) {
    std::uint64_t h = projection_index * 0x9e3779b97f4a7c15ULL;
    for (const std::uint32_t part : {source, delay_ticks, ordinal}) {
        h = (mixed(h) + (std::uint64_t{part} << 32U)) + part + 0x632be59bU;
    }
    return mixed(h);
}

std::uint32_t neuron_tag(std::size_t population_index, std::uint32_t neuron) {
    return mixed(((std::uint64_t{population_index} + 1) << 32U) + neuron);
}

std::int32_t fixed_value(const fixed_population& of, double value) {
    return clamped(value / of.input_unit, std::numeric_limits<std::int32_t>::max());
}

}  // namespace memglia
