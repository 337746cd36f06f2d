#include "snan/network/first_difference.hpp"

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

namespace {

std::optional<difference> spike_difference(const std::string& of, const recording& a,
                                           const recording& b) {
    const auto earlier = [](const spike_event& x, const spike_event& y) {
        return x.tick != y.tick ? x.tick < y.tick : x.neuron < y.neuron;
    };
    for (std::size_t k = 0; k < a.spikes.size() || k < b.spikes.size(); ++k) {
        const bool both = k < a.spikes.size() && k < b.spikes.size();
        if (both && a.spikes[k] == b.spikes[k]) continue;
        const bool only_first = k >= b.spikes.size() || (both && earlier(a.spikes[k], b.spikes[k]));
        const spike_event& s = only_first ? a.spikes[k] : b.spikes[k];
        return difference{s.tick, of + "[" + std::to_string(s.neuron) + "]", "spikes",
                          only_first ? 1.0 : 0.0, only_first ? 0.0 : 1.0};
    }
    return std::nullopt;
}

std::optional<difference> value_difference(const probe& p, const recording& a, const recording& b) {
    const std::string signal = word_of(p.record);
    if (a.width != b.width || a.values.size() != b.values.size()) {
        return difference{0, p.of, "number of " + signal + " values",
                          static_cast<double>(a.values.size()),
                          static_cast<double>(b.values.size())};
    }
    for (std::size_t k = 0; k < a.values.size(); ++k) {
        if (a.values[k] == b.values[k]) continue;
        return difference{a.after_ticks[k / a.width] - 1,
                          p.of + "[" + std::to_string(k % a.width) + "]", signal, a.values[k],
                          b.values[k]};
    }
    return std::nullopt;
}

// Names that no probe has had so far.
void add_probes(network& net, std::uint32_t every_ticks) {
    const std::size_t own = net.probes.size();
    const auto add = [&](probe_kind kind, const std::string& of, std::uint32_t every) {
        std::string name = word_of(kind) + std::to_string(net.probes.size());
        while (index_of(net.probes, name) < own) name += "_";
        net.probes.push_back({name, kind, of, every});
    };
    for (const population& p : net.populations) add(probe_kind::spikes, p.name, 0);
    for (const population& p : net.populations) {
        if (has_neurons(p)) add(probe_kind::membrane, p.name, every_ticks);
    }
    for (const astrocyte_field& a : net.astrocytes) {
        add(a.resource ? probe_kind::resource : probe_kind::calcium, a.name, every_ticks);
    }
    for (const projection& p : net.projections) add(probe_kind::weights, p.name, every_ticks);
}

}  // namespace

std::string difference::text() const {
    return "tick " + std::to_string(tick) + ", " + block + ", " + signal + ": " +
           number_text(first) + " and " + number_text(second);
}

network with_all_probes(network net) {
    net.probes.clear();
    add_probes(net, 1);
    return net;
}

network with_end_probes(network net) {
    add_probes(net, 0);
    return net;
}

std::optional<difference> first_difference(const network_simulation& a, const network_simulation& b,
                                           std::size_t first_probe) {
    std::optional<difference> first;
    const network& net = a.description();
    for (std::size_t i = first_probe; i < net.probes.size(); ++i) {
        const probe& p = net.probes[i];
        const recording of_a = a.recorded(i);
        const recording of_b = b.recorded(i);
        auto found = p.record == probe_kind::spikes ? spike_difference(p.of, of_a, of_b)
                                                    : value_difference(p, of_a, of_b);
        if (found && (!first || found->tick < first->tick)) first = found;
    }
    if (!first || first->signal != word_of(probe_kind::weights)) return first;
    const std::size_t bracket = first->block.find('[');
    const std::size_t index = std::stoul(first->block.substr(bracket + 1));
    std::size_t at = 0;
    for_each_synapse(
        net, index_of(net.projections, first->block.substr(0, bracket)), [&](const synapse& s) {
            if (at++ != index) return;
            first->block += ", " + std::to_string(s.source) + " to " + std::to_string(s.target) +
                            ", delay " + std::to_string(s.delay_ticks);
        });
    return first;
}

}  // namespace memglia
