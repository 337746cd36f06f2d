#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/network/network.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

namespace {

[[noreturn]] void refuse(std::string path, std::string found, std::string expected,
                         std::string hint = "") {
    throw input_error({.path = std::move(path),
                       .found = std::move(found),
                       .expected = std::move(expected),
                       .hint = std::move(hint)});
}

std::string item(const char* list, std::size_t index) {
    return std::string(list) + '[' + std::to_string(index) + ']';
}

// At most a dozen names: a message stays readable.
template <class Part>
std::string names_of(const std::vector<Part>& parts) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + parts[i].name;
    }
    if (parts.size() > most) text += " and " + std::to_string(parts.size() - most) + " more";
    return parts.empty() ? "none: there are none" : "one of " + text;
}

template <class Part>
const Part& part_of(const std::vector<Part>& parts, const std::string& name,
                    const std::string& path, const char* kind) {
    const std::size_t i = index_of(parts, name);
    if (i == parts.size()) {
        refuse(path, "no " + std::string(kind) + " is called '" + name + "'", names_of(parts));
    }
    return parts[i];
}

// Names go into messages and file names.
template <class Part>
void check_names(const std::vector<Part>& parts, const char* list) {
    std::set<std::string> known;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string& name = parts[i].name;
        const std::string path = item(list, i) + ".name";
        const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == '-';
        });
        if (name.empty() || !plain) {
            refuse(path, name.empty() ? "found no name" : "found '" + name + "'",
                   "letters, digits, _ and -");
        }
        constexpr std::size_t longest = 100;
        if (name.size() > longest) {
            refuse(path, "found a name of " + std::to_string(name.size()) + " letters",
                   "at most " + std::to_string(longest));
        }
        if (!known.insert(name).second) {
            refuse(path, "found a second '" + name + "'", "a name of its own");
        }
    }
}

void check_once(std::vector<spike_event> spikes, const std::string& path) {
    const auto when = [](const spike_event& s) { return std::pair(s.tick, s.neuron); };
    std::sort(spikes.begin(), spikes.end(),
              [&when](const spike_event& a, const spike_event& b) { return when(a) < when(b); });
    const auto twice = std::adjacent_find(spikes.begin(), spikes.end());
    if (twice == spikes.end()) return;
    refuse(path,
           "found two spikes of neuron " + std::to_string(twice->neuron) + " in tick " +
               std::to_string(twice->tick),
           "at most one");
}

void check_neurons(const std::vector<spike_event>& spikes, const population& p,
                   const std::string& path) {
    for (const spike_event& s : spikes) {
        if (s.neuron < p.size) continue;
        refuse(path,
               "found a spike of neuron " + std::to_string(s.neuron) + " in tick " +
                   std::to_string(s.tick),
               "a neuron below " + std::to_string(p.size) + ", the population's size");
    }
    check_once(spikes, path);
}

void check_clamp(const network& net, const population& p, const std::string& path) {
    if (!has_neurons(p)) refuse(path, "found it at an input", "it for neurons alone");
    const auto& windows = p.clamp->windows;
    if (windows.empty()) refuse(path + ".windows", "found none", "at least one");
    std::uint64_t last = 0;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        const std::uint64_t first = first_tick(windows[w], net.tick_s);
        const std::uint64_t end = end_tick(windows[w], net.tick_s);
        const std::string found =
            "found ticks " + std::to_string(first) + " to " + std::to_string(end);
        const std::string place = path + "." + item("windows", w);
        if (end <= first) refuse(place, found, "at least one tick");
        if (first < last) {
            refuse(place, found, "none before the end of the last, " + std::to_string(last));
        }
        last = end;
    }
    check_neurons(p.clamp->spikes, p, path + ".spikes");
    for (const spike_event& s : p.clamp->spikes) {
        const bool is_inside = std::any_of(windows.begin(), windows.end(), [&](const auto& w) {
            return first_tick(w, net.tick_s) <= s.tick && s.tick < end_tick(w, net.tick_s);
        });
        if (is_inside) continue;
        refuse(path + ".spikes", "found a spike in tick " + std::to_string(s.tick),
               "spikes in windows alone");
    }
}

void check_population(const network& net, std::size_t index) {
    const population& p = net.populations[index];
    const std::string path = item("populations", index);
    for_each_model(p, [&](std::string_view name, const auto& model) {
        check_model(model, net.tick_s, path + '.' + std::string(name));
    });
    if (p.spikes) check_neurons(p.spikes->spikes, p, path + ".spikes");
    if (p.clamp) check_clamp(net, p, path + ".clamp");
    if (p.poisson && p.poisson->rate_hz * net.tick_s >= 1) {
        refuse(path + ".poisson.rate_hz", "found " + number_text(p.poisson->rate_hz) + " Hz",
               "less than one spike in a tick of " + number_text(net.tick_s) + " s");
    }
    if (!has_neurons(p) && !p.per_neuron.empty()) {
        refuse(path + ".per_neuron", "found values for an input", "them for neurons alone");
    }
    std::set<neuron_parameter> given;
    for (const neuron_values& v : p.per_neuron) {
        const std::string place = path + ".per_neuron." + word_of(v.parameter);
        if (!given.insert(v.parameter).second) refuse(place, "found it twice", "it once");
        if (v.values.size() != p.size) {
            refuse(place, "found " + std::to_string(v.values.size()) + " values",
                   std::to_string(p.size) + ", the population's size");
        }
        for (std::size_t i = 0; i < v.values.size(); ++i) {
            constexpr double most = 1e6;
            if (std::abs(v.values[i]) <= most) continue;
            refuse(place, "found " + number_text(v.values[i]) + " for neuron " + std::to_string(i),
                   "between -1e6 and 1e6");
        }
    }
}

std::string pair_text(const synapse_table& t, std::size_t k) {
    return " for synapse " + std::to_string(k + 1) + ", " + std::to_string(t.source[k]) + " to " +
           std::to_string(t.target[k]);
}

std::string of_file(const projection& p) {
    return p.file.empty() ? "" : " of " + p.file;
}

void check_table(const projection& p, const population& source, const population& target,
                 const std::string& path) {
    const synapse_table& t = p.table;
    const auto has_size = [&t](std::size_t n) { return n == 0 || n == t.source.size(); };
    if (t.target.size() != t.source.size() || !has_size(t.weight.size()) ||
        !has_size(t.delay_ticks.size())) {
        refuse(path + ".file",
               "found " + std::to_string(t.source.size()) + " sources, " +
                   std::to_string(t.target.size()) + " targets, " +
                   std::to_string(t.weight.size()) + " weights, " +
                   std::to_string(t.delay_ticks.size()) + " delays",
               "columns of one length");
    }
    for (std::size_t k = 0; k < t.source.size(); ++k) {
        if (t.source[k] >= source.size || t.target[k] >= target.size) {
            refuse(path + ".file", "found" + pair_text(t, k).substr(4) + of_file(p),
                   "sources below " + std::to_string(source.size) + " and targets below " +
                       std::to_string(target.size) + ", the sizes of " + source.name + " and " +
                       target.name);
        }
    }
    for (std::size_t k = 0; k < t.delay_ticks.size(); ++k) {
        if (t.delay_ticks[k] <= most_delay_ticks) continue;
        refuse(
            path + ".file",
            "found a delay of " + std::to_string(t.delay_ticks[k]) + pair_text(t, k) + of_file(p),
            "0 to " + std::to_string(most_delay_ticks) + " ticks");
    }
    const double low = p.stdp ? 0 : -1e6;
    const double high = p.stdp ? p.stdp->w_max : 1e6;
    for (std::size_t k = 0; k < t.weight.size(); ++k) {
        if (t.weight[k] >= low && t.weight[k] <= high) continue;
        refuse(path + ".file",
               "found a weight of " + number_text(t.weight[k]) + pair_text(t, k) + of_file(p),
               "between " + number_text(low) + " and " + number_text(high) +
                   (p.stdp ? ", where plasticity clips" : ""));
    }
    if (!t.weight.empty() && (p.weight != 0 || p.weight_spread != 0)) {
        refuse(path + ".weight", "found a weight beside those of the file", "one of them");
    }
    if (!t.delay_ticks.empty() && (p.delay_ticks != 1 || p.delay_spread_ticks != 0)) {
        refuse(path + ".delay_ticks", "found a delay beside those of the file", "one of them");
    }
}

void check_values(const network& net, const projection& p, const std::string& path) {
    if (p.stdp && std::min(p.stdp->tau_plus_s, p.stdp->tau_minus_s) < net.tick_s) {
        refuse(path + ".stdp",
               "found a trace that decays in " +
                   number_text(std::min(p.stdp->tau_plus_s, p.stdp->tau_minus_s)) + " s",
               "at least a tick, " + number_text(net.tick_s) + " s");
    }
    if (p.table.weight.empty() && p.stdp) {
        const double low = p.weight - p.weight_spread;
        const double high = p.weight + p.weight_spread;
        if (low < 0 || high > p.stdp->w_max) {
            refuse(path + ".weight",
                   "found weights of " + number_text(low) + " to " + number_text(high),
                   "0 to w_max, " + number_text(p.stdp->w_max) + ", where plasticity clips");
        }
    }
    const std::int64_t shortest = std::int64_t{p.delay_ticks} - p.delay_spread_ticks;
    const std::int64_t longest = std::int64_t{p.delay_ticks} + p.delay_spread_ticks;
    if (shortest < 0 || longest > most_delay_ticks) {
        refuse(path + ".delay_ticks",
               "found delays of " + std::to_string(shortest) + " to " + std::to_string(longest),
               "0 to " + std::to_string(most_delay_ticks) + " ticks");
    }
}

void check_one_model(const network& net, std::size_t index) {
    const population& p = net.populations[index];
    const int models = model_count(p) + (p.spikes ? 1 : 0) + (p.poisson ? 1 : 0);
    if (models == 1) return;
    refuse(item("populations", index),
           models == 0 ? "found no model" : "found " + std::to_string(models) + " models",
           "one of " + model_names() + ", spikes and poisson");
}

void check_ends(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    const std::string path = item("projections", index);
    part_of(net.populations, p.source, path + ".source", "population");
    const population& target = part_of(net.populations, p.target, path + ".target", "population");
    if (!has_neurons(target)) {
        refuse(path + ".target", "'" + p.target + "' is an input", "a population of neurons");
    }
}

void check_projection(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    const std::string path = item("projections", index);
    const population& source = net.populations[index_of(net.populations, p.source)];
    const population& target = net.populations[index_of(net.populations, p.target)];
    const bool has_table =
        p.connect == connection_rule::list || p.connect == connection_rule::matrix;
    if ((p.connect == connection_rule::probability) != (p.probability > 0)) {
        refuse(path + ".probability", "found " + number_text(p.probability),
               p.probability > 0 ? "none but for connect probability" : "more than 0");
    }
    if (!has_table && (!p.file.empty() || !p.table.source.empty())) {
        refuse(path + ".file", "found '" + p.file + "'",
               "a file for connect list and matrix alone");
    }
    if (p.autapses && (has_table || p.source != p.target)) {
        refuse(path + ".autapses", "found true", "it where a rule connects a population to itself");
    }
    if (p.connect == connection_rule::one_to_one && source.size != target.size) {
        refuse(path + ".connect",
               "found one_to_one from " + std::to_string(source.size) + " to " +
                   std::to_string(target.size) + " neurons",
               "populations of one size");
    }
    if (p.connect == connection_rule::one_to_one && p.source == p.target && !p.autapses) {
        refuse(path + ".connect", "found one_to_one from a population to itself",
               "autapses true with it, or another rule");
    }
    check_values(net, p, path);
    if (has_table) check_table(p, source, target, path);
}

void check_stimulus(const network& net, std::size_t index) {
    const stimulus& s = net.stimuli[index];
    const std::string path = item("stimuli", index);
    if (!has_neurons(part_of(net.populations, s.population, path + ".population", "population"))) {
        refuse(path + ".population", "'" + s.population + "' is an input",
               "a population of neurons");
    }
    if (end_tick(s, net.tick_s) <= first_tick(s, net.tick_s)) {
        refuse(path + ".to_s",
               "found " + number_text(s.to_s) + " s, from " + number_text(s.from_s) + " s on",
               "at least a tick more, " + number_text(net.tick_s) + " s");
    }
}

void check_field(const network& net, std::size_t index, std::set<std::string>& gated) {
    const astrocyte_field& a = net.astrocytes[index];
    const std::string path = item("astrocytes", index);
    const population& sensed = part_of(net.populations, a.senses, path + ".senses", "population");
    if (a.neurons_per_unit > sensed.size) {
        refuse(path + ".neurons_per_unit", "found " + std::to_string(a.neurons_per_unit),
               "at most " + std::to_string(sensed.size) + ", the size of " + sensed.name);
    }
    if (a.calcium.decay == calcium_decay::euler && a.calcium.tau_s < net.tick_s) {
        refuse(path + ".calcium.tau_s", "found " + number_text(a.calcium.tau_s) + " s",
               "at least a tick, " + number_text(net.tick_s) + " s, for decay euler");
    }
    for (const std::string& name : a.gates) {
        const projection& p = part_of(net.projections, name, path + ".gates", "projection");
        const std::string& side = a.by == gated_side::target ? p.target : p.source;
        if (side != a.senses) {
            refuse(path + ".gates", "the " + word_of(a.by) + " of '" + name + "' is '" + side + "'",
                   "'" + a.senses + "', which the units sense");
        }
        if (!gated.insert(name).second) {
            refuse(path + ".gates", "'" + name + "' is gated already", "one unit for a synapse");
        }
    }
}

void check_probe(const network& net, std::size_t index) {
    const probe& p = net.probes[index];
    const std::string path = item("probes", index) + ".of";
    switch (p.record) {
        case probe_kind::spikes:
            part_of(net.populations, p.of, path, "population");
            if (p.every_ticks != 0) {
                refuse(item("probes", index) + ".every_ticks",
                       "found " + std::to_string(p.every_ticks) + " for spikes",
                       "none: spikes are all recorded");
            }
            break;
        case probe_kind::membrane:
            if (!has_neurons(part_of(net.populations, p.of, path, "population"))) {
                refuse(path, "'" + p.of + "' is an input", "a population of neurons");
            }
            break;
        case probe_kind::weights:
            part_of(net.projections, p.of, path, "projection");
            break;
        case probe_kind::calcium:
            part_of(net.astrocytes, p.of, path, "astrocyte field");
            break;
    }
}

void check_sizes(const network& net) {
    std::uint64_t neurons = 0;
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        neurons += net.populations[i].size;
        if (net.populations[i].size == 0) {
            refuse(item("populations", i) + ".size", "found 0 neurons", "at least 1");
        }
        if (neurons <= net.most_neurons) continue;
        refuse(item("populations", i) + ".size",
               "found " + std::to_string(neurons) + " neurons up to here",
               "at most " + std::to_string(net.most_neurons), "raise most_neurons if you mean it");
    }
}

void check_synapses(const network& net) {
    double synapses = 0;
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        synapses += expected_synapses(net, i);
        if (synapses <= static_cast<double>(net.most_synapses)) continue;
        refuse(item("projections", i),
               "found " + number_text(std::floor(synapses)) + " synapses up to here",
               "at most " + std::to_string(net.most_synapses),
               "raise most_synapses if you mean it");
    }
}

}  // namespace

void check_structure(const network& net) {
    if (net.populations.empty()) refuse("populations", "found none", "at least one");
    check_names(net.populations, "populations");
    check_names(net.projections, "projections");
    check_names(net.astrocytes, "astrocytes");
    check_names(net.probes, "probes");
    check_sizes(net);
    for (std::size_t i = 0; i < net.populations.size(); ++i) check_one_model(net, i);
    for (std::size_t i = 0; i < net.projections.size(); ++i) check_ends(net, i);
    check_synapses(net);
}

void check(const network& net) {
    check_structure(net);
    for (std::size_t i = 0; i < net.populations.size(); ++i) check_population(net, i);
    for (std::size_t i = 0; i < net.projections.size(); ++i) check_projection(net, i);
    check_synapses(net);
    for (std::size_t i = 0; i < net.stimuli.size(); ++i) check_stimulus(net, i);
    std::set<std::string> gated;
    for (std::size_t i = 0; i < net.astrocytes.size(); ++i) check_field(net, i, gated);
    for (std::size_t i = 0; i < net.probes.size(); ++i) check_probe(net, i);
}

std::uint64_t first_tick(const clamp_window& w, double tick_s) {
    return static_cast<std::uint64_t>(w.from_s / tick_s + 0.5);
}

std::uint64_t end_tick(const clamp_window& w, double tick_s) {
    return static_cast<std::uint64_t>(w.until_s / tick_s + 0.5);
}

std::uint32_t ticks_of(const network& net, double time_s) {
    return static_cast<std::uint32_t>(time_s / net.tick_s + 0.5);
}

std::uint32_t unit_count(const network& net, const astrocyte_field& astrocytes) {
    const std::uint32_t sensed = net.populations[index_of(net.populations, astrocytes.senses)].size;
    return (sensed + astrocytes.neurons_per_unit - 1) / astrocytes.neurons_per_unit;
}

}  // namespace memglia
