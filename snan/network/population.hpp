#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/neuron_models.hpp"
#include "snan/models/poisson.hpp"

namespace memglia {

struct spike_event {
    std::uint32_t neuron = 0;
    std::uint64_t tick = 0;

    friend bool operator==(const spike_event&, const spike_event&) = default;
};

/// Neurons that spike when a table says so, before anything else in that tick.
struct spike_train_config {
    static constexpr std::string_view short_form = "file";
    std::string file = "";
    std::vector<spike_event> spikes;  ///< in any order; a neuron at most once in a tick

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "file", .doc = "table of spikes: neuron, tick"}, self.file);
    }
};

/// A stretch of ticks: those that begin at from_s or later and before until_s.
struct clamp_window {
    static constexpr std::string_view short_form = "until_s";
    double from_s = 0;
    double until_s = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "from_s",
                    .unit = "s",
                    .doc = "when it begins, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.from_s);
        visit(field{.name = "until_s",
                    .unit = "s",
                    .doc = "when it ends, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.until_s);
    }
};

/// Neurons that are held now and then. In a tick of a window they are set to where they started
/// instead of integrating, and spike as a table says, without a reset. What arrives in such a tick
/// is lost in the next one, if that is of a window, too.
struct clamp_config {
    std::vector<clamp_window> windows;
    std::string file = "";
    std::vector<spike_event> spikes;  ///< in any order, in windows alone

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "windows", .doc = "when neurons are held, one after the other"},
              self.windows);
        visit(field{.name = "file", .doc = "table of spikes: neuron, tick; none: silence"},
              self.file);
    }
};

/// synapse_tau_s: that of exponential synapses.
enum class neuron_parameter {
    bias,
    v_initial,
    threshold,
    tau_m_s,
    refractory_s,
    noise,
    v_floor,
    synapse_tau_s
};
constexpr std::string_view choice_words(neuron_parameter) {
    return "bias|v_initial|threshold|tau_m_s|refractory_s|noise|v_floor|synapse_tau_s";
}

/// A parameter with a value of its own for every neuron; all but bias and v_initial of lif
/// alone.
struct neuron_values {
    static constexpr std::string_view short_form = "parameter";
    static constexpr std::string_view map_form = "file";
    neuron_parameter parameter = neuron_parameter::bias;
    std::string file = "";
    std::vector<double> values;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "parameter", .doc = "what differs between neurons"}, self.parameter);
        visit(field{.name = "file", .doc = "as many numbers as neurons"}, self.file);
    }
};

/// Where neurons are: neuron j in column j % columns of row j / columns, neighbours at distance 1.
/// As many columns as neurons make a line; the last row may have fewer.
struct grid_config {
    static constexpr std::string_view short_form = "columns";
    std::uint32_t columns = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "columns",
                    .unit = "neurons",
                    .doc = "neurons in a row, at distance 1; neuron j is in column j % columns",
                    .min = 1},
              self.columns);
    }
};

/// Neurons of one model, or an input: exactly one of the neuron models, `spikes` and `poisson`.
struct population : neuron_models {
    std::string name = "";
    std::uint32_t size = 1;
    std::optional<spike_train_config> spikes;
    std::optional<poisson_config> poisson;
    std::optional<clamp_config> clamp;
    std::vector<neuron_values> per_neuron;
    std::optional<grid_config> grid;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what the other parts call it"}, self.name);
        visit(field{.name = "size", .unit = "neurons", .doc = "number of neurons", .min = 1},
              self.size);
        neuron_models::fields(self, visit);
        visit(field{.name = "spikes", .doc = "an input: spikes from a table"}, self.spikes);
        visit(field{.name = "poisson", .doc = "an input: spikes by chance"}, self.poisson);
        visit(field{.name = "clamp", .doc = "neurons that are held and spike as a table says"},
              self.clamp);
        visit(field{.name = "per_neuron", .doc = "parameters with a value for every neuron"},
              self.per_neuron);
        visit(field{.name = "grid", .doc = "where neurons are, for connect distance"}, self.grid);
    }
};

/// Whether neurons have more of their own than bias and start.
inline bool has_own_models(const population& p) {
    return std::any_of(p.per_neuron.begin(), p.per_neuron.end(), [](const neuron_values& v) {
        return v.parameter != neuron_parameter::bias && v.parameter != neuron_parameter::v_initial;
    });
}

/// The model of one LIF neuron, with what is its own.
inline lif_config lif_of(const population& p, std::size_t neuron) {
    lif_config own = *p.lif;
    for (const neuron_values& v : p.per_neuron) {
        const double value = v.values[neuron];
        switch (v.parameter) {
            case neuron_parameter::bias:
                own.bias = value;
                break;
            case neuron_parameter::v_initial:
                own.v_initial = value;
                break;
            case neuron_parameter::threshold:
                own.threshold = value;
                break;
            case neuron_parameter::tau_m_s:
                own.tau_m_s = value;
                break;
            case neuron_parameter::refractory_s:
                own.refractory_s = value;
                break;
            case neuron_parameter::noise:
                own.noise = value;
                break;
            case neuron_parameter::v_floor:
                own.v_floor = value;
                break;
            case neuron_parameter::synapse_tau_s:
                own.exponential->tau_s = value;
                break;
        }
    }
    return own;
}

}  // namespace memglia
