#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "snan/models/decay_table.hpp"
#include "snan/network/fixed_neurons.hpp"
#include "snan/network/fixed_resource_model.hpp"
#include "snan/network/network.hpp"

// A network in the numbers of a chip: integers of stated width. The fixed-point engine and the
// mapping both start from here; how they compute with these numbers stands at each member.
namespace memglia {

/// What rewards do; see fixed_stdp.
struct fixed_reward {
    step_factor gain;
    decay_table eligibility;
};

/// Pair STDP on levels. A trace has 16 fractional bits of a level, starts at 0, decays by the ticks
/// since it last rose, and saturates at weight_levels << 16. Arrivals have one per source and delay
/// of the projection, which parallel synapses share; spikes of a target have one per target of the
/// projection. In a tick a synapse over which a spike arrives delivers its level as it is, loses
/// the target's trace and the trace of arrivals rises by a_plus; after all arrivals of the tick
/// every synapse of a target that spikes gains its trace of arrivals and the target's trace rises
/// by a_minus. A change of x, a trace decayed to this tick, moves a level by (x + r) >> 16, r =
/// rounding_bits(row tag ^ neuron tag of the target, tick), for a gain of the complement of the
/// neuron tag; the level is clipped to 0..weight_levels after each.
///
/// With a reward those changes x of a level go, with their sign, to an eligibility of the synapse
/// instead, unless they are 0: it has 16 fractional bits, too, starts at 0, decays by the ticks
/// since it last changed and is clipped to +-(weight_levels << 16). Levels then move only where so
/// many spikes of the rewarding population come in a tick, after all else: by [spikes *
/// [gain.times(eligibility decayed to this tick)]], [x] x clipped as an eligibility, rounded as
/// above by rounding_bits(row tag ^ neuron tag, tick) away from its sign.
struct fixed_stdp {
    std::int32_t a_plus = 0;
    std::int32_t a_minus = 0;
    decay_table plus;
    decay_table minus;
    std::optional<fixed_reward> reward;
};

/// A synapse of level l adds l * unit to its target, or l * gated_unit() where astrocytes gate it,
/// in more than 32 bits. Weights are rounded to levels of the unit as it is; a
/// plastic weight beyond the last level, by less than half a unit a level, is at the last.
struct fixed_projection {
    std::int32_t unit = 0;   ///< of the target's values, a level
    double weight_unit = 0;  ///< the same as a weight, exactly
    std::optional<fixed_stdp> stdp;
};

/// Calcium that flows between the units of a field. In every tick, before gates read it and spikes
/// raise it, the calcium of every unit decays by the factor of one tick,
/// times_factor(calcium, decay.fine[1]), also where nothing happens. Then, with what all units have
/// after that, over each edge (u, v) flux = (calcium_v - calcium_u) * conductance / 2^20, rounded
/// towards zero; u gains it and v loses it. Fluxes are summed exactly and added once, so the order
/// of edges does not matter, coupling changes no sum over the field, and no unit leaves the range
/// that it and its neighbours had: nothing saturates. A difference below 2^20 / conductance stays,
/// and calcium of which a tick takes less than a half.
struct fixed_coupling {
    std::int32_t conductance = 0;
    std::vector<unit_edge> edges;
};

/// Units of the model `calcium`. It starts at 0, decays by the ticks since the unit last sensed a
/// spike, and rises by per_spike a spike up to the cap. The gate of a tick is that of the calcium
/// decayed to that tick, before its spikes; reading never writes back. A field with coupling decays
/// in every tick instead. With a knock-out calcium is 0.
struct fixed_calcium_model {
    static constexpr std::size_t entries = 64;
    std::int32_t per_spike = 0;
    std::int32_t cap = 0;
    decay_table decay;
    std::int32_t table_from = 0;  ///< calcium c has entry (c - table_from) >> table_shift, clamped
    std::uint32_t table_shift = 0;
    std::array<std::int32_t, entries> gate{};  ///< 0 to 256
    std::optional<fixed_coupling> coupling;
};

/// Units of the model `ullah_transient`. The trace starts at 0 and decays by the ticks since it
/// last rose. In tick k a transient whose samples have passed is over; a strong trace starts one
/// where none is under way; sample (k - start) / sample_ticks stands, the last one where none is.
/// With a knock-out none is. Then spikes raise the trace, saturating at most_trace.
struct fixed_transient_model {
    std::int32_t per_spike = 0;
    std::int32_t strong = 0;
    std::int32_t most_trace = 0;
    decay_table trace_decay;
    std::uint32_t sample_ticks = 1;
    std::vector<std::int32_t> calcium;
    std::vector<std::int32_t> gate;  ///< 0 to 256
};

/// Units of the model `coincidence`. Trace and calcium start at 0 and decay by the ticks since they
/// last rose. In tick k, by what spikes before it have left: calcium rises if that is due, up to
/// the cap; a trace of `strong` makes it due in tick k + latency_ticks, and counts again from tick
/// k + refractory_ticks on; with a knock-out calcium is 0 and nothing is due; a trace of `weak`
/// where calcium is `raised` opens the gate for open_ticks, and again pause_ticks after that at the
/// earliest. Then spikes raise the trace, saturating at most_trace.
struct fixed_coincidence_model {
    std::int32_t per_spike = 0;
    std::int32_t strong = 0;
    std::int32_t weak = 0;
    std::int32_t most_trace = 0;
    decay_table trace_decay;
    std::int32_t rise = 0;
    std::int32_t cap = 0;
    std::int32_t raised = 0;
    decay_table decay;
    std::uint32_t latency_ticks = 1;
    std::uint32_t refractory_ticks = 1;
    std::uint32_t open_ticks = 1;
    std::uint32_t pause_ticks = 0;
};

/// An astrocyte field. The gate G of a unit is an integer, 256 being an open one: what its model
/// says, 0 where it is inhibited, at least fixed_gate() where it is activated. A gain of strength k
/// in 2^-12 gives the share gated_share() of 256, a current or a threshold of strength k, in the
/// numbers of its population, (k G + 128) >> 8.
struct fixed_astrocytes {
    int fraction_bits = 0;  ///< of calcium; of resource
    std::optional<fixed_calcium_model> calcium;
    std::optional<fixed_coincidence_model> coincidence;
    std::optional<fixed_transient_model> transient;
    std::optional<fixed_resource_model> resource;
    std::vector<std::int32_t> strengths;  ///< of each effect
};

/// Fractional bits of the strength of a gain.
inline constexpr unsigned strength_bits = 12;

/// What a gate that is open so far leaves of a weight, of 256.
constexpr std::int32_t gated_share(std::int32_t strength, std::int32_t gate) {
    const std::int64_t more =
        (std::int64_t{strength} * gate + (1 << (strength_bits - 1))) >> strength_bits;
    return more < -256 ? 0 : static_cast<std::int32_t>(256 + more);
}

/// What a level delivers at this share: at most the largest state.
constexpr std::int64_t gated_unit(std::int32_t unit, std::int32_t share, std::int64_t most_state) {
    const std::int64_t exact = (std::int64_t{unit} * share + 128) >> 8U;
    return exact < most_state ? exact : most_state;
}

/// A current or threshold of an open gate, at a gate that is open so far.
constexpr std::int64_t gated_value(std::int32_t strength, std::int32_t gate) {
    return (std::int64_t{strength} * gate + 128) >> 8U;
}

/// An activation in the numbers of gates.
inline std::int32_t fixed_gate(double gate) {
    return static_cast<std::int32_t>(256 * gate + 0.5);
}

struct fixed_network {
    number_format format;
    std::vector<std::optional<fixed_population>> populations;  ///< none for an input
    std::vector<fixed_projection> projections;
    std::vector<fixed_astrocytes> astrocytes;
};

/// Throws input_error, with the path, for what this format cannot hold: neuron models without a
/// fixed-point form, weights and thresholds below the resolution of their population.
fixed_network quantise(const network& net, const number_format& format);

struct fixed_synapse {
    std::uint32_t source = 0;
    std::uint32_t target = 0;
    std::uint32_t delay_ticks = 1;
    std::int32_t level = 0;
    /// How many synapses of the same source, target and delay came before.
    std::uint32_t ordinal = 0;
};

/// In the order of for_each_synapse().
void for_each_fixed_synapse(const network& net, const fixed_network& fixed,
                            std::size_t projection_index,
                            const std::function<void(const fixed_synapse&)>& visit);

/// What makes the roundings of a row of synapses, and of a neuron, its own.
std::uint32_t row_tag(std::size_t projection_index, std::uint32_t source, std::uint32_t delay_ticks,
                      std::uint32_t ordinal);
std::uint32_t neuron_tag(std::size_t population_index, std::uint32_t neuron);

/// A current in the numbers of a population, saturated at 32 bits.
std::int32_t fixed_value(const fixed_population& of, double value);

}  // namespace memglia
