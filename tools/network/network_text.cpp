#include "tools/network/network_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/choice.hpp"
#include "snan/network/coupling.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

namespace {

std::string population_line(const network& net, const population& p) {
    std::string what;
    if (p.spikes) {
        what = fmt::format("{} input spikes", p.spikes->spikes.size());
    } else if (p.poisson) {
        what = fmt::format("poisson, {} Hz", p.poisson->rate_hz);
    }
    for_each_model(p, [&](auto, const auto& model) { what = model_text(model, net.tick_s); });
    for (const neuron_values& v : p.per_neuron) what += ", own " + word_of(v.parameter);
    return fmt::format("  {:<16} {:>8} {}\n", p.name, p.size, what);
}

std::string projection_line(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    std::size_t count = 0;
    synapse low;
    synapse high;
    for_each_synapse(net, index, [&](const synapse& s) {
        if (count++ == 0) low = high = s;
        low.weight = std::min(low.weight, s.weight);
        high.weight = std::max(high.weight, s.weight);
        low.delay_ticks = std::min(low.delay_ticks, s.delay_ticks);
        high.delay_ticks = std::max(high.delay_ticks, s.delay_ticks);
    });
    std::string text = fmt::format("  {:<16} {:>8} {}, {} to {}", p.name, count, word_of(p.connect),
                                   p.source, p.target);
    if (count > 0) {
        const auto range = [](auto from, auto to) {
            return from == to ? fmt::format("{}", from)
                              : fmt::format("{:.6g} to {:.6g}", static_cast<double>(from),
                                            static_cast<double>(to));
        };
        text += fmt::format(", weight {}, delay {} ticks", range(low.weight, high.weight),
                            range(low.delay_ticks, high.delay_ticks));
    }
    return text + (p.stdp ? ", stdp\n" : p.tripartite ? ", tripartite\n" : "\n");
}

}  // namespace

std::string network_text(const network& net) {
    std::string text = fmt::format("tick {} s, seed {}\n\npopulations      {:>10}\n", net.tick_s,
                                   net.seed, "neurons");
    for (const population& p : net.populations) text += population_line(net, p);
    if (!net.projections.empty()) text += fmt::format("\nprojections      {:>10}\n", "synapses");
    for (std::size_t i = 0; i < net.projections.size(); ++i) text += projection_line(net, i);
    if (!net.stimuli.empty()) text += fmt::format("\nstimuli          {:>10}\n", "current");
    for (const stimulus& s : net.stimuli) {
        text += fmt::format("  {:<16} {:>8} from {} to {} s\n", s.population, s.current, s.from_s,
                            s.to_s);
    }
    if (!net.astrocytes.empty()) text += fmt::format("\nastrocytes       {:>10}\n", "units");
    for (const astrocyte_field& a : net.astrocytes) {
        std::string model;
        for_each_model(a, [&model](std::string_view name, const auto&) { model = name; });
        text +=
            fmt::format("  {:<16} {:>8} {}, sense {}", a.name, unit_count(net, a), model, a.senses);
        for (const astrocyte_effect& e : a.effects) {
            text += fmt::format("; {} {} of ", word_of(e.kind), e.strength);
            text += e.kind == effect_kind::gain
                        ? fmt::format("{} by {}", fmt::join(e.projections, ", "), word_of(e.by))
                        : (e.of.empty() ? a.senses : e.of);
        }
        for (const manipulation& m : a.manipulations) text += "; " + word_of(m.kind);
        if (a.coupling) {
            text +=
                fmt::format("; coupled: {}, {} edges, conductance {}", word_of(a.coupling->graph),
                            coupling_edges(net, a).size(), a.coupling->conductance);
        }
        text += '\n';
    }
    if (!net.probes.empty()) text += fmt::format("\nprobes           {:>10}\n", "each");
    for (const probe& p : net.probes) {
        const std::string when = p.record == probe_kind::spikes ? "all"
                                 : p.every_ticks == 0           ? "end"
                                                                : fmt::format("{}", p.every_ticks);
        text += fmt::format("  {:<16} {:>8} {} of {}\n", p.name, when, word_of(p.record), p.of);
    }
    if (!net.readouts.empty()) text += fmt::format("\nreadouts         {:>10}\n", "groups");
    for (const readout& r : net.readouts) {
        const std::uint32_t size = net.populations[index_of(net.populations, r.of)].size;
        text += fmt::format("  {:<16} {:>8} {} of {}\n", r.name, size / r.neurons_per_group,
                            word_of(r.kind), r.of);
    }
    return text;
}

std::string numbers_text(const network& net, const fixed_network& fixed) {
    std::string text = fmt::format("fixed point      {} levels of each sign, states of {} bits\n",
                                   fixed.format.weight_levels, fixed.format.state_bits);
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        if (!fixed.populations[i]) continue;
        text += fmt::format("  {:<16} potentials in steps of {:.4g}\n", net.populations[i].name,
                            fixed.populations[i]->v_unit);
    }
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        text += fmt::format("  {:<16} a level is {:.6g}\n", net.projections[i].name,
                            fixed.projections[i].weight_unit);
    }
    return text;
}

std::string run_text(const network_simulation& run) {
    const network& net = run.description();
    const double ran_s = static_cast<double>(run.ticks()) * net.tick_s;
    std::string text = fmt::format(
        "{} ticks, {:.6g} s, {} synaptic events\n\n{:<18} {:>8} {:>10} {:>10}\n", run.ticks(),
        ran_s, run.deliveries(), "population", "neurons", "spikes", "rate, Hz");
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        const population& p = net.populations[i];
        const auto spikes = static_cast<double>(run.spikes(i));
        text += fmt::format("{:<18} {:>8} {:>10} {:>10.2f}\n", p.name, p.size, run.spikes(i),
                            ran_s > 0 ? spikes / ran_s / p.size : 0);
    }
    return text;
}

}  // namespace memglia
